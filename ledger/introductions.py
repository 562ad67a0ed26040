"""Introductions between members of the community: who was brought together, and by whom.

They are counted apart from DQLs, for no team receives anybody. One that was undone counts nowhere.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select, update

from ledger import audits, series
from ledger.spoken import By
from ledger.tables_desk import Introduction

STANDS = col(Introduction.undone_at).is_(None)


def make(session: Session, introduction: Introduction) -> tuple[Introduction, bool]:
    """Stores an introduction; of one request there is only ever one."""
    same = select(Introduction).where(Introduction.request_key == introduction.request_key)
    twin = session.exec(same).first()
    if twin is not None:
        return twin, False
    introduction.id = series.following(session, Introduction)
    session.add(introduction)
    session.flush()
    return introduction, True


def get(session: Session, introduction_id: int) -> Introduction | None:
    """The introduction with this number."""
    return session.get(Introduction, introduction_id)


def undo(session: Session, introduction_id: int, by: By) -> bool:
    """Takes one back; False where that was done before, or there is none."""
    this = update(Introduction).where(col(Introduction.id) == introduction_id, STANDS)
    if not session.exec(this.values(undone_at=by.at)).rowcount:
        return False
    audits.note(session, by, "undo introduction", f"introduction {introduction_id}")
    return True


def recent(
    session: Session, limit: int, referrer: str | None = None, before_id: int | None = None
) -> list[Introduction]:
    """Those that stand, newest first, of everybody or of one referrer."""
    rows = select(Introduction).where(STANDS)
    if referrer is not None:
        rows = rows.where(Introduction.referrer == referrer)
    if before_id is not None:
        rows = rows.where(col(Introduction.id) < before_id)
    return list(session.exec(rows.order_by(col(Introduction.id).desc()).limit(limit)))


def twin_within(
    session: Session,
    first: tuple[str, int | None],
    second: tuple[str, int | None],
    since: datetime,
) -> Introduction | None:
    """An earlier one of the same two (name, actor), in either order, made since a moment."""
    one, two = _first_is, _second_is
    same = (one(*first) & two(*second)) | (one(*second) & two(*first))
    rows = select(Introduction).where(STANDS, Introduction.made_at >= since, same)
    return session.exec(rows.order_by(col(Introduction.id).desc()).limit(1)).first()


def _first_is(name: str, actor_id: int | None) -> ColumnElement[bool]:
    called = func.lower(Introduction.first_name) == func.lower(name.strip())
    return called if actor_id is None else called | (col(Introduction.first_actor_id) == actor_id)


def _second_is(name: str, actor_id: int | None) -> ColumnElement[bool]:
    called = func.lower(Introduction.second_name) == func.lower(name.strip())
    return called if actor_id is None else called | (col(Introduction.second_actor_id) == actor_id)
