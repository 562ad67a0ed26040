"""Whose evidence waits to be weighed, and as if nobody's did."""

from sqlmodel import select

from ledger.engine import Session
from ledger.tables import Actor


def weighed(session: Session) -> None:
    """As if every actor's evidence had been weighed."""
    for row in session.exec(select(Actor)):
        row.stale = False
    session.flush()


def stale(session: Session) -> set[str]:
    """The keys of those whose evidence is to be weighed."""
    session.expire_all()
    return {row.key for row in session.exec(select(Actor)) if row.stale}
