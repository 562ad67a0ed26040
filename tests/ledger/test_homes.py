"""A stranger's reaction is the stranger's, although it reads as a member's of ours."""

from collections.abc import Iterator

import pytest
from sqlmodel import select

from ledger import actors, cursors, forgotten, homes, intake
from ledger.drafts import ActivityDraft, ActorDraft, Signal, SignalKind
from ledger.engine import Ledger, Session
from ledger.schema import open_ledger
from ledger.tables import Actor
from tests.builders import NOW, draft
from tests.conftest import UTC_ZONE
from tests.ledger.forgetful import KEY, holding, rows

TEAM, HOME = "T0OURS", "T0ACME"
REX = ActorDraft("slack", f"{HOME}:U0REX", signals=(Signal(SignalKind.SLACK_TEAM, HOME),))


@pytest.fixture
def hidden(ledger_url: str) -> Iterator[Ledger]:
    """A ledger that was opened with a key."""
    ledger = open_ledger(ledger_url, UTC_ZONE, KEY.of)
    yield ledger
    ledger.close()


def reacts(user: str, kind: str = "slack_reaction") -> ActivityDraft:
    """What Slack tells of a reaction: whose, but not from where."""
    who = ActorDraft("slack", f"{TEAM}:{user}")
    return draft(f"reaction:{TEAM}:C1:1.0:{user}:tada", kind, who=who, source="slack")


def heard(session: Session, one: ActivityDraft) -> str:
    """Under which key it is taken in."""
    (found,) = homes.at_home(session, [one])
    intake.record(session, [found], UTC_ZONE, NOW)
    return found.actor.key


@pytest.mark.parametrize(
    ("met", "key"),
    [
        ((), f"{TEAM}:U0REX"),
        ((REX,), f"{HOME}:U0REX"),
        ((REX, ActorDraft("slack", f"{TEAM}:U0REX")), f"{TEAM}:U0REX"),
        ((ActorDraft("slack", f"{HOME}:U0TIA", signals=REX.signals),), f"{TEAM}:U0REX"),
    ],
    ids=["nobody", "a stranger", "a member of ours", "another stranger"],
)
def test_whose_reaction_it_is(ledger: Ledger, met: tuple[ActorDraft, ...], key: str) -> None:
    with ledger.write() as session:
        actors.remember(session, met, NOW)
        assert heard(session, reacts("U0REX")) == key


def test_a_message_says_itself_where_its_author_is_from(ledger: Ledger) -> None:
    with ledger.write() as session:
        actors.remember(session, [REX], NOW)
        assert heard(session, reacts("U0REX", "slack_message")) == f"{TEAM}:U0REX"


def test_a_forgotten_stranger_does_not_come_back_by_a_reaction(hidden: Ledger) -> None:
    with hidden.write() as session:
        actors.remember(session, [REX], NOW)
        cursors.save(session, f"{homes.MET}{HOME}", "{}", NOW)  # their workspace was asked for
        forgotten.forget(session, session.exec(select(Actor)).one(), NOW)
        heard(session, reacts("U0REX"))
        assert len(session.exec(select(Actor)).all()) == 1
        assert holding(rows(session), ["u0rex"]) == []
