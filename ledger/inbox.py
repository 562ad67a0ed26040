"""Slack events as they came: stored before they are acknowledged, read afterwards, counted once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.dialects.sqlite import insert
from sqlmodel import Session, col, select

from ledger.tables import InboxEvent

PENDING, DONE, DEAD = "pending", "done", "dead"
MOST_WAITING = 100_000  # events; some 50 MB, and hours of the largest communities
DISCARDED = "discarded"  # it was dead, and a person, or its age, had it emptied


SPAN = """
SELECT (SELECT id FROM inbox_event WHERE state = ? ORDER BY id DESC LIMIT 1)
     - (SELECT id FROM inbox_event WHERE state = ? ORDER BY id LIMIT 1) + 1
"""


@dataclass(frozen=True, slots=True)
class Unread:
    """An event that nobody has read yet."""

    id: int
    team_id: str
    event_id: str  # Slack's
    payload: dict[str, Any]
    received_at: datetime


def store(
    session: Session, team_id: str, event_id: str, payload: dict[str, Any], now: datetime
) -> bool:
    """Keeps an event; False when this very event is here already."""
    stored = session.connection().execute(
        insert(InboxEvent)
        .values(
            team_id=team_id,
            event_id=event_id,
            payload=payload,
            received_at=now,
            state=PENDING,
            error="",
        )
        .on_conflict_do_nothing()
    )
    return bool(stored.rowcount)


def is_full(session: Session) -> bool:
    """Whether so many events wait that more would only fill the disk. Looks at two rows."""
    ends = session.connection().exec_driver_sql(SPAN, (PENDING, PENDING))
    return int(ends.scalar_one() or 0) >= MOST_WAITING


def waiting(session: Session, limit: int) -> list[Unread]:
    """The oldest unread events."""
    rows = select(InboxEvent).where(InboxEvent.state == PENDING).order_by(col(InboxEvent.id))
    return [
        Unread(row.id, row.team_id, row.event_id, row.payload, row.received_at)
        for row in session.exec(rows.limit(limit))
    ]


def is_waiting(session: Session) -> bool:
    """Whether there is an unread event: a look that locks nobody out."""
    return (
        session.exec(select(InboxEvent.id).where(InboxEvent.state == PENDING)).first() is not None
    )


def close(session: Session, event_id: int, now: datetime, error: str = "") -> None:
    """Marks an event read: nothing stays of it but that it came, for it names people.

    With an `error` it is dead and stays as it is for a person to look at.
    """
    row = session.get_one(InboxEvent, event_id)
    if not error:
        row.payload = emptied(row.payload)
    row.state, row.handled_at, row.error = (DEAD if error else DONE), now, error


def emptied(payload: dict[str, Any]) -> dict[str, Any]:
    """What stays of an event: of which type it was."""
    event = payload.get("event")
    return {"event": {"type": event.get("type")}} if isinstance(event, dict) else {}


def depth(session: Session) -> dict[str, int]:
    """How many events are in each state."""
    counted: dict[str, int] = {}
    for state in session.exec(select(InboxEvent.state)):
        counted[state] = counted.get(state, 0) + 1
    return counted
