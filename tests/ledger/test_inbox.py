"""Slack's events: kept before they are acknowledged, once however often they come."""

from ledger import inbox
from ledger.engine import Ledger
from tests.builders import NOW

EVENT = {"type": "team_join", "user": {"id": "U1"}}


def test_an_event_is_kept_once_a_workspace(ledger: Ledger) -> None:
    with ledger.write() as session:
        assert inbox.store(session, "T1", "Ev1", EVENT, NOW)
        assert not inbox.store(session, "T1", "Ev1", {"type": "else"}, NOW)
        assert inbox.store(session, "T2", "Ev1", EVENT, NOW)
    with ledger.read() as session:
        kept = [(one.team_id, one.payload, one.received_at) for one in inbox.waiting(session, 9)]
        assert kept == [("T1", EVENT, NOW), ("T2", EVENT, NOW)]


def test_events_wait_in_order_until_they_are_read(ledger: Ledger) -> None:
    with ledger.write() as session:
        assert not inbox.is_waiting(session)
        for number in range(3):
            inbox.store(session, "T1", f"Ev{number}", {"n": number}, NOW)
        assert [one.payload["n"] for one in inbox.waiting(session, 2)] == [0, 1]
        first, second, third = inbox.waiting(session, 9)
        inbox.close(session, second.id, NOW)
        assert [one.id for one in inbox.waiting(session, 9)] == [first.id, third.id]
        inbox.close(session, first.id, NOW, "no user in it")
        assert inbox.is_waiting(session)
        inbox.close(session, third.id, NOW)
        assert not inbox.is_waiting(session)
        assert inbox.depth(session) == {"done": 2, "dead": 1}


def test_a_read_event_that_comes_again_stays_read(ledger: Ledger) -> None:
    with ledger.write() as session:
        inbox.store(session, "T1", "Ev1", EVENT, NOW)
        inbox.close(session, inbox.waiting(session, 1)[0].id, NOW)
        assert not inbox.store(session, "T1", "Ev1", EVENT, NOW)
        assert not inbox.is_waiting(session)
