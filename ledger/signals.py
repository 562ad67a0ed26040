"""The evidence of an actor's company, as it comes and as it goes.

Why columns and not table objects here: a batch touches thousands of signals that say nothing new.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import insert
from sqlalchemy import select as columns
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

Found = tuple[int, Signal]


def add(session: Session, found: Iterable[Found], now: datetime) -> set[int]:
    """Stores evidence of actors; returns the actors for whom some of it is new."""
    found = list(dict.fromkeys(found))
    known = _known(session, {actor_id for actor_id, _ in found})
    new: list[Found] = []
    again: list[int] = []
    returned: set[int] = set()
    for one in found:
        row_id, last_seen, ended = known.get(one, (0, now, False))
        if not row_id:
            new.append(one)
        elif ended or now - last_seen >= SEEN_AGAIN:
            again.append(row_id)
            returned |= {one[0]} if ended else set()
    if new:
        session.execute(insert(ActorSignal), [_row(*one, now) for one in new])
    _see(session, again, now)
    return returned | {actor_id for actor_id, _ in new}


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


def _known(session: Session, actor_ids: Collection[int]) -> dict[Found, tuple[int, datetime, bool]]:
    known: dict[Found, tuple[int, datetime, bool]] = {}
    query = columns(
        col(ActorSignal.actor_id),
        col(ActorSignal.kind),
        col(ActorSignal.value),
        col(ActorSignal.id),
        col(ActorSignal.last_seen),
        col(ActorSignal.ended_at).is_not(None),
    )
    for some in chunks(sorted(actor_ids)):
        for row in session.execute(query.where(col(ActorSignal.actor_id).in_(some))):
            actor_id, kind, value, row_id, last_seen, ended = row
            known[actor_id, Signal(SignalKind(kind), value)] = (row_id, last_seen, ended)
    return known


def _see(session: Session, row_ids: Sequence[int], now: datetime) -> None:
    for some in chunks(row_ids):
        seen = update(ActorSignal).where(col(ActorSignal.id).in_(some))
        session.exec(seen.values(last_seen=now, ended_at=None))


def _row(actor_id: int, signal: Signal, now: datetime) -> dict[str, object]:
    is_mail = signal.kind is SignalKind.EMAIL_DOMAIN
    return {
        "actor_id": actor_id,
        "kind": signal.kind,
        "value": signal.value,
        "domain": signal.value if is_mail else None,
        "placed": not is_mail,
        "first_seen": now,
        "last_seen": now,
    }
