"""Whether the database is sound: a question that must read every page, unlike a count."""

from sqlmodel import Session

from ledger.errors import DatabaseError


def damage(session: Session) -> str:
    """What SQLite finds wrong with the file; empty when nothing is."""
    try:
        found = session.connection().exec_driver_sql("PRAGMA quick_check").scalars().all()
    except DatabaseError as error:
        # Some damage ends the check itself, which is an answer as well.
        return str(getattr(error, "orig", error))
    return "" if found == ["ok"] else "; ".join(str(one) for one in found[:3])
