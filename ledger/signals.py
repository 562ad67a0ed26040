"""The evidence of an actor's company, as it comes and as it goes.

Evidence has a time of its own: that of the activity it came with, or else its arrival. So a file of
old activities, imported late, tells of old days only, and in whatever order files are read, the
same rows are left. What a source took back and shows again counts as never gone: a profile that
could not be read for a week makes no career.

Why columns and not table objects here: a batch touches thousands of signals that say nothing new.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from ledger import persons
from ledger.drafts import Signal, SignalKind
from ledger.postgres import copying, staging
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
SELECT actor_id, kind, value, first_seen, last_seen, ended_at, address_hash, id FROM actor_signal
WHERE actor_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?))
"""
INSERT = """
INSERT INTO actor_signal
  (actor_id, kind, value, domain, placed, first_seen, last_seen, address_hash, shared)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
SEE_LATER = "UPDATE actor_signal SET last_seen = ? WHERE id = ?"
SEE = "UPDATE actor_signal SET first_seen = ?, last_seen = ?, ended_at = ? WHERE id = ?"
# Who turns out to be somebody else changes what the domain counts, as who comes there does.
KNOW = "UPDATE actor_signal SET address_hash = ?, placed = FALSE, shared = FALSE WHERE id = ?"

Told = tuple[int, str, str]  # an actor, a kind and a value


class Sight(NamedTuple):
    """When something was seen, first and last, in Unix seconds, and by which address, hashed."""

    first: int
    last: int
    address_hash: str | None = None


class _Row(NamedTuple):
    """What is stored of a signal; moments are Unix seconds."""

    first: int
    last: int
    ended: int | None
    address_hash: str | None
    id: int


def add(session: Session, told: Mapping[Told, Sight]) -> set[int]:
    """Stores evidence of actors; returns the actors who are to be weighed anew for it."""
    new = dict(told)
    again: list[tuple[_Row, _Row]] = []
    concerned: set[int] = set()
    later: list[tuple[int, int]] = []
    for actor_id, kind, value, *row in _known(session, {actor_id for actor_id, _, _ in told}):
        sight = new.pop((actor_id, kind, value), None)
        if sight is None:
            continue
        if (unseen := _unseen(sight, *row)) is None:
            was = _Row(*row)
            becomes = _seen_again(was, sight)
            if becomes != was:
                again.append((was, becomes))
                if _is_news(was, becomes):
                    concerned.add(actor_id)
        elif unseen >= SEEN_AGAIN:
            later.append((sight.last, row[-1]))
            if unseen >= FADED:
                concerned.add(actor_id)
    concerned.update(actor_id for actor_id, _, _ in new)
    add_first(session, new)
    _see(session, again, later)
    return concerned


def both(one: Sight, other: Sight) -> Sight:
    """Two sights of the same signal as one."""
    known = _least(one.address_hash, other.address_hash)
    return Sight(min(one.first, other.first), max(one.last, other.last), known)


def add_first(session: Session, told: Mapping[Told, Sight]) -> None:
    """Stores evidence of actors of whom there is none yet."""
    if not told:
        return
    mail = SignalKind.EMAIL_DOMAIN.value
    rows = [
        (actor_id, kind, value, value if kind == mail else None, kind != mail, *sight, False)
        for (actor_id, kind, value), sight in told.items()
    ]
    copying.insert(session.connection(), INSERT, rows)
    persons.share(session, {sight.address_hash for sight in told.values() if sight.address_hash})


def end_missing(session: Session, actor_id: int, shown: Collection[Signal], now: datetime) -> bool:
    """Ends the evidence of a profile that it no longer shows; says whether there was any."""
    current = select(ActorSignal).where(
        ActorSignal.actor_id == actor_id,
        col(ActorSignal.ended_at).is_(None),
        col(ActorSignal.kind).in_(PROFILE_KINDS),
    )
    rows = session.exec(current.execution_options(populate_existing=True))
    still = {(signal.kind.value, signal.value) for signal in shown}
    gone = [row for row in rows if (row.kind, row.value) not in still]
    for row in gone:
        row.ended_at = now
    return bool(gone)


def _see(
    session: Session, again: Collection[tuple[_Row, _Row]], later: Sequence[tuple[int, int]]
) -> None:
    """Writes of signals, as they were and as they are now, what is new; of most, when they were."""
    seen = [now[:3] + now[4:] for was, now in again if now[:3] != was[:3]]
    known = [(now.address_hash, now.id) for was, now in again if now[3] != was[3]]
    connection = session.connection()
    if copying.pays(connection, len(later)):
        staging.see_later(connection, later)
        later = ()
    for statement, rows in ((SEE_LATER, later), (SEE, seen), (KNOW, known)):
        if rows:
            connection.exec_driver_sql(statement, list(rows))
    persons.share(session, {told for told, _ in known if told})


def _unseen(
    sight: Sight, first: int, last: int, ended: int | None, known: str | None, _id: int
) -> int | None:
    """How long a signal was not seen, in seconds, where a sight says nothing else of its row.

    So it is with nearly all, and it is sooner said than rows are made and compared.
    """
    if ended is None and first <= sight.first and sight.address_hash in (None, known):
        return sight.last - last
    return None


def _seen_again(was: _Row, sight: Sight) -> _Row:
    is_back = was.ended is not None and sight.last > was.ended
    later = sight.last if is_back or sight.last >= was.last + SEEN_AGAIN else was.last
    ended = None if is_back else was.ended
    known = _least(was.address_hash, sight.address_hash)
    return _Row(min(sight.first, was.first), later, ended, known, was.id)


def _least(one: str | None, other: str | None) -> str | None:
    """Of an actor's addresses the one that stands for it, in whatever order they come."""
    return min(one, other) if one and other else one or other


def _is_news(was: _Row, becomes: _Row) -> bool:
    """Whether it says more than that somebody is still where they were."""
    began, ended = becomes.first != was.first, becomes.ended != was.ended
    return began or ended or becomes.last - was.last >= FADED


def _known(session: Session, actor_ids: Collection[int]) -> Sequence[Any]:
    """The rows of KNOWN that these actors have."""
    if not actor_ids:
        return ()
    asked = (json.dumps(sorted(actor_ids)),)
    return session.connection().exec_driver_sql(KNOWN, asked).all()
