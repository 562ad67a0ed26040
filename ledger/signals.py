"""The evidence of an actor's company, as it comes and as it goes.

Why columns and not table objects here: a batch touches thousands of signals that say nothing new.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select, update

from ledger.chunks import chunks
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

KNOWN = """
SELECT actor_id, kind, value, id, last_seen, ended_at FROM actor_signal
WHERE actor_id IN (SELECT value FROM json_each(?))
"""
INSERT = """
INSERT INTO actor_signal (actor_id, kind, value, domain, placed, first_seen, last_seen)
VALUES (?, ?, ?, ?, ?, ?, ?)
"""

Found = tuple[int, Signal]
Told = tuple[int, str, str]  # the same as plain values


def add(session: Session, found: Iterable[Found], now: datetime) -> set[int]:
    """Stores evidence of actors; returns the actors for whom some of it is new."""
    told = dict.fromkeys((actor_id, s.kind.value, s.value) for actor_id, s in found)
    known = _known(session, {actor_id for actor_id, _, _ in told})
    moment, long_ago = int(now.timestamp()), int((now - SEEN_AGAIN).timestamp())
    new: list[Told] = []
    again: list[int] = []
    returned: set[int] = set()
    for one in told:
        row_id, last_seen, ended = known.get(one, (0, moment, None))
        if not row_id:
            new.append(one)
        elif ended is not None or last_seen <= long_ago:
            again.append(row_id)
            returned |= set() if ended is None else {one[0]}
    _insert(session, new, moment)
    _see(session, again, now)
    return returned | {actor_id for actor_id, _, _ in new}


def add_first(session: Session, found: Iterable[Found], now: datetime) -> None:
    """Stores evidence of actors of whom there is none yet."""
    told = dict.fromkeys((actor_id, s.kind.value, s.value) for actor_id, s in found)
    _insert(session, told, int(now.timestamp()))


def end_missing(session: Session, actor_id: int, shown: Collection[Signal], now: datetime) -> bool:
    """Ends the evidence of a profile that it no longer shows; says whether there was any."""
    current = select(ActorSignal).where(
        ActorSignal.actor_id == actor_id,
        col(ActorSignal.ended_at).is_(None),
        col(ActorSignal.kind).in_(PROFILE_KINDS),
    )
    gone = [
        row for row in session.exec(current) if Signal(SignalKind(row.kind), row.value) not in shown
    ]
    for row in gone:
        row.ended_at = now
    return bool(gone)


def _known(session: Session, actor_ids: Collection[int]) -> dict[Told, tuple[int, int, int | None]]:
    """The row of each piece of evidence, and when it was last seen and ended, in Unix seconds."""
    if not actor_ids:
        return {}
    asked = (json.dumps(sorted(actor_ids)),)
    rows = session.connection().exec_driver_sql(KNOWN, asked).all()
    return {
        (who, kind, value): (row_id, seen, ended) for who, kind, value, row_id, seen, ended in rows
    }


def _see(session: Session, row_ids: Sequence[int], now: datetime) -> None:
    for some in chunks(row_ids):
        seen = update(ActorSignal).where(col(ActorSignal.id).in_(some))
        session.exec(seen.values(last_seen=now, ended_at=None))


def _insert(session: Session, told: Collection[Told], moment: int) -> None:
    if not told:
        return
    mail = SignalKind.EMAIL_DOMAIN.value
    rows = [
        (actor_id, kind, value, value if kind == mail else None, kind != mail, moment, moment)
        for actor_id, kind, value in told
    ]
    session.connection().exec_driver_sql(INSERT, rows)
