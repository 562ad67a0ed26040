"""The rows that say whom actors stand for, and on which days."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from ledger.chunks import chunks
from ledger.days import Days
from ledger.tables import Affiliation


def days_of(row: Affiliation) -> Days:
    """The days of which a row speaks."""
    return Days(row.valid_from, row.valid_until)


def rows_of(session: Session, actor_id: int) -> list[Affiliation]:
    """All that was ever said of an actor, newest first."""
    query = select(Affiliation).where(Affiliation.actor_id == actor_id)
    return list(session.exec(query.order_by(col(Affiliation.id).desc())))


def standing_rows(session: Session, actor_ids: Sequence[int]) -> dict[int, list[Affiliation]]:
    """What stands of each of these actors, oldest word first."""
    standing: dict[int, list[Affiliation]] = {actor_id: [] for actor_id in actor_ids}
    for some in chunks(actor_ids):
        rows = select(Affiliation).where(
            col(Affiliation.actor_id).in_(some), col(Affiliation.superseded_at).is_(None)
        )
        for row in session.exec(rows.order_by(col(Affiliation.id))):
            standing[row.actor_id].append(row)
    return standing
