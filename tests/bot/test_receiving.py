"""What came of a referral: one of the team's outcomes, worth something or not, or nothing."""

import pytest

from bot import receiving
from bot.answers import Answer, Done, Errors, Open, Say
from bot.facts import referral_facts
from bot.referring import By, Taken, refer, step
from bot.services import Services
from bot.views.plain import as_text
from bot.views.referral import Draft, Facts
from ledger import referrals
from tests.bot.scene import NOW, asker

ADA = Draft(person="Ada", team="sales", why="asked for SSO", origin="booth")
SAM = By("U2", "sam")


@pytest.fixture
def accepted(here: Services) -> Services:
    refer(here, ADA, By("U1", "dana"), "view:V1", NOW)
    step(here, 1, Taken(referrals.ACCEPTED), SAM, NOW)
    return here


def recorded(services: Services, outcome: str, value: str = "", note: str = "") -> Answer:
    typed = {"outcome": outcome, "value": value, "note": note}
    return receiving.record(services, typed, "1", asker("U2"), NOW)


def stands(services: Services) -> Facts:
    with services.ledger.read() as session:
        referral = referrals.get(session, 1)
        assert referral is not None
        return referral_facts(session, services.rules, referral)


def test_the_form_offers_the_teams_outcomes_and_none(accepted: Services) -> None:
    form = receiving.open_outcome(accepted, 1)
    assert isinstance(form, Open)
    options = next(b for b in form.view["blocks"] if b.get("block_id") == "outcome")
    values = [option["value"] for option in options["element"]["options"]]
    assert values == [*accepted.rules.teams["sales"].outcomes, "no outcome"]


@pytest.mark.parametrize(
    ("typed", "hundredths"),
    [("", None), ("12000", 1_200_000), ("12,000.50", 1_200_050), ("0.1", 10), ("1 000", 100_000)],
)
def test_an_outcome_keeps_its_worth_to_the_hundredth(
    accepted: Services, typed: str, hundredths: int | None
) -> None:
    assert recorded(accepted, "customer", typed, "signed") == Done(None)
    last = stands(accepted)["steps"][-1]
    assert (last["step"], last["outcome"], last["value"]) == ("outcome", "customer", hundredths)
    assert stands(accepted)["state"] == "outcome"


@pytest.mark.parametrize("typed", ["a lot", "-5", "12.345", "€12", "1e9"])
def test_a_worth_that_is_no_amount_is_asked_again(accepted: Services, typed: str) -> None:
    answer = recorded(accepted, "customer", typed)
    assert isinstance(answer, Errors)
    assert set(answer.fields) == {"value"}
    assert stands(accepted)["state"] == "accepted"


def test_nothing_came_of_it_wants_a_reason(accepted: Services) -> None:
    assert isinstance(recorded(accepted, "no outcome"), Errors)
    assert recorded(accepted, "no outcome", note="went quiet") == Done(None)
    assert stands(accepted)["state"] == "no outcome"


def test_of_two_outcomes_the_first_stands(accepted: Services) -> None:
    recorded(accepted, "customer")
    late = recorded(accepted, "opportunity")
    assert isinstance(late, Done)
    assert late.message is not None
    assert "already closed" in as_text(late.message)
    assert stands(accepted)["steps"][-1]["outcome"] == "customer"


def test_an_outcome_before_an_answer_is_refused(here: Services) -> None:
    refer(here, ADA, By("U1", "dana"), "view:V1", NOW)
    answer = receiving.open_outcome(here, 1)
    assert isinstance(answer, Say)
    assert "not accepted yet" in answer.message.text
