"""Networks that stand for nobody: who is passed over, who is not, and what comes of it later."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from ledger import actors, evidence, networks
from ledger.drafts import ActorDraft, Signal, SignalKind, Standing
from ledger.engine import Ledger
from ledger.naming import CompanyName
from ledger.tables import Actor, Affiliation
from tests import whose
from tests.builders import NOW
from tests.conftest import UTC_ZONE

ACME = CompanyName("acme.example", "Acme", "acme")
STATED = (Signal(SignalKind.STATED_DOMAIN, "acme.example"),)


def network(key: str = "network:1", signals: tuple[Signal, ...] = ()) -> ActorDraft:
    return ActorDraft("log", key, standing=Standing.PSEUDO, signals=signals)


def waiting(session: Session) -> int:
    return len(evidence.unrecognised(session, 10, UTC_ZONE))


@pytest.mark.parametrize(
    ("who", "waits"),
    [
        (network(), False),
        (network(signals=STATED), True),
        (ActorDraft("log", "ada"), True),
        (ActorDraft("log", "ci", standing=Standing.BOT), True),
    ],
)
def test_only_a_network_without_evidence_is_passed_over(
    ledger: Ledger, who: ActorDraft, waits: bool
) -> None:
    with ledger.write() as session:
        actors.remember(session, [who], NOW)
        assert networks.pass_over(session) == (not waits)
        assert waiting(session) == waits
        assert networks.pass_over(session) == 0


@pytest.mark.parametrize("weighed_first", [False, True])
def test_evidence_that_comes_later_counts_from_the_beginning(
    ledger: Ledger, weighed_first: bool
) -> None:
    """Passed over or weighed as nobody: later evidence reaches back over the same days."""
    with ledger.write() as session:
        [actor_id] = actors.remember(session, [network()], NOW).values()
        if weighed_first:
            whose.found(session, session.get_one(Actor, actor_id), None, NOW.date(), NOW, 0)
        else:
            networks.pass_over(session)
        later = NOW + timedelta(days=9)
        actors.remember(session, [network(signals=STATED)], later)
        assert networks.pass_over(session) == 0
        assert waiting(session) == 1
        whose.found(session, session.get_one(Actor, actor_id), ACME, later.date(), later)
        current = select(Affiliation).where(col(Affiliation.superseded_at).is_(None))
        [standing] = session.exec(current).all()
        assert (standing.valid_from, standing.valid_until) == (None, None)
        assert standing.company_id is not None


def test_nobodies_are_those_without_evidence_and_without_a_link(ledger: Ledger) -> None:
    with ledger.write() as session:
        came = [network("network:1"), network("network:2"), network("network:3", STATED)]
        ids = actors.remember(session, came, NOW)
        every = set(ids)
        assert networks.nobodies(session, every) == every - {("log", "network:3")}
        linked = session.get_one(Actor, ids["log", "network:2"])
        whose.said(session, linked, ACME, NOW)
        assert networks.nobodies(session, every) == {("log", "network:1")}
        whose.said(session, linked, None, NOW)
        assert networks.nobodies(session, every) == every - {("log", "network:3")}
        assert networks.nobodies(session, ()) == set()
