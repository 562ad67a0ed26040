"""The evidence of an actor's company, as it comes and as it goes.

Evidence has a time of its own: that of the activity it came with, or else its arrival. So a file of
old activities, imported late, tells of old days only, and in whatever order files are read, the
same rows are left. What a source took back and shows again counts as never gone: a profile that
could not be read for a week makes no career.

Why columns and not table objects here: a batch touches thousands of signals that say nothing new.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlmodel import Session, col, select

from ledger.drafts import Signal, SignalKind
from ledger.tables import ActorSignal

PROFILE_KINDS = (
    SignalKind.EMAIL_DOMAIN,
    SignalKind.COMPANY_TEXT,
    SignalKind.BLOG_DOMAIN,
    SignalKind.GITHUB_ORG,
)
# What is seen all day long is written once a day: the order of evidence asks for no more.
SEEN_AGAIN = timedelta(days=1)
# Evidence fades by the month: who was not seen for so long is weighed anew.
FADED = timedelta(days=28)

KNOWN = """
SELECT actor_id, kind, value, id, first_seen, last_seen, ended_at FROM actor_signal
WHERE actor_id IN (SELECT value FROM json_each(?))
"""
INSERT = """
INSERT INTO actor_signal (actor_id, kind, value, domain, placed, first_seen, last_seen)
VALUES (?, ?, ?, ?, ?, ?, ?)
"""
SEE = "UPDATE actor_signal SET first_seen = ?, last_seen = ?, ended_at = ? WHERE id = ?"

Told = tuple[int, str, str]  # an actor, a kind and a value


class Found(NamedTuple):
    """Evidence of an actor, and when it was seen, first and last, in Unix seconds."""

    actor_id: int
    signal: Signal
    first: int
    last: int


class _Row(NamedTuple):
    id: int
    first: int
    last: int
    ended: int | None


def add(session: Session, found: Sequence[Found]) -> set[int]:
    """Stores evidence of actors; returns the actors who are to be weighed anew for it."""
    told = _spans(found)
    known = _known(session, {actor_id for actor_id, _, _ in told})
    new: dict[Told, tuple[int, int]] = {}
    again: list[_Row] = []
    concerned: set[int] = set()
    for one, (first, last) in told.items():
        was = known.get(one)
        if was is None:
            new[one] = first, last
            concerned.add(one[0])
            continue
        becomes = _seen_again(was, first, last)
        if becomes != was:
            again.append(becomes)
            concerned |= {one[0]} if _is_news(was, becomes) else set()
    _insert(session, new)
    if again:
        rows = [(row.first, row.last, row.ended, row.id) for row in again]
        session.connection().exec_driver_sql(SEE, rows)
    return concerned


def add_first(session: Session, found: Sequence[Found]) -> None:
    """Stores evidence of actors of whom there is none yet."""
    _insert(session, _spans(found))


def end_missing(session: Session, actor_id: int, shown: Collection[Signal], now: datetime) -> bool:
    """Ends the evidence of a profile that it no longer shows; says whether there was any."""
    current = select(ActorSignal).where(
        ActorSignal.actor_id == actor_id,
        col(ActorSignal.ended_at).is_(None),
        col(ActorSignal.kind).in_(PROFILE_KINDS),
    )
    rows = session.exec(current.execution_options(populate_existing=True))
    gone = [row for row in rows if Signal(SignalKind(row.kind), row.value) not in shown]
    for row in gone:
        row.ended_at = now
    return bool(gone)


def _spans(found: Iterable[Found]) -> dict[Told, tuple[int, int]]:
    spans: dict[Told, tuple[int, int]] = {}
    for actor_id, signal, first, last in found:
        one = actor_id, signal.kind.value, signal.value
        was = spans.get(one)
        spans[one] = (min(first, was[0]), max(last, was[1])) if was else (first, last)
    return spans


def _seen_again(was: _Row, first: int, last: int) -> _Row:
    is_back = was.ended is not None and last > was.ended
    later = last if is_back or last >= was.last + SEEN_AGAIN.total_seconds() else was.last
    return _Row(was.id, min(first, was.first), later, None if is_back else was.ended)


def _is_news(was: _Row, becomes: _Row) -> bool:
    """Whether it says more than that somebody is still where they were."""
    if (was.first, was.ended) != (becomes.first, becomes.ended):
        return True
    return becomes.last - was.last >= FADED.total_seconds()


def _known(session: Session, actor_ids: Collection[int]) -> dict[Told, _Row]:
    if not actor_ids:
        return {}
    asked = (json.dumps(sorted(actor_ids)),)
    rows = session.connection().exec_driver_sql(KNOWN, asked).all()
    return {
        (who, kind, value): _Row(row_id, first, last, ended)
        for who, kind, value, row_id, first, last, ended in rows
    }


def _insert(session: Session, told: Mapping[Told, tuple[int, int]]) -> None:
    if not told:
        return
    mail = SignalKind.EMAIL_DOMAIN.value
    rows = [
        (actor_id, kind, value, value if kind == mail else None, kind != mail, first, last)
        for (actor_id, kind, value), (first, last) in told.items()
    ]
    session.connection().exec_driver_sql(INSERT, rows)
