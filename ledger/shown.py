"""What Slack shows of each message that was posted: as it was told, or as its last edit has it."""

from typing import NamedTuple

from sqlmodel import Session, col, select

from ledger import notices
from ledger.tables import Notice


class Shown(NamedTuple):
    """A message that stands in Slack, and the notice whose facts it shows."""

    message: Notice
    by: Notice


def shown(session: Session) -> list[Shown]:
    """All messages that stand, oldest first; files are none, nobody can edit those."""
    rows = select(Notice).where(Notice.state == notices.SENT, col(Notice.sent_ts).is_not(None))
    rows = rows.where(Notice.operation != notices.FILE).order_by(col(Notice.id))
    by_key: dict[str, Shown] = {}
    for one in session.exec(rows):
        if one.operation != notices.UPDATE:
            by_key[one.key] = Shown(one, one)
        elif one.anchor in by_key:
            by_key[one.anchor] = Shown(by_key[one.anchor].message, one)
    return list(by_key.values())
