"""What a team does with a referral: who may, whose turn it is, and what is kept of it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.answers import Answer, Done, Errors, Open, Say
from bot.roles import Role
from bot.services import Services
from bot.views.plain import as_text
from bot.views.referral_card import (
    ACCEPT,
    ASK,
    DECLINE,
    HAND_ON,
    OUTCOME,
    SNOOZE,
    card,
)
from ledger import audits, companies, handoffs, notices, referrals, spoken, tags
from tests.bot import handed
from tests.bot.received import ADA, filled, made, metadata_of, offered, press, send, send_in, stands
from tests.bot.scene import NOW, asker

SAM = asker("U2", role=Role.TEAM, teams=("sales",))
AT_ACME = replace(ADA, company="acme.example")
KIM = asker("U3", role=Role.TEAM, teams=("product",))

BUTTONS = {
    "open": "[Accept]  [Decline]  [Ask the referrer]  [Hand to another team]",
    "accepted": "[Record outcome]  [Ask the referrer]  [Hand to another team]",
    "outcome": "[Record a further outcome]  [Correct the outcome]",
    "no outcome": "[Record an outcome after all]",
    "declined": "[Reopen]",
    "withdrawn": "",
}


def said(answer: Answer) -> str:
    """What whoever acted hears; nothing when it was done."""
    assert isinstance(answer, Say | Done), answer
    return as_text(answer.message) if answer.message else ""


@pytest.fixture
def accepted(here: Services) -> Services:
    made(here)
    press(here, ACCEPT)
    return here


@pytest.mark.parametrize("state", handed.STATES)
@pytest.mark.parametrize("is_here", [True, False])
def test_a_card_offers_what_can_be_done_now(state: str, is_here: bool) -> None:
    facts = handed.team_referral("Ada", *handed.STATES[state], state=state)
    lines = as_text(card({**facts, "is_here": is_here, "shown_to": "product"})).splitlines()
    shown = [line for line in lines if line.startswith("[")]
    assert shown == ([BUTTONS[state]] if is_here and BUTTONS[state] else [])
    assert ("Now with sales" in "\n".join(lines)) != is_here


def test_accepting_hands_the_company_over(here: Services) -> None:
    made(here, AT_ACME)
    assert press(here, ACCEPT, who=SAM) == Done()
    assert stands(here)["state"] == "accepted"
    with here.ledger.read() as session:
        [acme] = companies.find(session, "acme.example")
        kept = handoffs.state_of(session, [acme.id])[acme.id]
        assert (kept.state, kept.by, kept.note) == ("handed over", "U2", "DQL-1 was accepted")
        assert [row.action for row in audits.recent(session, 5)] == ["hand-off"]


def test_accepting_hands_no_customer_over(here: Services) -> None:
    """Somebody called it one, and said nothing of a hand-off: it is further than handed over."""
    made(here, AT_ACME)
    with here.ledger.write() as session:
        [acme] = companies.find(session, "acme.example")
        tags.tag(session, acme.id, tags.CUSTOMER, spoken.By("U1", "dana", NOW))
    assert press(here, ACCEPT, who=SAM) == Done()
    with here.ledger.read() as session:
        assert handoffs.state_of(session, [acme.id]) == {}


def test_accepting_takes_nothing_from_what_is_known_of_the_company(here: Services) -> None:
    made(here, AT_ACME)
    press(here, ACCEPT)
    with here.ledger.write() as session:
        [acme] = companies.find(session, "acme.example")
        by = spoken.By("U1", "dana", NOW)
        handoffs.record(session, acme.id, handoffs.SQL, here.today(NOW), by)
    made(here, replace(AT_ACME, person="Bo"))
    press(here, ACCEPT, 2)
    with here.ledger.read() as session:
        assert handoffs.state_of(session, [acme.id])[acme.id].state == handoffs.SQL


@pytest.mark.parametrize("button", [ACCEPT, DECLINE, ASK, HAND_ON, SNOOZE])
def test_another_team_may_not(here: Services, button: str) -> None:
    made(here)
    value = "1:7" if button == SNOOZE else 1
    assert "only sales and DevRel" in said(press(here, button, value, KIM))
    assert stands(here)["state"] == "open"


def test_a_form_outlives_a_role(here: Services) -> None:
    made(here)
    form = press(here, DECLINE, who=SAM)
    left = asker("U2", role=Role.MEMBER)
    assert "sales and DevRel" in said(send(here, form, left, reason="no budget"))
    assert stands(here)["state"] == "open"


def test_of_two_at_once_the_second_hears_who_was_first_and_when(here: Services) -> None:
    made(here)
    form = press(here, DECLINE, who=asker("U3"))
    assert press(here, ACCEPT, who=SAM) == Done()
    late = "DQL-1 was already accepted (@U2, 2026-11-20 12:00 UTC)."
    assert said(press(here, ACCEPT, who=asker("U3"))) == late
    assert said(send(here, form, asker("U3"), reason="no budget")) == late
    assert [one["step"] for one in stands(here)["steps"]] == ["made", "accepted"]


def test_the_same_request_come_again_is_done_once_and_no_quarrel(here: Services) -> None:
    made(here)
    assert press(here, ACCEPT, who=SAM) == Done()
    assert press(here, ACCEPT, who=SAM) == Done()
    assert len(stands(here)["steps"]) == 2


FORMS: list[tuple[str, dict[str, str], str]] = [
    (DECLINE, {"reason": " … "}, "reason"),
    (ASK, {"question": "?"}, "question"),
    (HAND_ON, {"team": "product", "why": ""}, "why"),
    (HAND_ON, {"team": "no such team", "why": "theirs"}, "team"),
]


@pytest.mark.parametrize(("button", "typed", "wrong"), FORMS)
def test_what_says_nothing_is_asked_again(
    here: Services, button: str, typed: dict[str, str], wrong: str
) -> None:
    made(here)
    answer = send_in(here, press(here, button), typed)
    assert isinstance(answer, Errors)
    assert set(answer.fields) == {wrong}
    assert stands(here)["state"] == "open"


def test_a_question_changes_no_state_and_keeps_no_form_up(here: Services) -> None:
    made(here)
    form = press(here, DECLINE)
    assert filled(here, ASK, question="Which version?") == Done()
    assert stands(here)["state"] == "open"
    assert send(here, form, reason="no budget") == Done()
    assert [one["step"] for one in stands(here)["steps"]] == ["made", "asked", "declined"]


def test_handed_on_it_is_the_other_teams(accepted: Services) -> None:
    form = press(accepted, HAND_ON, who=SAM)
    assert offered(form, "team") == [one for one in accepted.rules.teams if one != "sales"]
    assert send(accepted, form, SAM, team="product", why="a feature request") == Done()
    facts = stands(accepted)
    assert (facts["state"], facts["team"], facts["steps"][-1]["team"]) == (
        "open",
        "product",
        "product",
    )
    assert "only product and DevRel" in said(
        press(accepted, ACCEPT, who=asker("U4", role=Role.TEAM, teams=("sales",)))
    )
    assert press(accepted, ACCEPT, who=KIM) == Done()


def test_a_form_of_before_it_was_handed_on_does_nothing(here: Services) -> None:
    made(here)
    form = press(here, DECLINE)
    filled(here, HAND_ON, team="product", why="theirs")
    assert "already handed to product" in said(send(here, form, reason="no budget"))
    assert (stands(here)["state"], stands(here)["team"]) == ("open", "product")


def test_the_form_offers_the_teams_outcomes_and_none(accepted: Services) -> None:
    outcomes = list(accepted.rules.teams["sales"].outcomes)
    form = press(accepted, OUTCOME)
    assert offered(form, "outcome") == [*outcomes, "no outcome"]
    assert metadata_of(form) == {
        "id": 1,
        "made": int(NOW.timestamp()),
        "seen": stands(accepted)["steps"][-1]["id"],
    }
    assert "counts the latest" not in str(form)
    send(accepted, form, outcome=outcomes[0])
    again = press(accepted, OUTCOME)
    assert offered(again, "outcome") == outcomes
    assert "counts the latest" in str(again)


@pytest.mark.parametrize(
    ("typed", "hundredths"),
    [("", None), ("12000", 1_200_000), ("12,000.50", 1_200_050), ("0.1", 10), ("1 000", 100_000)],
)
def test_an_outcome_keeps_its_worth_to_the_hundredth(
    accepted: Services, typed: str, hundredths: int | None
) -> None:
    link = "https://crm.example/42"
    said_so = {"outcome": "customer", "value": typed, "note": "signed", "link": link}
    assert send_in(accepted, press(accepted, OUTCOME), said_so) == Done()
    last = stands(accepted)["steps"][-1]
    assert (last["step"], last["outcome"], last["value"]) == ("outcome", "customer", hundredths)
    assert (last["note"], last["link"]) == ("signed", link)
    assert stands(accepted)["state"] == "outcome"


@pytest.mark.parametrize(
    ("field", "typed"),
    [("value", text) for text in ("a lot", "-5", "12.345", "12,5", "€12", "1e9")]
    + [("link", text) for text in ("crm", "ftp://crm.example", "https://", "https://a b.example")],
)
def test_what_is_no_amount_and_no_address_is_asked_again(
    accepted: Services, field: str, typed: str
) -> None:
    answer = send_in(accepted, press(accepted, OUTCOME), {"outcome": "customer", field: typed})
    assert isinstance(answer, Errors)
    assert set(answer.fields) == {field}
    assert stands(accepted)["state"] == "accepted"


def test_nothing_came_of_it_wants_a_reason_and_is_not_the_end(accepted: Services) -> None:
    assert isinstance(filled(accepted, OUTCOME, outcome="no outcome"), Errors)
    assert filled(accepted, OUTCOME, outcome="no outcome", note="went quiet") == Done()
    assert stands(accepted)["state"] == "no outcome"
    assert filled(accepted, OUTCOME, outcome="customer") == Done()
    assert stands(accepted)["state"] == "outcome"


def test_an_opportunity_becomes_a_customer(accepted: Services) -> None:
    for outcome in ("opportunity", "customer"):
        assert filled(accepted, OUTCOME, outcome=outcome) == Done()
    kept = [one["outcome"] for one in stands(accepted)["steps"] if one["outcome"]]
    assert kept == ["opportunity", "customer"]


def test_of_two_outcomes_written_at_once_the_first_stands(accepted: Services) -> None:
    mine, theirs = press(accepted, OUTCOME), press(accepted, OUTCOME, who=asker("U3"))
    assert send(accepted, mine, outcome="customer") == Done()
    late = said(send(accepted, theirs, asker("U3"), outcome="opportunity"))
    assert "already has an outcome, Customer (@U2," in late
    assert stands(accepted)["steps"][-1]["outcome"] == "customer"


@pytest.mark.parametrize("button", [OUTCOME, ASK])
def test_what_cannot_follow_opens_no_form(here: Services, button: str) -> None:
    made(here)
    if button == ASK:
        filled(here, DECLINE, reason="no budget")
    heard = said(press(here, button))
    assert ("already declined" if button == ASK else "not accepted yet") in heard


def test_a_referral_that_is_gone(here: Services) -> None:
    opens: list[Callable[[], Answer]] = [
        lambda: press(here, ACCEPT, 9),
        lambda: press(here, HAND_ON, 9),
        lambda: press(here, SNOOZE, "9:7"),
    ]
    assert {said(one()) for one in opens} == {"This referral is gone."}


def test_a_snoozed_one_says_until_when_and_waiting_reminders_go(here: Services) -> None:
    made(here)
    with here.ledger.write() as session:
        notices.queue(session, "referral:1:waiting:1:0", "referral_reminder", "#x", {}, NOW)
    assert "DQL-1 before 2026-11-27" in said(press(here, SNOOZE, "1:7", SAM))
    with here.ledger.read() as session:
        assert notices.with_prefix(session, "referral:1:waiting:") == []
        referral = referrals.get(session, 1)
        assert referral is not None
        assert str(referral.snoozed_until) == "2026-11-27"
        assert [row.action for row in audits.recent(session, 5)] == ["snooze"]
    filled(here, DECLINE, reason="no budget")
    assert "any more: declined" in said(press(here, SNOOZE, "1:7"))


def test_every_form_of_a_team_says_whom_it_is_about(accepted: Services) -> None:
    for button in (OUTCOME, ASK, HAND_ON):
        form = press(accepted, button)
        assert isinstance(form, Open)
        assert form.view["blocks"][0]["text"]["text"] == "*Ada* was referred to sales."
