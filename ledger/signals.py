"""The evidence of an actor's company, as it comes and as it goes.

Evidence has a time of its own: that of the activity it came with, or else its arrival. So a file of
old activities, imported late, tells of old days only, and in whatever order files are read, the
same rows are left. What a source took back and shows again counts as never gone: a profile that
could not be read for a week makes no career.

Why columns and not table objects here: a batch touches thousands of signals that say nothing new.
"""

import json
from collections.abc import Collection, Mapping
from datetime import datetime

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
SEEN_AGAIN = 86_400  # seconds
# Evidence fades by the month: who was not seen for so long is weighed anew.
FADED = 28 * SEEN_AGAIN

KNOWN = """
SELECT actor_id, kind, value, first_seen, last_seen, ended_at, id FROM actor_signal
WHERE actor_id IN (SELECT value FROM json_each(?))
"""
INSERT = """
INSERT INTO actor_signal (actor_id, kind, value, domain, placed, first_seen, last_seen)
VALUES (?, ?, ?, ?, ?, ?, ?)
"""
SEE = "UPDATE actor_signal SET first_seen = ?, last_seen = ?, ended_at = ? WHERE id = ?"

Told = tuple[int, str, str]  # an actor, a kind and a value
Span = tuple[int, int]  # when that was seen, first and last, in Unix seconds
_Row = tuple[int, int, int | None, int]  # first seen, last seen, ended; and the row's id


def add(session: Session, told: Mapping[Told, Span]) -> set[int]:
    """Stores evidence of actors; returns the actors who are to be weighed anew for it."""
    known = _known(session, {actor_id for actor_id, _, _ in told})
    new = {one: span for one, span in told.items() if one not in known}
    again: list[_Row] = []
    concerned = {actor_id for actor_id, _, _ in new}
    for one, was in known.items():
        span = told.get(one)
        becomes = _seen_again(was, *span) if span else was
        if becomes != was:
            again.append(becomes)
            if _is_news(was, becomes):
                concerned.add(one[0])
    add_first(session, new)
    if again:
        session.connection().exec_driver_sql(SEE, again)
    return concerned


def add_first(session: Session, told: Mapping[Told, Span]) -> None:
    """Stores evidence of actors of whom there is none yet."""
    if not told:
        return
    mail = SignalKind.EMAIL_DOMAIN.value
    rows = [
        (actor_id, kind, value, value if kind == mail else None, kind != mail, first, last)
        for (actor_id, kind, value), (first, last) in told.items()
    ]
    session.connection().exec_driver_sql(INSERT, rows)


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


def _seen_again(was: _Row, first: int, last: int) -> _Row:
    was_first, was_last, ended, row_id = was
    is_back = ended is not None and last > ended
    later = last if is_back or last >= was_last + SEEN_AGAIN else was_last
    return min(first, was_first), later, None if is_back else ended, row_id


def _is_news(was: _Row, becomes: _Row) -> bool:
    """Whether it says more than that somebody is still where they were."""
    (first, last, ended, _), (was_first, was_last, was_ended, _) = becomes, was
    return first != was_first or ended != was_ended or last - was_last >= FADED


def _known(session: Session, actor_ids: Collection[int]) -> dict[Told, _Row]:
    if not actor_ids:
        return {}
    asked = (json.dumps(sorted(actor_ids)),)
    rows = session.connection().exec_driver_sql(KNOWN, asked).all()
    return {
        (actor_id, kind, value): (first, last, ended, row_id)
        for actor_id, kind, value, first, last, ended, row_id in rows
    }
