"""Whose evidence waits to be weighed: all of it, each piece with its days."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select as columns
from sqlalchemy import text
from sqlmodel import Session, col

from ledger.chunks import chunks
from ledger.drafts import Signal, SignalKind
from ledger.tables import Actor, ActorSignal
from ledger.types import day_in
from ledger.weighed import Evidence, Unrecognised

STALE = text("stale")  # as the index has it, or SQLite reads every row
KINDS = {kind.value: kind for kind in SignalKind}


def unrecognised(session: Session, limit: int, zone: ZoneInfo) -> list[Unrecognised]:
    """Actors whose evidence is to be weighed, some of them; days are in `zone`."""
    stale = columns(col(Actor.id), col(Actor.handle)).where(STALE)
    waiting = session.execute(stale.order_by(col(Actor.id)).limit(limit)).all()
    days = _Days(zone)
    evidence: dict[int, list[Evidence]] = defaultdict(list)
    for actor_id, kind, value, first, last, ended in _signals(session, [who for who, _ in waiting]):
        until = None if ended is None else days[ended]
        seen = Evidence(Signal(KINDS[kind], value), days[first], days[last], until)
        evidence[actor_id].append(seen)
    return [
        Unrecognised(actor_id, handle, tuple(evidence[actor_id])) for actor_id, handle in waiting
    ]


class _Days(dict[datetime, date]):
    """The day of each moment in a zone; much evidence comes at the same moment."""

    def __init__(self, zone: ZoneInfo) -> None:
        super().__init__()
        self._zone = zone

    def __missing__(self, moment: datetime) -> date:
        self[moment] = day = day_in(self._zone, moment)
        return day


def _signals(session: Session, actor_ids: Sequence[int]) -> Iterator[Any]:
    """All evidence of these actors, in an order that does not depend on its arrival."""
    query = columns(
        col(ActorSignal.actor_id),
        col(ActorSignal.kind),
        col(ActorSignal.value),
        col(ActorSignal.first_seen),
        col(ActorSignal.last_seen),
        col(ActorSignal.ended_at),
    ).order_by(col(ActorSignal.first_seen), col(ActorSignal.kind), col(ActorSignal.value))
    for some in chunks(actor_ids):
        yield from session.execute(query.where(col(ActorSignal.actor_id).in_(some)))
