"""How far a company came, by the form and by a line: who may say it, and which days cannot be."""

import pytest

from bot import commands_text
from bot.answers import Asker, Done, Errors, Open, Replace, Say
from bot.roles import Role
from bot.services import Services
from bot.views import company_card as card
from bot.views import company_forms as forms
from bot.views.days import written
from bot.views.plain import as_text
from ledger import audits, handoffs, tags
from tests.bot.pressing import id_of, only, pressed, sent_in, values_of
from tests.bot.scene import NOW, ask, asker, happened, opened, pulls
from tests.bot.scene import said as heard

ACME = "acme.example"
SALES = asker("U5", role=Role.TEAM, teams=["sales"])
MARKETING = asker("U6", role=Role.TEAM, teams=["marketing"])
MEMBER = asker("U9", role=Role.MEMBER)


@pytest.fixture
def known(here: Services) -> Services:
    happened(here, pulls(ACME, 3))
    return here


def stands(services: Services) -> tuple[str, str]:
    with services.ledger.read() as session:
        company_id = id_of(services, ACME)
        row = handoffs.state_of(session, [company_id]).get(company_id)
    return (row.state, row.day.isoformat()) if row else ("", "")


def line(services: Services, text: str, who: Asker) -> str:
    answer = commands_text.run(services, "/oql", text, who, NOW)
    return as_text(only(answer, Say).message).removesuffix("\n[Undo]")


def said(services: Services, text: str) -> str:
    """What a line is answered, without its way back."""
    return heard(services, text).removesuffix("\n[Undo]")


@pytest.mark.parametrize(
    ("typed", "state", "day"),
    [
        ("acme.example MQL", "MQL", "2026-11-20"),
        ("ACME mql", "MQL", "2026-11-20"),
        ("acme.example handed over", "handed over", "2026-11-20"),
        ("acme.example Handed Over 2026-11-02", "handed over", "2026-11-02"),
        ('"acme.example" sql 2026-11-02', "SQL", "2026-11-02"),
    ],
)
def test_a_line_says_how_far_it_came(known: Services, typed: str, state: str, day: str) -> None:
    assert said(known, f"/oql handoff {typed}") == f"{ACME} is at {state} since {written(day)}."
    assert stands(known) == (state, day)


def test_a_line_without_a_state_opens_the_form(known: Services) -> None:
    said(known, f"/oql handoff {ACME} SQL")
    form = only(ask(known, f"/oql handoff {ACME}"), Open)
    assert opened(form)["state"] == "SQL"
    values = {"state": "won", "day": "2026-11-20"}
    metadata = form.view["private_metadata"]
    only(sent_in(known, forms.HANDOFF_FORM, values, metadata), Done)
    assert stands(known) == ("won", "2026-11-20")


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", "Which company?"),
        ("zed.example MQL", "I know no company called zed.example"),
        ("acme.example MQX", "How far it came is one of none, handed over, MQL, SQL, won, lost."),
        ("acme.example MQL soon", "'soon' is no day"),
        ("acme.example MQL 2026-11-21", "21 Nov 2026 has not come yet."),
    ],
)
def test_a_line_that_cannot_be_says_why_and_what_would_do(
    known: Services, typed: str, problem: str
) -> None:
    text = said(known, f"/oql handoff {typed}")
    assert problem in text
    assert "Such as /oql handoff acme.com MQL 2026-11-02" in text
    assert stands(known) == ("", "")


def test_no_state_begins_before_the_one_that_it_follows(known: Services) -> None:
    said(known, f"/oql handoff {ACME} SQL 2026-11-10")
    text = said(known, f"/oql handoff {ACME} lost 2020-01-01")
    assert "It is at SQL since 10 Nov 2026, so it cannot be at lost since 1 Jan 2020" in text
    assert "save SQL with the right one first" in text
    values, company = {"state": "lost", "day": "2026-11-09"}, str(id_of(known, ACME))
    answer = only(sent_in(known, forms.HANDOFF_FORM, values, company), Errors)
    assert "cannot be at lost since 9 Nov 2026" in answer.fields["day"]
    assert stands(known) == ("SQL", "2026-11-10")
    said(known, f"/oql handoff {ACME} lost 2026-11-10")
    assert stands(known) == ("lost", "2026-11-10")


