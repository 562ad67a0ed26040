"""How far each source was read."""

from datetime import datetime

from sqlmodel import Session, col, select

from ledger.tables import Cursor


def read(session: Session, name: str) -> str | None:
    """The cursor that was kept last, if any."""
    row = session.get(Cursor, name)
    return row.value if row else None


def save(session: Session, name: str, value: str, now: datetime) -> None:
    """Keeps a cursor; called in the transaction that stores the rows it stands for."""
    session.merge(Cursor(name=name, value=value, updated_at=now))


def under(session: Session, prefix: str) -> dict[str, str]:
    """All cursors whose name begins with `prefix`."""
    rows = session.exec(select(Cursor).where(col(Cursor.name).startswith(prefix, autoescape=True)))
    return {row.name: row.value for row in rows}
