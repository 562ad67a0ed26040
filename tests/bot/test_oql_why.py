"""`/oql why`: all pages and the file add up to the score, each cap is named, names are kept."""

import csv
import io
from datetime import timedelta
from fractions import Fraction

import pytest

from bot.answers import Asker, Replace, Say
from bot.files import FILES
from bot.oql.reasons import DAYS, why_facts
from bot.roles import Role
from bot.services import Services
from bot.views import company_why as views
from bot.views.plain import as_text
from ledger import companies, notices
from scoring.rescore import assess
from tests.bot.pressing import id_of, only, pressed, values_of
from tests.bot.scene import NOW, ask, asker, did, github, happened, pulls, said

ACME = "acme.example"
MEMBER = asker("U9", role=Role.MEMBER)


@pytest.fixture
def busy(here: Services) -> Services:
    """Twelve days of downloads under a week's cap, pull requests under a day's, and an issue."""
    ada = github("ada", "1", ACME)
    deeds = [did(ada, "pull_request", NOW - timedelta(hours=n)) for n in range(6)]
    happened(here, [*pulls(ACME, 12), *deeds, did(ada, "issue", NOW - timedelta(days=29))])
    return here


def score(services: Services) -> int:
    with services.ledger.read() as session:
        [one] = assess(session, services.rules, NOW.date(), id_of(services, ACME))
    return one.score(30)


def test_pages_add_up_to_the_score(busy: Services) -> None:
    company_id, seen, days = id_of(busy, ACME), 0, []
    for number in range(9):
        with busy.ledger.read() as session:
            page = why_facts(session, busy, company_id, NOW.date(), number, names=True)
        if page["page"] < number:
            break
        here = 0
        for day in page["days"]:
            days.append(day["day"])
            for category in day["categories"]:
                deeds = category["activities"]
                assert sum(deed["credited"] for deed in deeds) == category["credited"]
                assert sum(deed["raw"] for deed in deeds) == category["raw"]
                assert (category["cap"] is None) == (category["credited"] == category["raw"])
                here += category["credited"]
        assert page["later"] == seen
        seen += here
        assert page["later"] + here + page["earlier"] == page["points"] == score(busy) == 4_700
    assert seen == score(busy)
    assert days == sorted(days, reverse=True)
    assert number == -(-len(days) // DAYS) == 3


def test_the_caps_are_named_with_what_they_took(busy: Services) -> None:
    text = said(busy, f"/oql why {ACME}")
    assert text.startswith(f"Why {ACME} has 47 points in 30 days, to 20 Nov 2026")
    assert "• Community: 5 of 30: the day cap took 25" in text
    assert "• Downloads: 0 of 5: the week cap took 5" in text
    assert "Page 1 of 3: 25 of these points, 22 on earlier days. The caps took 45 in all." in text
    assert "pull request · Ada: 5" in text
    assert "pull request · Ada: 0 of 5" in text


def test_names_are_told_to_devrel_alone(busy: Services) -> None:
    value = str(id_of(busy, ACME))
    text = as_text(only(pressed(busy, "company_why", value, MEMBER), Say).message)
    assert "pull request: 5" in text
    assert "Ada" not in text


def test_pages_turn_in_place(busy: Services) -> None:
    first = only(ask(busy, f"/oql why {ACME}"), Say).message
    [on] = values_of(first, views.WHY_PAGE)
    assert values_of(first, views.WHY_BACK) == []
    second = only(pressed(busy, views.WHY_PAGE, on), Replace).message
    assert "Page 2 of 3" in as_text(second)
    [back] = values_of(second, views.WHY_BACK)
    assert as_text(only(pressed(busy, views.WHY_BACK, back), Replace).message) == as_text(first)


def test_a_page_that_is_no_more_is_the_last_one(busy: Services) -> None:
    value = f"{id_of(busy, ACME)} 99"
    assert "Page 3 of 3" in as_text(only(pressed(busy, views.WHY_PAGE, value), Replace).message)


def test_who_earned_nothing_is_told_so(here: Services) -> None:
    happened(here, [did(github("ada", "1", ACME), "issue", NOW - timedelta(days=50))])
    text = said(here, f"/oql why {ACME}")
    assert text == f"{ACME} has earned nothing in the 30 days to 20 Nov 2026."


def test_a_part_of_a_name_will_do_and_several_are_asked_back(busy: Services) -> None:
    assert said(busy, "/oql why ACME").startswith(f"Why {ACME} has 47 points")
    happened(busy, pulls("acme-labs.example", 1))
    assert said(busy, "/oql why acme").startswith("Several companies fit.")


@pytest.mark.parametrize(("who", "named"), [(asker(), True), (MEMBER, False)])
def test_the_file_holds_every_credit(busy: Services, who: Asker, named: bool) -> None:
    value = str(id_of(busy, ACME))
    told = as_text(only(pressed(busy, views.WHY_CSV, value, who), Say).message)
    name = f"why-{ACME}-2026-11-20.csv"
    assert told.startswith(f"{name} is on its way")
    with busy.ledger.write() as session:
        notice = notices.claim(session, NOW)
        assert notice is not None
        facts, channel, operation = notice.facts, notice.channel, notice.operation
    assert (channel, operation, facts["name"]) == (who.user_id, notices.FILE, name)
    text = FILES[facts["of"]](busy, facts).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert sum(Fraction(row["credited"]) for row in rows) * 100 == score(busy)
    cut = sum(Fraction(row["earned"]) - Fraction(row["credited"]) for row in rows if row["cut_by"])
    assert cut * 100 == sum(_cut(busy))
    assert ("Ada" in text) == named


def _cut(services: Services) -> list[int]:
    with services.ledger.read() as session:
        page = why_facts(session, services, id_of(services, ACME), NOW.date(), 0, names=False)
    return [page["cut"]]


def test_of_a_company_that_is_left_out_it_is_told_by_whom(busy: Services) -> None:
    said(busy, f"/oql ignore {ACME}")
    out = f"{ACME} is left out of every list, by @U1 on 20 Nov 2026."
    assert said(busy, f"/oql why {ACME}") == f"{out} /oql heed {ACME} takes it in again."
    answer = pressed(busy, "company_why", str(id_of(busy, ACME)), MEMBER)
    assert as_text(only(answer, Say).message) == f"{out} DevRel can take it in."
    said(busy, f"/oql heed {ACME}")
    assert said(busy, f"/oql why {ACME}").startswith(f"Why {ACME} has 47 points")


def test_our_own_company_was_left_out_by_nobody(busy: Services) -> None:
    with busy.ledger.write() as session:
        companies.ignore_own(session, [ACME])
    text = said(busy, f"/oql why {ACME}")
    assert text.startswith(f"{ACME} is one of our own, and so left out of every list.")
