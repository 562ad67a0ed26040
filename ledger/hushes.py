"""Companies of which nothing is told until a day, because somebody knows already.

A hush of a company that was merged into another holds for the survivor.
"""

from datetime import date

from sqlmodel import Session, col, delete, select

from ledger import audits, companies, lineage, meta
from ledger.spoken import By
from ledger.tables_desk import Hush


def hush(session: Session, company_id: int, until: date, by: By) -> None:
    """Has nothing be told of a company before the day `until`, whatever was said before."""
    session.exec(
        delete(Hush).where(col(Hush.company_id).in_(companies.merged(session, company_id)))
    )
    session.add(Hush(company_id=company_id, until=until, at=by.at, by=by.id))
    key = companies.get_one(session, company_id).key
    audits.note(session, by, "hush", key, until.isoformat())


def unhush(session: Session, company_id: int, by: By) -> bool:
    """Has a company be told of again; False where it was not hushed."""
    merged = companies.merged(session, company_id)
    if not session.exec(delete(Hush).where(col(Hush.company_id).in_(merged))).rowcount:
        return False
    audits.note(session, by, "unhush", companies.get_one(session, company_id).key)
    return True


def hushed(session: Session, day: date) -> dict[int, date]:
    """The companies of which nothing is told on a day, each with the day on which that ends."""
    rows = session.exec(select(Hush).where(Hush.until > day).order_by(col(Hush.until))).all()
    survivors = lineage.survivors(session, (row.company_id for row in rows))
    return {survivors[row.company_id]: row.until for row in rows}


def ended(session: Session, after: date, day: date) -> set[int]:
    """The companies whose hush ended after one day and by another, so that they are told again."""
    rows = session.exec(select(Hush.company_id).where(Hush.until > after, Hush.until <= day)).all()
    return set(lineage.survivors(session, rows).values())


def said_on(session: Session) -> dict[int, date]:
    """The day on which each company was hushed, over by now or not, in the ledger's time zone."""
    rows = session.exec(select(Hush)).all()
    survivors = lineage.survivors(session, (row.company_id for row in rows))
    return {survivors[row.company_id]: meta.day(session, row.at) for row in rows}
