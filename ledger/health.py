"""Whether the database is sound: a question that must read every page, unlike a count."""

from sqlmodel import Session


def damage(session: Session) -> str:
    """What SQLite finds wrong with the file; empty when nothing is."""
    found = session.connection().exec_driver_sql("PRAGMA quick_check").scalars().all()
    return "" if found == ["ok"] else "; ".join(str(one) for one in found[:3])
