"""Messages that the outbox gave up, for a person to look at, send again or discard.

A dead one is surely not in Slack. An uncertain one may be: Slack gave no answer, and nobody could
look; whoever sends it again should have looked.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from ledger.notices import DEAD, DISCARDED, PENDING, UNCERTAIN
from ledger.tables import Notice


@dataclass(frozen=True, slots=True)
class Unsent:
    """One message, without what it says. Moments are aware, UTC."""

    id: int
    key: str  # of its cause
    kind: str
    channel: str  # as it was named; "" for the leads channel
    state: str
    created_at: datetime
    reason: str


def unsent(session: Session) -> list[Unsent]:
    """All that are dead or uncertain, oldest first."""
    return [
        Unsent(row.id, row.key, row.kind, row.channel, row.state, row.created_at, row.error)
        for row in _given_up(session, None, (DEAD, UNCERTAIN))
    ]


def send_again(
    session: Session, ids: Sequence[int] | None, now: datetime, *, uncertain: bool = False
) -> list[int]:
    """Lets these, or all, be posted from `now` on; returns the ids of those that are.

    Uncertain ones only where `uncertain` says so: they may be heard twice.
    """
    states = (DEAD, UNCERTAIN) if uncertain else (DEAD,)
    found = _given_up(session, ids, states)
    for row in found:
        row.state, row.due_at, row.attempts, row.error = PENDING, now, 0, ""
        row.started_at = None
    return [row.id for row in found]


def discard(session: Session, ids: Sequence[int] | None) -> list[int]:
    """Gives these, or all, up for good; their cause is not told anew."""
    found = _given_up(session, ids, (DEAD, UNCERTAIN))
    for row in found:
        row.state = DISCARDED
    return [row.id for row in found]


def _given_up(session: Session, ids: Sequence[int] | None, states: Collection[str]) -> list[Notice]:
    rows = select(Notice).where(col(Notice.state).in_(states)).order_by(col(Notice.id))
    if ids is not None:
        rows = rows.where(col(Notice.id).in_(ids))
    return list(session.exec(rows))
