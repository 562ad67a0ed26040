"""What waits in the ledger, and for how long: the figures by which an operator sees a jam."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from ledger.notices import PENDING, SENDING
from ledger.tables import Cursor, InboxEvent, Notice


@dataclass(frozen=True, slots=True)
class Depths:
    """Rows by state, and since when the oldest of those that wait does: aware, UTC."""

    inbox: dict[str, int]
    inbox_since: datetime | None
    outbox: dict[str, int]
    outbox_since: datetime | None


def depths(session: Session, now: datetime) -> Depths:
    """Both queues; a notice that is due later waits for nothing yet. Read from indexes alone."""
    waiting = select(InboxEvent.received_at).where(InboxEvent.state == "pending")
    due = select(func.min(Notice.due_at)).where(
        col(Notice.state).in_([PENDING, SENDING]), Notice.due_at <= now
    )
    return Depths(
        inbox=_by_state(session, InboxEvent),
        inbox_since=session.exec(waiting.order_by(col(InboxEvent.id)).limit(1)).first(),
        outbox=_by_state(session, Notice),
        outbox_since=session.exec(due).one(),
    )


def read_until(session: Session) -> dict[str, datetime]:
    """When each kind of source was last read: by what stands before the colon of its cursors."""
    newest: dict[str, datetime] = {}
    for name, moment in session.exec(select(Cursor.name, Cursor.updated_at)):
        kind = name.partition(":")[0]
        newest[kind] = max(moment, newest.get(kind, moment))
    return newest


def _by_state(session: Session, table: type[InboxEvent] | type[Notice]) -> dict[str, int]:
    counted = session.exec(select(table.state, func.count()).group_by(table.state))
    return dict(counted.all())
