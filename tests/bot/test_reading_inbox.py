"""Reading stored events in batches: each counts once, and a broken one stops none of them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot import passes
from bot.services import Services
from ledger import inbox
from ledger.intake import Recorded
from ledger.tables import Actor

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def joined(user: str, event_id: str, **more: Any) -> dict[str, Any]:
    """A sign-up, as it is stored."""
    event = {"type": "team_join", "user": {"id": user, "name": user.lower(), **more}}
    return {"team_id": "T1", "event_id": event_id, "event_time": 1_795_163_400, "event": event}


def stored(services: Services, payloads: list[dict[str, Any]]) -> None:
    with services.ledger.write() as session:
        for payload in payloads:
            assert inbox.store(session, "T1", payload["event_id"], payload, NOW)


@pytest.mark.parametrize("size", [1, passes.EVENTS, passes.EVENTS + 1])
def test_every_event_is_counted_whatever_the_batch(services: Services, size: int) -> None:
    stored(services, [joined(f"U{n}", f"Ev{n}") for n in range(size)])
    assert passes.read_inbox(services, lambda: NOW) == Recorded(size, 0)
    assert passes.read_inbox(services, lambda: NOW) == Recorded(0, 0)


def test_a_broken_event_is_kept_and_its_fellows_count(services: Services) -> None:
    twice = [joined("U1", "Ev1"), joined("U1", "Ev2", real_name="Ann")]
    stored(services, [*twice, joined("U 2", "Ev3"), joined("U3", "Ev4", is_bot=True)])
    assert passes.read_inbox(services, lambda: NOW) == Recorded(1, 1)
    with services.ledger.read() as session:
        assert inbox.depth(session) == {"done": 3, "dead": 1}
        actor = session.get_one(Actor, 1)
        assert (actor.key, actor.handle, actor.name) == ("T1:U1", "u1", "Ann")