def test_a_state_said_again_puts_its_day_right(known: Services) -> None:
    said(known, f"/oql handoff {ACME} MQL 2026-06-01")
    said(known, f"/oql handoff {ACME} SQL 2026-11-10")
    assert said(known, f"/oql handoff {ACME} SQL 2026-07-01") == (
        f"{ACME} is at SQL since 1 Jul 2026."
    )
    assert stands(known) == ("SQL", "2026-07-01")
    assert "cannot be at SQL since 1 May 2026" in said(known, f"/oql handoff {ACME} SQL 2026-05-01")
    assert said(known, f"/oql handoff {ACME} SQL 2026-07-01") == f"{ACME} is at SQL already."


def test_saying_again_what_stands_changes_no_day(known: Services) -> None:
    """Neither by a form that is saved as it opened, nor by a line without a day."""
    said(known, f"/oql handoff {ACME} won 2026-11-06")
    company = str(id_of(known, ACME))
    form = only(pressed(known, card.HANDOFF, company), Open).view
    assert f"*{ACME}* stands at: won since 6 Nov 2026" in str(form)
    shown = {name: text for name, text in opened(Open(form)).items() if text}
    assert shown == {"state": "won"}
    only(sent_in(known, forms.HANDOFF_FORM, shown, company), Done)
    assert said(known, f"/oql handoff {ACME} won") == f"{ACME} is at won already."
    with known.ledger.read() as session:
        [row] = handoffs.history(session, id_of(known, ACME))
    assert (row.state, row.day.isoformat()) == ("won", "2026-11-06")


def test_the_form_holds_the_note_that_stands_and_another_state_begins_today(
    known: Services,
) -> None:
    company = str(id_of(known, ACME))
    values = {"state": "SQL", "day": "2026-11-06", "note": "the autumn deal"}
    only(sent_in(known, forms.HANDOFF_FORM, values, company), Done)
    shown = opened(only(pressed(known, card.HANDOFF, company), Open))
    assert shown["note"] == "the autumn deal"
    won = {"state": "won", "note": shown["note"]}
    only(sent_in(known, forms.HANDOFF_FORM, won, company), Done)
    assert stands(known) == ("won", "2026-11-20")


def test_whoever_is_won_is_a_customer(known: Services) -> None:
    text = said(known, f"/oql handoff {ACME} won")
    assert text == f"{ACME} is at won since 20 Nov 2026. It is tagged customer now."
    company = id_of(known, ACME)
    with known.ledger.read() as session:
        assert tags.of(session, [company]) == {company: {tags.CUSTOMER}}
        told = [(one.action, one.object) for one in audits.recent(session, 9)]
    assert told == [("tag", "customer"), ("hand-off", "won")]
    said(known, f"/oql handoff {ACME} SQL")
    assert "tagged" not in said(known, f"/oql handoff {ACME} won"), "it was tagged before"


def test_the_team_that_hears_of_leads_may_and_no_other(known: Services) -> None:
    company = str(id_of(known, ACME))
    values = {"state": "MQL", "day": "2026-11-20"}
    for who in (MARKETING, MEMBER):
        for answer in (
            commands_text.run(known, "/oql", f"handoff {ACME} MQL", who, NOW),
            pressed(known, card.HANDOFF, company, who),
            sent_in(known, forms.HANDOFF_FORM, values, company, who),
        ):
            assert "DevRel" in as_text(only(answer, Say).message)
    assert stands(known) == ("", "")
    only(pressed(known, card.HANDOFF, company, SALES), Open)
    only(sent_in(known, forms.HANDOFF_FORM, values, company, SALES), Done)
    assert stands(known) == ("MQL", "2026-11-20")
    assert line(known, f"handoff {ACME} SQL", SALES) == f"{ACME} is at SQL since 20 Nov 2026."


