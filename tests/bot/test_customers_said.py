"""A customer is one thing: by an outcome, a hand-off or a tag it is on the card, until denied."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.answers import Replace, Say
from bot.dql.steps import Doer as Actor
from bot.dql.steps import Taken, step
from bot.services import Services
from bot.views import company_card as card
from bot.views.plain import as_text
from bot.views.referral_card import ACCEPT
from ledger import audits, handoffs, tags
from ledger.referral_steps import OUTCOME
from tests.bot.pressing import id_of, only, pressed, values_of
from tests.bot.received import ADA, made, press
from tests.bot.scene import NOW, ask, happened, pulls, said

ACME = "acme.example"
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def known(here: Services) -> Services:
    happened(here, pulls(ACME, 3))
    return here


def came(services: Services, team: str, outcome: str) -> None:
    """Somebody at Acme is handed to a team, which says what came of it."""
    made(services, replace(ADA, team=team, company=ACME), NOW - timedelta(hours=1))
    press(services, ACCEPT, at=NOW - timedelta(minutes=9))
    taken = Taken(OUTCOME, outcome=outcome)
    assert step(services, 1, taken, Actor("U2"), NOW - timedelta(minutes=1))[1]


def stands(services: Services) -> tuple[str, set[str]]:
    """The hand-off state, and the tags."""
    company_id = id_of(services, ACME)
    with services.ledger.read() as session:
        row = handoffs.state_of(session, [company_id]).get(company_id)
        words = tags.of(session, [company_id]).get(company_id, set())
    return row.state if row else "", words


def is_shown(services: Services) -> bool:
    """Whether the card offers to say that it is none."""
    message = only(ask(services, f"/oql {ACME}"), Say).message
    return bool(values_of(message, card.NO_CUSTOMER))


@pytest.mark.parametrize(
    ("team", "outcome", "state", "is_one"),
    [
        ("sales", "customer", "won", True),
        ("sales", "opportunity", "handed over", False),
        ("recruiting", "hired", "", False),
    ],
)
def test_what_was_won_is_a_customer_everywhere(
    known: Services, team: str, outcome: str, state: str, is_one: bool
) -> None:
    came(known, team, outcome)
    assert stands(known) == (state, {"customer"} if is_one else set())
    assert is_shown(known) is is_one


@pytest.mark.parametrize("away", [card.NO_CUSTOMER, "/oql untag acme.example customer"])
def test_a_person_who_says_that_it_is_none_is_heeded(known: Services, away: str) -> None:
    came(known, "sales", "customer")
    if away == card.NO_CUSTOMER:
        shown = only(pressed(known, away, f"{id_of(known, ACME)} card"), Replace).message
        assert "tagged customer no more" in as_text(shown)
    else:
        assert "tagged customer no more" in said(known, away)
    assert not is_shown(known)


def test_lost_is_said_in_the_answer_and_in_the_list_of_changes(known: Services) -> None:
    came(known, "sales", "customer")
    text = said(known, f"/oql handoff {ACME} lost")
    told = f"{ACME} is at lost since 20 Nov 2026. It is tagged customer no more."
    assert text.removesuffix("\n[Undo]") == told
    assert not is_shown(known)
    with known.ledger.read() as session:
        [newest, *_] = audits.recent(session, 9)
    assert (newest.action, newest.subject, newest.object) == ("untag", ACME, "customer")
