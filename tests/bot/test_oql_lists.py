"""`/oql top|new|rising|falling|quiet`: pages that turn, definitions, and the file of all."""

import csv
import io
from datetime import timedelta

import pytest

from bot.answers import Replace, Say
from bot.files import FILES
from bot.services import Services
from bot.views import company_card, company_lists
from bot.views.plain import as_text
from bot.views.wording import words
from bot.whom import SeveralFitError, one_company
from ledger import handoffs, notices
from ledger.spoken import By
from tests.bot.pressing import id_of, only, pressed, values_of
from tests.bot.scene import NOW, ask, asker, did, github, happened, pulls, said


@pytest.fixture
def many(here: Services) -> Services:
    """Twelve companies that came this week, and one that is silent for three weeks."""
    drafts = [one for n in range(12) for one in pulls(f"c{n:02d}.example", 1 + n % 4)]
    happened(here, [*drafts, *pulls("old.example", 3, NOW - timedelta(days=21))])
    return here


@pytest.mark.parametrize(
    ("verb", "first", "definition"),
    [
        ("top", "20 c03.example · OQL1 · 1 person", "1 to 10 of 13. Whoever earned points"),
        ("new", "20 c03.example · OQL1 · 1 person · since 19 Nov 2026", "1 to 10 of 12. On a"),
        ("rising", "20 c03.example · OQL1 · 1 person · +20 in a week", "1 to 10 of 12. More"),
        (
            "quiet",
            "15 old.example · OQL1 · 1 person · 15 in 90 days · last seen 30 Oct 2026",
            "1 to 1 of 1. Points in 90 days, but no activity for 14 days",
        ),
    ],
)
def test_each_list_says_what_it_holds(
    many: Services, verb: str, first: str, definition: str
) -> None:
    lines = said(many, f"/oql {verb}").splitlines()
    assert lines[1] == first
    assert lines[-2].startswith(definition)


def test_who_came_without_a_level_is_told_from_a_new_lead(here: Services) -> None:
    happened(here, pulls("juniper.example", 1))
    text = said(here, "/oql new")
    assert "juniper.example · none · 1 person · seen, not a lead yet" in text
    assert "The digest counts those that reached a level." in text


@pytest.mark.parametrize("verb", ["new", "rising", "falling", "quiet"])
def test_an_empty_list_says_so(here: Services, verb: str) -> None:
    _title, line = said(here, f"/oql {verb}").splitlines()
    assert line.startswith("No company ")


def test_who_fell_is_told_with_by_how_much(many: Services) -> None:
    later = NOW + timedelta(days=9)
    text = said(many, "/oql falling", later)
    assert "0 old.example · OQL0 · 1 person · -15 in a week" in text


def test_pages_turn_in_place_and_hold_everybody_once(many: Services) -> None:
    message = only(ask(many, "/oql top 5"), Say).message
    seen = values_of(message, company_card.OPEN)
    while turn := values_of(message, company_lists.PAGE):
        message = only(pressed(many, company_lists.PAGE, turn[0]), Replace).message
        seen += values_of(message, company_card.OPEN)
    assert len(seen) == len(set(seen)) == 13
    assert "11 to 13 of 13" in as_text(message)
    [back] = values_of(message, company_lists.PAGE_BACK)
    middle = only(pressed(many, company_lists.PAGE_BACK, back), Replace).message
    assert "6 to 10 of 13" in as_text(middle)


def test_a_page_that_is_no_more_is_the_last_one(many: Services) -> None:
    answer = pressed(many, company_lists.PAGE, "top 5 40")
    assert "11 to 13 of 13" in as_text(only(answer, Replace).message)


def test_a_list_of_the_most_fits_a_message(here: Services) -> None:
    happened(here, [one for n in range(60) for one in pulls(f"c{n:02d}.example", 1)])
    message = only(ask(here, "/oql top 40"), Say).message
    assert len(values_of(message, company_card.OPEN)) == 40
    assert values_of(message, company_lists.PAGE) == ["top 40 1"]


