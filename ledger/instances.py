"""What the instances of the service know of each other: what each said of itself, and left undone.

Why a fact for each: they are told beside one another, and nobody's words undo another's.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from sqlmodel import Session, col, delete, select

from ledger import jobs
from ledger.tables import Job, Meta
from ledger.upserts import insert

PREFIX: Final = "instance:"


def tell(session: Session, name: str, said: str) -> None:
    """Keeps what the instance of that name says of itself, in place of what it said before."""
    row = insert(Meta).values(name=PREFIX + name, value=said)
    anew = row.on_conflict_do_update(index_elements=[col(Meta.name)], set_={"value": said})
    session.connection().execute(anew)


def told(session: Session) -> dict[str, str]:
    """What each said last, by its name, in the order of names."""
    rows = select(Meta).where(col(Meta.name).startswith(PREFIX, autoescape=True))
    found = session.exec(rows.order_by(Meta.name)).all()
    return {row.name.removeprefix(PREFIX): row.value for row in found}


def forget(session: Session, names: Collection[str]) -> None:
    """Drops what these said."""
    gone = [PREFIX + name for name in names]
    session.connection().execute(delete(Meta).where(col(Meta.name).in_(gone)))


def resume(session: Session, at: datetime) -> list[str]:
    """Makes due at `at` (aware, UTC) what was begun and never ended, and returns its names.

    Whoever began it was killed: else it would be due as if it had been done.
    """
    begun = select(Job.name).where(col(Job.started_at).is_not(None), col(Job.ended_at).is_(None))
    names = list(session.exec(begun.order_by(Job.name)))
    for name in names:
        jobs.hasten(session, name, at)
    return names
