"""How far a company came with marketing and sales: handed over, MQL, SQL, won or lost, dated.

Every state that was ever said stays; the newest row stands. Of companies that were merged the row
that was said last stands for the survivor.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Final

from sqlmodel import Session, col, select

from ledger import audits, companies, lineage
from ledger.chunks import chunks
from ledger.errors import LedgerError
from ledger.spoken import By
from ledger.tables_desk import Handoff

NONE, HANDED_OVER, MQL, SQL, WON, LOST = "none", "handed over", "MQL", "SQL", "won", "lost"
STATES: Final = (NONE, HANDED_OVER, MQL, SQL, WON, LOST)


def record(
    session: Session, company_id: int, state: str, day: date, by: By, note: str = ""
) -> bool:
    """Says in which state a company is since a day; False where that stands already.

    The same state with another day, or with something else to note, is a word that is put right.

    Raises:
        LedgerError: there is no such state.
    """
    if state not in STATES:
        raise LedgerError(f"{state!r} is no hand-off state: there is {', '.join(STATES)}")
    before = state_of(session, [company_id]).get(company_id)
    if before is None and state == NONE:
        return False
    if before and (before.state, before.day) == (state, day) and note in ("", before.note):
        return False
    session.add(
        Handoff(
            company_id=company_id,
            state=state,
            at=by.at,
            day=day,
            by=by.id,
            by_name=by.name,
            note=note,
        )
    )
    audits.note(session, by, "hand-off", companies.get_one(session, company_id).key, state)
    return True


def state_of(session: Session, company_ids: Collection[int]) -> dict[int, Handoff]:
    """What stands of each of these companies; of whom nothing was said is left out."""
    root = lineage.counting_as(session, company_ids)
    rows = [
        row
        for some in chunks(sorted(root))
        for row in session.exec(select(Handoff).where(col(Handoff.company_id).in_(some)))
    ]
    return {root[row.company_id]: row for row in sorted(rows, key=lambda row: row.id)}


def history(session: Session, company_id: int) -> list[Handoff]:
    """All that was ever said of a company, oldest first."""
    merged = companies.merged(session, company_id)
    rows = select(Handoff).where(col(Handoff.company_id).in_(merged))
    return list(session.exec(rows.order_by(col(Handoff.id))))


def between(session: Session, first: datetime, last: datetime) -> Sequence[tuple[int, Handoff]]:
    """What was said from `first` up to, not including, `last`, each with its company, in order."""
    rows = select(Handoff).where(Handoff.at >= first, Handoff.at < last).order_by(col(Handoff.id))
    found = session.exec(rows).all()
    survivors = lineage.survivors(session, (row.company_id for row in found))
    return [(survivors[row.company_id], row) for row in found]
