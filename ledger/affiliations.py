"""Whom an actor stands for, from day to day. A correction is one row; no activity changes."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, insert, text
from sqlalchemy import select as columns
from sqlmodel import Session, col, select, update

from ledger import companies
from ledger.chunks import chunks
from ledger.drafts import Signal, SignalKind, Standing
from ledger.naming import CompanyName
from ledger.tables import Actor, ActorSignal, Affiliation, Company
from ledger.types import day_in

HUMAN, RULE = "human", "rule"
STALE = text("stale")  # as the index has it, or SQLite reads every row


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
    stale = columns(col(Actor.id), col(Actor.standing), col(Actor.first_seen)).where(STALE)
    waiting = session.execute(stale.order_by(col(Actor.id)).limit(limit)).all()
    evidence: dict[int, list[Signal]] = defaultdict(list)
    seen: dict[int, datetime] = {}
    for row in _signals(session, [actor_id for actor_id, _, _ in waiting]):
        if row.ended_at is None:
            evidence[row.actor_id].append(Signal(SignalKind(row.kind), row.value))
        # That evidence went is a change too: it takes nothing away from the days before.
        changed = row.ended_at or row.first_seen
        seen[row.actor_id] = max(changed, seen.get(row.actor_id, changed))
    return [
        Unrecognised(
            actor_id,
            Standing(standing),
            tuple(evidence[actor_id]),
            day_in(zone, seen.get(actor_id, first_seen)),
        )
        for actor_id, standing, first_seen in waiting
    ]


def settle(session: Session, found: Recognition, day: date, now: datetime) -> None:
    """Writes a rule's answer, unless a human has spoken; `day` is when a change begins.

    The first company of an actor reaches back without limit; only a later one opens a dated span.
    """
    settle_all(session, [(found, day)], now)


def settle_all(
    session: Session,
    answers: Sequence[tuple[Recognition, date]],
    now: datetime,
    own_changed: bool = False,
) -> None:
    """Does as `settle` for many actors, each with one answer.

    `own_changed` says that the settings tell our own people otherwise than before: who is staff by
    them, or no more, was so on every day of the present span.
    """
    standing = _standing_rows(session, [found.actor_id for found, _ in answers])
    told = {row.actor_id: row for rows in standing.values() for row in rows if row.source == HUMAN}
    staff = {found.actor_id: found.staff for found, _ in answers}
    _show_standing(session, staff | {actor_id: row.staff for actor_id, row in told.items()})
    ruled = [(found, day) for found, day in answers if found.actor_id not in told]
    named = [found.company for found, _ in ruled if found.company]
    obtained = companies.obtain_all(session, named, now)
    new: list[dict[str, object]] = []
    for found, day in ruled:
        company_id = obtained[found.company].id if found.company else None
        rows = standing[found.actor_id]
        current = next((row for row in rows if row.valid_until is None), None)
        if current and (current.company_id, current.staff) == (company_id, found.staff):
            current.evidence, current.confidence = found.evidence, found.confidence
            continue
        corrects = own_changed and current is not None and current.staff != found.staff
        begins = _succeed(current, day, now, corrects)
        new.append(_row(found, company_id, begins, now))
    session.flush()
    if new:
        session.execute(insert(Affiliation), new)


def _show_standing(session: Session, staff: Mapping[int, bool]) -> None:
    """Keeps today's standing with the answer: only persons are staff or not."""
    for is_staff, was, becomes in (
        (True, Standing.PERSON, Standing.STAFF),
        (False, Standing.STAFF, Standing.PERSON),
    ):
        for some in chunks(sorted(one for one, own in staff.items() if own is is_staff)):
            these = update(Actor).where(col(Actor.id).in_(some))
            session.exec(these.values(stale=False))
            session.exec(these.where(col(Actor.standing) == was).values(standing=becomes))


def _succeed(current: Affiliation | None, day: date, now: datetime, corrects: bool) -> date | None:
    """Ends what stood until now; returns the first day of what follows, null if without limit.

    What was nobody's is taken over whole.
    """
    if current is None:
        return None
    is_nobodys = current.company_id is None and not current.staff
    began_later = current.valid_from is not None and current.valid_from >= day
    if is_nobodys or began_later or corrects:
        current.superseded_at = now
        return current.valid_from
    current.valid_until = day - timedelta(days=1)
    return day


def _row(
    found: Recognition, company_id: int | None, begins: date | None, now: datetime
) -> dict[str, object]:
    return {
        "actor_id": found.actor_id,
        "company_id": company_id,
        "valid_from": begins,
        "staff": found.staff,
        "evidence": found.evidence,
        "confidence": found.confidence,
        "source": RULE,
        "decided_by": "",
        "decided_at": now,
    }


def link(
    session: Session,
    actor: Actor,
    named: CompanyName | None,
    by: str,
    now: datetime,
    staff: bool = False,
) -> Company | None:
    """A human's word: the actor stands for this company alone, on every day.

    With `staff` and no company the actor is one of our own people, and without it none of them,
    whatever the rules say.
    """
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
            staff=staff,
            evidence="said by a person",
            confidence=100,
            source=HUMAN,
            decided_by=by,
            decided_at=now,
        )
    )
    if actor.standing in (Standing.PERSON, Standing.STAFF):
        actor.standing = Standing.STAFF if staff else Standing.PERSON
    session.flush()
    return company


def company_of(session: Session, actor_id: int, day: date) -> Company | None:
    """The company that an actor stands for on a day."""
    for row in _standing_rows(session, [actor_id])[actor_id]:
        starts = row.valid_from is None or row.valid_from <= day
        if starts and (row.valid_until is None or day <= row.valid_until):
            return session.get(Company, row.company_id) if row.company_id else None
    return None


def _standing_rows(session: Session, actor_ids: Sequence[int]) -> dict[int, list[Affiliation]]:
    standing: dict[int, list[Affiliation]] = {actor_id: [] for actor_id in actor_ids}
    for some in chunks(actor_ids):
        rows = select(Affiliation).where(
            col(Affiliation.actor_id).in_(some), col(Affiliation.superseded_at).is_(None)
        )
        for row in session.exec(rows.order_by(col(Affiliation.id))):
            standing[row.actor_id].append(row)
    return standing


def _signals(session: Session, actor_ids: Sequence[int]) -> Iterator[Row[Any]]:
    """All evidence of these actors, in the order in which it was last seen."""
    query = columns(
        col(ActorSignal.actor_id),
        col(ActorSignal.kind),
        col(ActorSignal.value),
        col(ActorSignal.first_seen),
        col(ActorSignal.ended_at),
    ).order_by(col(ActorSignal.last_seen), col(ActorSignal.id))
    for some in chunks(actor_ids):
        yield from session.execute(query.where(col(ActorSignal.actor_id).in_(some)))
