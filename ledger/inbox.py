"""Slack events as they came: stored before they are acknowledged, read afterwards, counted once.

Why statements that are put into words once, not rows as objects: a burst is stored while Slack
waits for its acknowledgement, and to build a statement anew cost ten times what SQLite needs.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, update
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from ledger.tables import InboxEvent
from ledger.upserts import insert

PENDING, DONE, DEAD = "pending", "done", "dead"
MOST_WAITING = 100_000  # events; some 50 MB, and hours of the largest communities
DISCARDED = "discarded"  # it was dead, and a person, or its age, had it emptied

SPAN = """
SELECT (SELECT id FROM inbox_event WHERE state = ? ORDER BY id DESC LIMIT 1)
     - (SELECT id FROM inbox_event WHERE state = ? ORDER BY id LIMIT 1) + 1
"""
STORE = insert(InboxEvent).values(state=PENDING, error="").on_conflict_do_nothing()
UNREAD = columns(
    *(col(InboxEvent.id), col(InboxEvent.team_id), col(InboxEvent.event_id)),
    *(col(InboxEvent.payload), col(InboxEvent.received_at)),
)
OLDEST = (
    UNREAD.where(col(InboxEvent.state) == PENDING)
    .order_by(col(InboxEvent.id))
    .limit(bindparam("most"))
)
FREE = OLDEST.with_for_update(skip_locked=True)
PAYLOAD = columns(col(InboxEvent.payload)).where(col(InboxEvent.id) == bindparam("row"))
CLOSE = update(InboxEvent).where(col(InboxEvent.id) == bindparam("row"))


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
    event = {"team_id": team_id, "event_id": event_id, "payload": payload, "received_at": now}
    stored = _connection(session).execute(STORE, event)
    return bool(stored.rowcount)


def is_full(session: Session) -> bool:
    """Whether so many events wait that more would only fill the disk. Looks at two rows."""
    ends = session.connection().exec_driver_sql(SPAN, (PENDING, PENDING))
    return int(ends.scalar_one() or 0) >= MOST_WAITING


def waiting(session: Session, limit: int) -> list[Unread]:
    """The oldest unread events."""
    rows = _connection(session).execute(OLDEST, {"most": limit})
    return [Unread(*row) for row in rows]


def claim(session: Session, limit: int) -> list[Unread]:
    """The oldest unread events that nobody else has claimed; until a write ends they are its own.

    Where there is one writer at a time, as in SQLite, these are all that wait.
    """
    rows = _connection(session).execute(FREE, {"most": limit})
    return [Unread(*row) for row in rows]


def is_waiting(session: Session) -> bool:
    """Whether there is an unread event: a look that locks nobody out."""
    return (
        session.exec(select(InboxEvent.id).where(InboxEvent.state == PENDING)).first() is not None
    )


def close(session: Session, event_id: int, now: datetime, error: str = "") -> None:
    """Marks an event read: nothing stays of it but that it came, for it names people.

    With an `error` it is dead and stays as it is for a person to look at.
    """
    connection, row = _connection(session), {"row": event_id}
    told: dict[str, Any] = {"state": DEAD if error else DONE, "handled_at": now, "error": error}
    if not error:
        told["payload"] = emptied(connection.execute(PAYLOAD, row).scalar_one())
    connection.execute(CLOSE, row | told)


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


def _connection(session: Session) -> Connection:
    """The session's, once it has written what was changed of rows as objects."""
    session.flush()
    return session.connection()
