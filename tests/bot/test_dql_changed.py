"""A word that was wrong: a decline is reopened, an outcome corrected, and the last word counts."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.answers import Answer, Asker, Done, Errors, Say
from bot.roles import Role
from bot.services import Services
from bot.views import referral_thread
from bot.views.plain import as_text
from bot.views.referral import came
from bot.views.referral_card import ACCEPT, CORRECT, DECLINE, OUTCOME, REOPEN
from ledger import audits, customers, handoffs, notices, spoken, tags
from tests.bot.pressing import id_of
from tests.bot.received import ADA, filled, made, metadata_of, offered, press, send, stands
from tests.bot.scene import NOW, asker, happened, pulls

ACME = "acme.example"
LATER, LATEST = NOW + timedelta(hours=1), NOW + timedelta(hours=2)


def of_team(team: str = "sales") -> Asker:
    """Somebody of a team, asking anew."""
    return asker("U2", role=Role.TEAM, teams=(team,))


def heard(answer: Answer) -> str:
    """What whoever acted is told; nothing when it was done."""
    assert isinstance(answer, Say | Done), answer
    return as_text(answer.message) if answer.message else ""


def told(services: Services, operation: str) -> list[str]:
    """What the notices of an operation say of the newest step, oldest first."""
    with services.ledger.read() as session:
        found = notices.with_prefix(session, "referral:1:")
    return [one.facts["steps"][-1]["step"] for one in found if one.operation == operation]


@pytest.fixture
def declined(here: Services) -> Services:
    made(here)
    filled(here, DECLINE, of_team(), reason="no budget")
    return here


@pytest.fixture
def won(here: Services) -> Iterator[Services]:
    """Acme became a customer through sales, or so it was recorded."""
    happened(here, pulls(ACME, 3))
    made(here, replace(ADA, company=ACME))
    press(here, ACCEPT, who=of_team())
    filled(here, OUTCOME, of_team(), LATER, outcome="customer", value="12000", note="signed")
    yield here


def test_a_decline_is_reopened_and_told_in_the_thread_and_to_the_referrer(
    declined: Services,
) -> None:
    assert press(declined, REOPEN, who=of_team()) == Done()
    assert stands(declined)["state"] == "open"
    assert told(declined, notices.REPLY) == ["declined", "reopened"]
    assert told(declined, notices.POST)[-1] == "reopened"
    assert press(declined, ACCEPT, who=of_team()) == Done()


def test_only_the_team_and_devrel_may_and_only_one_of_two(declined: Services) -> None:
    assert "only sales and DevRel" in heard(press(declined, REOPEN, who=of_team("product")))
    assert press(declined, REOPEN) == Done()  # whoever leads DevRel
    assert "was reopened, and not accepted yet (@U2" in heard(
        press(declined, REOPEN, who=of_team())
    )


def test_a_wrong_outcome_is_corrected_and_the_last_word_counts(won: Services) -> None:
    form = press(won, CORRECT, who=of_team())
    assert offered(form, "outcome")[-1] == "no outcome"
    assert metadata_of(form) == {
        "id": 1,
        "made": int(NOW.timestamp()),
        "seen": stands(won)["steps"][-1]["id"],
    }
    assert "12000" in str(form)
    answer = send(won, form, of_team(), LATEST, outcome="opportunity", value="900", note="a pilot")
    assert answer == Done()
    facts = stands(won)
    assert (facts["state"], came(facts)) == ("outcome", "opportunity, 900")
    assert [one["step"] for one in facts["steps"]][-2:] == ["outcome", "corrected"]
    thread, news = referral_thread.reply(facts), referral_thread.news(facts)
    assert "corrected the outcome: opportunity (900), no longer customer." in as_text(thread)
    assert "counts as opportunity (900), no longer customer: sales corrected the outcome" in (
        as_text(news)
    )
    with won.ledger.read() as session:
        [said] = [one for one in audits.recent(session, 9) if one.action == "correct outcome"]
    assert (said.subject, said.object, said.by) == ("DQL-1", "opportunity", "U2")


def test_what_is_the_same_is_no_correction(won: Services) -> None:
    answer = filled(won, CORRECT, of_team(), outcome="customer", value="12,000.00", note="signed")
    assert isinstance(answer, Errors)
    assert list(answer.fields) == ["outcome"]
    assert stands(won)["steps"][-1]["step"] == "outcome"


def test_corrected_to_none_it_came_to_nothing_and_may_still_come_to_something(
    won: Services,
) -> None:
    assert isinstance(filled(won, CORRECT, of_team(), outcome="no outcome"), Errors)
    assert filled(won, CORRECT, of_team(), outcome="no outcome", note="somebody else") == Done()
    assert came(stands(won)) == "closed without an outcome"
    assert "Corrected to no outcome" in heard(press(won, CORRECT, who=of_team()))
    assert filled(won, OUTCOME, of_team(), outcome="customer", value="12000") == Done()
    assert came(stands(won)) == "customer, 12,000"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"outcome": "customer", "value": "900"}, "customer (900), no longer customer (12,000)"),
        (
            {"outcome": "customer", "value": "12000", "note": "more"},
            "customer (12,000) still, with",
        ),
        ({"outcome": "no outcome", "note": "not theirs"}, "no outcome, no longer customer."),
    ],
)
def test_a_correction_says_what_it_takes_back(
    won: Services, typed: dict[str, str], said: str
) -> None:
    assert filled(won, CORRECT, of_team(), LATEST, **typed) == Done()
    assert f"corrected the outcome: {said}" in as_text(referral_thread.reply(stands(won)))


def test_a_correction_may_bring_the_outcome_before_back(won: Services) -> None:
    filled(won, OUTCOME, of_team(), LATEST, outcome="opportunity", value="5")
    filled(won, CORRECT, of_team(), LATEST, outcome="no outcome", note="the wrong referral")
    told_so = as_text(referral_thread.reply(stands(won)))
    assert "customer (12,000) again, no longer opportunity" in told_so


def test_without_the_last_outcome_the_one_before_stands(won: Services) -> None:
    filled(won, OUTCOME, of_team(), LATEST, outcome="opportunity", value="5")
    filled(won, CORRECT, of_team(), LATEST, outcome="no outcome", note="the wrong referral")
    assert came(stands(won)) == "customer, 12,000"


def company(services: Services) -> tuple[str, bool]:
    """The hand-off state of Acme, and whether it is tagged as a customer."""
    number = id_of(services, ACME)
    with services.ledger.read() as session:
        row = handoffs.state_of(session, [number]).get(number)
        tagged = tags.CUSTOMER in tags.of(session, [number]).get(number, set())
        assert tagged == (number in customers.standing(customers.words(session), lambda one: one))
    return row.state if row else "", tagged


def test_a_sale_that_was_none_makes_nobody_a_customer(won: Services) -> None:
    assert company(won) == ("won", True)
    filled(won, CORRECT, of_team(), LATEST, outcome="opportunity")
    assert company(won) == ("handed over", False)
    filled(won, CORRECT, of_team(), LATEST, outcome="customer")
    assert company(won) == ("won", True)


def test_who_was_a_customer_before_stays_one(here: Services) -> None:
    happened(here, pulls(ACME, 3))
    with here.ledger.write() as session:
        by = spoken.By("U1", "dana", NOW - timedelta(days=9))
        customers.hand_off(session, id_of(here, ACME), handoffs.WON, by.at.date(), by)
    made(here, replace(ADA, company=ACME))
    press(here, ACCEPT, who=of_team())
    filled(here, OUTCOME, of_team(), LATER, outcome="customer")
    filled(here, CORRECT, of_team(), LATEST, outcome="opportunity")
    assert company(here) == ("won", True)


def test_another_value_wins_nobody_back_who_was_lost_since(won: Services) -> None:
    with won.ledger.write() as session:
        by = spoken.By("U1", "dana", LATER + timedelta(minutes=1))
        customers.hand_off(session, id_of(won, ACME), handoffs.LOST, by.at.date(), by)
    filled(won, CORRECT, of_team(), LATEST, outcome="customer", value="900")
    assert company(won) == ("lost", False)