def test_the_file_holds_all_of_a_list_and_no_formula(many: Services) -> None:
    bo = github("bo", "2")
    happened(many, [did(bo)])
    said(many, '/oql link github:bo "=HYPERLINK(1)"')
    said(many, "/oql tag c03.example +tag")
    with many.ledger.write() as session:
        day, by = NOW.date(), By("U1", "dana", NOW)
        handoffs.record(session, id_of(many, "c03.example"), "SQL", day, by)
    answer = pressed(many, company_lists.LIST_CSV, "top")
    assert "companies-top-2026-11-20.csv is on its way" in as_text(only(answer, Say).message)
    with many.ledger.write() as session:
        notice = notices.claim(session, NOW)
        assert notice is not None
        facts = notice.facts
    rows = list(csv.DictReader(io.StringIO(FILES[facts["of"]](many, facts).decode("utf-8-sig"))))
    assert len(rows) == 14
    by_key = {row["company"]: row for row in rows}
    first = by_key["c03.example"]
    assert (first["points"], first["points_before"], first["level"]) == ("20.00", "0.00", "OQL1")
    assert (first["handoff"], first["handoff_day"]) == ("SQL", "2026-11-20")
    assert first["tags"] == "'+tag"
    assert by_key["c00.example"]["handoff"] == "none"
    assert "'=HYPERLINK(1)" in [row["name"] for row in rows]


def test_the_same_press_is_one_file(many: Services) -> None:
    who = asker(request="command:once")
    for _ in range(2):
        only(pressed(many, company_lists.LIST_CSV, "top", who), Say)
    with many.ledger.write() as session:
        assert notices.claim(session, NOW) is not None
        assert notices.claim(session, NOW) is None


@pytest.mark.parametrize(
    ("verb", "title"),
    [
        ("rising", "Companies with more points than a week ago"),
        ("falling", "Companies with fewer points than a week ago"),
    ],
)
def test_lists_by_points_are_not_called_as_changes_of_level_are(
    here: Services, verb: str, title: str
) -> None:
    assert said(here, f"/oql {verb}").splitlines()[0] == title
    assert title.casefold() not in (words(True).rising.casefold(), words(True).falling.casefold())


@pytest.mark.parametrize("line", ["/oql top 500", "/oql rising no", "/dql zed", "/oql tops"])
def test_a_slip_costs_two_lines(here: Services, line: str) -> None:
    command = line.split()[0]
    assert said(here, line).splitlines()[1:] == [f"{command} help shows what I can do"]


def test_of_many_that_fit_the_highest_level_is_first_and_the_rest_is_counted(
    here: Services,
) -> None:
    happened(here, [one for n in range(25) for one in pulls(f"o{n:02d}.example", 1)])
    happened(here, pulls("zoo.example", 3))
    message = only(ask(here, "/oql o"), Say).message
    assert values_of(message, company_card.OPEN)[0] == str(id_of(here, "zoo.example"))
    assert len(values_of(message, company_card.OPEN)) == 20
    assert as_text(message).endswith("and 6 more: type more of the name")
    assert said(here, "/oql why o").splitlines()[1].lstrip("• ").startswith("/oql why zoo.example ")
    assert said(here, "/oql why o").endswith("and 6 more: type more of the name")


def test_whom_somebody_follows_is_told_in_pages(here: Services) -> None:
    happened(here, [one for n in range(23) for one in pulls(f"c{n:02d}.example", 1)])
    for n in range(23):
        said(here, f"/oql follow c{n:02d}.example")
    message = only(ask(here, "/oql following"), Say).message
    assert as_text(message).startswith("You follow 23 companies")
    seen = values_of(message, company_card.UNFOLLOW)
    [on] = values_of(message, company_lists.FOLLOWING_PAGE)
    later = only(pressed(here, company_lists.FOLLOWING_PAGE, on), Replace).message
    assert "21 to 23 of 23" in as_text(later)
    seen += values_of(later, company_card.UNFOLLOW)
    assert len(set(seen)) == len(seen) == 23
    [back] = values_of(later, company_lists.FOLLOWING_BACK)
    first = only(pressed(here, company_lists.FOLLOWING_BACK, back), Replace).message
    assert as_text(first) == as_text(message)
    past = only(pressed(here, company_lists.FOLLOWING_PAGE, "9"), Replace).message
    assert as_text(past) == as_text(later)


def test_a_company_that_is_left_out_is_followed_without_a_promise(here: Services) -> None:
    happened(here, pulls("acme.example", 1))
    said(here, "/oql ignore acme.example")
    assert said(here, "/oql follow acme.example") == (
        "You follow acme.example, but it is left out of every list, by @U1 on 20 Nov 2026:"
        " you hear of it once DevRel takes it in again.\n[Undo]"
    )
    assert "0 acme.example · none" in said(here, "/oql following")


def test_an_error_names_ten_of_many_that_fit(here: Services) -> None:
    happened(here, [one for n in range(13) for one in pulls(f"c{n:02d}.example", 1)])
    with here.ledger.read() as session, pytest.raises(SeveralFitError) as several:
        one_company(session, "example")
    assert "c09.example and 3 more; name one of them by its domain" in str(several.value)
    assert len(several.value.rows) == 13
