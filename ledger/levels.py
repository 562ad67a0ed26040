"""Level changes as they were found: kept, and never rewritten."""

from datetime import date

from sqlalchemy import func
from sqlmodel import Session, col, select

from ledger.tables import LevelChange


def latest(session: Session) -> dict[int, LevelChange]:
    """The last recorded change of each company."""
    newest = select(func.max(LevelChange.id)).group_by(col(LevelChange.company_id))
    rows = session.exec(select(LevelChange).where(col(LevelChange.id).in_(newest)))
    return {row.company_id: row for row in rows}


def of_company(session: Session, company_id: int) -> list[LevelChange]:
    """All recorded changes of a company, oldest first."""
    rows = select(LevelChange).where(LevelChange.company_id == company_id)
    return list(session.exec(rows.order_by(col(LevelChange.id))))


def between(session: Session, first: date, last: date) -> list[LevelChange]:
    """The changes recorded for the days `first` to `last`, both inclusive, oldest first."""
    rows = select(LevelChange).where(LevelChange.day >= first, LevelChange.day <= last)
    return list(session.exec(rows.order_by(col(LevelChange.id))))
