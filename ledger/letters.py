"""Dead letters: Slack events that could not be read, for a person to look at, replay or discard.

An event is stored before it is acknowledged, so that Slack does not bring it again. What no reader
understood is all there is of it; after an upgrade it may be understood.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from ledger.inbox import DEAD, DISCARDED, PENDING, emptied
from ledger.tables import InboxEvent


@dataclass(frozen=True, slots=True)
class Letter:
    """One event, without what it says of people. Moments are aware, UTC."""

    id: int
    team_id: str
    event_id: str  # Slack's
    type: str  # of the event, "" where it has none
    received_at: datetime
    reason: str


def letters(session: Session) -> list[Letter]:
    """All dead letters, oldest first."""
    return [
        Letter(row.id, row.team_id, row.event_id, _type(row), row.received_at, row.error)
        for row in _dead(session, None)
    ]


def replay(session: Session, ids: Sequence[int] | None) -> list[int]:
    """Lets these be read once more, or all; returns the ids of those that are dead letters."""
    found = _dead(session, ids)
    for row in found:
        row.state, row.handled_at, row.error = PENDING, None, ""
    return [row.id for row in found]


def discard(session: Session, ids: Sequence[int] | None, now: datetime) -> list[int]:
    """Empties these, or all: that an event came stays, so that it is not stored once more."""
    found = _dead(session, ids)
    for row in found:
        row.payload, row.state, row.handled_at = emptied(row.payload), DISCARDED, now
    return [row.id for row in found]


def _dead(session: Session, ids: Sequence[int] | None) -> list[InboxEvent]:
    rows = select(InboxEvent).where(InboxEvent.state == DEAD).order_by(col(InboxEvent.id))
    if ids is not None:
        rows = rows.where(col(InboxEvent.id).in_(ids))
    return list(session.exec(rows))


def _type(row: InboxEvent) -> str:
    event = row.payload.get("event")
    told = event.get("type") if isinstance(event, dict) else None
    return told if isinstance(told, str) else ""
