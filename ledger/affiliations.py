"""Whom an actor stands for, from day to day. A correction is one row; no activity changes."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select, update

from ledger import companies
from ledger.companies import CompanyName
from ledger.drafts import Signal, SignalKind, Standing
from ledger.tables import Actor, ActorSignal, Affiliation, Company
from ledger.types import day_in

HUMAN, RULE = "human", "rule"


@dataclass(frozen=True, slots=True)
class Unrecognised:
    """An actor whose evidence changed, with all that stands now."""

    actor_id: int
    standing: Standing
    signals: tuple[Signal, ...]
    seen_on: date  # the day a change of company begins, if it is one


@dataclass(frozen=True, slots=True)
class Recognition:
    """Whom an actor stands for, with the reason a person can read. `company` null: nobody."""

    actor_id: int
    company: CompanyName | None
    evidence: str
    confidence: int  # hundredths
    staff: bool = field(default=False)


def unrecognised(session: Session, limit: int, zone: ZoneInfo) -> list[Unrecognised]:
    """Actors with evidence that nobody has weighed yet; days are in `zone`."""
    stale = session.exec(select(Actor).where(col(Actor.stale)).order_by(col(Actor.id)).limit(limit))
    waiting = list(stale)
    evidence: dict[int, list[Signal]] = defaultdict(list)
    seen: dict[int, datetime] = {}
    rows = select(ActorSignal).where(col(ActorSignal.actor_id).in_([actor.id for actor in waiting]))
    for row in session.exec(rows.order_by(col(ActorSignal.last_seen), col(ActorSignal.id))):
        if row.ended_at is None:
            evidence[row.actor_id].append(Signal(SignalKind(row.kind), row.value))
        # That evidence went is a change too: it takes nothing away from the days before.
        changed = row.ended_at or row.first_seen
        seen[row.actor_id] = max(changed, seen.get(row.actor_id, changed))
    return [
        Unrecognised(
            actor.id,
            Standing(actor.standing),
            tuple(evidence[actor.id]),
            day_in(zone, seen.get(actor.id, actor.first_seen)),
        )
        for actor in waiting
    ]


def settle(session: Session, found: Recognition, day: date, now: datetime) -> None:
    """Writes a rule's answer, unless a human has spoken; `day` is when a change begins.

    The first company of an actor reaches back without limit; only a later one opens a dated span.
    """
    actor = session.get_one(Actor, found.actor_id)
    actor.stale = False
    if actor.standing in (Standing.PERSON, Standing.STAFF):
        actor.standing = Standing.STAFF if found.staff else Standing.PERSON
    standing = _standing_rows(session, found.actor_id)
    if any(row.source == HUMAN for row in standing):
        return
    company = companies.obtain(session, found.company, now) if found.company else None
    company_id = company.id if company else None
    current = next((row for row in standing if row.valid_until is None), None)
    if current is not None and current.company_id == company_id:
        current.evidence, current.confidence = found.evidence, found.confidence
        return
    session.add(_succeed(session, current, found, company_id, day, now))
    session.flush()


def _succeed(
    session: Session,
    current: Affiliation | None,
    found: Recognition,
    company_id: int | None,
    day: date,
    now: datetime,
) -> Affiliation:
    """Ends what stood until now; what was nobody's is taken over whole."""
    begins: date | None = None
    if current is not None:
        if current.company_id is None or (
            current.valid_from is not None and current.valid_from >= day
        ):
            current.superseded_at = now
            begins = current.valid_from
        else:
            current.valid_until = day - timedelta(days=1)
            begins = day
    return Affiliation(
        actor_id=found.actor_id,
        company_id=company_id,
        valid_from=begins,
        evidence=found.evidence,
        confidence=found.confidence,
        source=RULE,
        decided_at=now,
    )


def link(
    session: Session, actor: Actor, named: CompanyName | None, by: str, now: datetime
) -> Company | None:
    """A human's word: from now on the actor stands for this company alone, on every day."""
    company = companies.obtain(session, named, now) if named else None
    standing = col(Affiliation.superseded_at).is_(None)
    session.exec(
        update(Affiliation)
        .where(col(Affiliation.actor_id) == actor.id, standing)
        .values(superseded_at=now)
    )
    session.add(
        Affiliation(
            actor_id=actor.id,
            company_id=company.id if company else None,
            evidence="said by a person",
            confidence=100,
            source=HUMAN,
            decided_by=by,
            decided_at=now,
        )
    )
    session.flush()
    return company


def company_of(session: Session, actor_id: int, day: date) -> Company | None:
    """The company that an actor stands for on a day."""
    for row in _standing_rows(session, actor_id):
        starts = row.valid_from is None or row.valid_from <= day
        if starts and (row.valid_until is None or day <= row.valid_until):
            return session.get(Company, row.company_id) if row.company_id else None
    return None


def _standing_rows(session: Session, actor_id: int) -> list[Affiliation]:
    rows = select(Affiliation).where(
        Affiliation.actor_id == actor_id, col(Affiliation.superseded_at).is_(None)
    )
    return list(session.exec(rows.order_by(col(Affiliation.id))))