def test_of_two_who_say_customer_neither_undoes_the_other(known: Services) -> None:
    assert f"{ACME} is tagged customer now." in said(known, f"/oql customer {ACME}")
    again = said(known, f"/oql customer {ACME}")
    assert f"{ACME} is tagged customer already, by @U1 on 20 Nov 2026." in again
    assert f"/oql untag {ACME} customer takes it off" in again
    assert "DevRel" in line(known, f"customer {ACME}", SALES)
    company = id_of(known, ACME)
    with known.ledger.read() as session:
        assert tags.of(session, [company]) == {company: {tags.CUSTOMER}}
    assert f"{ACME} is tagged customer no more." in said(known, f"/oql untag {ACME} customer")
    with known.ledger.read() as session:
        assert tags.of(session, [company]) == {}


def undo_of(services: Services, text: str) -> str:
    """What the button beneath a line's answer hands back."""
    [value] = values_of(only(ask(services, text), Say).message, forms.HANDOFF_UNDO)
    return value


@pytest.mark.parametrize(
    ("before", "state", "stood"),
    [
        ("", "MQL", ("none", "2026-11-20")),
        ("SQL 2026-11-02", "won", ("SQL", "2026-11-02")),
        ("won 2026-11-02", "lost", ("won", "2026-11-02")),
        ("SQL 2026-11-02", "SQL 2026-11-05", ("SQL", "2026-11-02")),
    ],
)
def test_a_line_is_taken_back_with_the_tag_that_came_or_went(
    known: Services, before: str, state: str, stood: tuple[str, str]
) -> None:
    company = id_of(known, ACME)
    if before:
        said(known, f"/oql handoff {ACME} {before}")
    with known.ledger.read() as session:
        tagged = tags.of(session, [company])
    value = undo_of(known, f"/oql handoff {ACME} {state}")
    assert "DevRel" in as_text(
        only(pressed(known, forms.HANDOFF_UNDO, value, MARKETING), Say).message
    )
    back = only(pressed(known, forms.HANDOFF_UNDO, value, SALES), Replace)
    at = f"is at {stood[0]} since {written(stood[1])}" if before else "has no hand-off"
    assert as_text(back.message) == f"Taken back: {ACME} {at}."
    assert stands(known) == stood
    with known.ledger.read() as session:
        assert tags.of(session, [company]) == tagged


def test_what_was_said_since_is_not_taken_back(known: Services) -> None:
    value = undo_of(known, f"/oql handoff {ACME} MQL")
    said(known, f"/oql handoff {ACME} SQL")
    late = only(pressed(known, forms.HANDOFF_UNDO, value), Replace)
    assert "is at SQL since 20 Nov 2026" in as_text(late.message)
    assert stands(known)[0] == "SQL"
    assert "Undo" not in heard(known, f"/oql handoff {ACME} SQL"), "nothing was said anew"


def test_where_nothing_is_sold_the_form_speaks_neither_of_marketing_nor_of_sales(
    known: Services,
) -> None:
    project = known.rules.project.model_copy(update={"sells": False})
    known.rules = known.rules.model_copy(update={"project": project})
    company = str(id_of(known, ACME))
    form = only(pressed(known, card.HANDOFF, company), Open).view
    assert "first talks" in str(form)
    assert not {"MQL", "SQL"} & set(str(form).split("'"))
    values = {"state": "in talks", "day": "2026-11-20"}
    only(sent_in(known, forms.HANDOFF_FORM, values, company), Done)
    assert stands(known) == ("SQL", "2026-11-20")
    again = only(pressed(known, card.HANDOFF, company), Open).view
    [state] = [one for one in again["blocks"] if one.get("block_id") == "state"]
    assert state["element"]["initial_option"]["value"] == "in talks"
