"""Whom an actor stands for, from day to day. A correction is one row; no activity changes.

Rules answer for all days at once, from all evidence with its dates (see `ledger.careers`), so that
what stands depends neither on the order in which evidence came nor on how often it was weighed.
They fill the days that no person spoke for.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import insert
from sqlalchemy import select as columns
from sqlmodel import Session, col, select, update

from ledger import colleagues, companies, successions
from ledger.bands import COUNTS
from ledger.careers import Span, around, career
from ledger.chunks import chunks
from ledger.drafts import Standing, standing_ruled
from ledger.naming import CompanyName
from ledger.stays import days_of, standing_rows
from ledger.tables import Actor, Affiliation, Company
from ledger.types import day_number
from ledger.weighed import Answer, Recognition

HUMAN, RULE = "human", "rule"


class Settled(NamedTuple):
    """Row ids of the companies for whom somebody was found to stand, or stands no longer."""

    named: set[int]
    left: set[int]


def settle_all(session: Session, answers: Sequence[Answer], today: date, now: datetime) -> Settled:
    """Writes the rules' answers, and what they make of the actors.

    `today` is the day of `now` in the ledger's zone: who is staff on it is our own. Of two answers
    that contend for a name the first one has it.
    """
    _note(session, answers)
    named = [one.company for answer in answers for one in answer.found if one.company]
    obtained = companies.obtain_all(session, named, now)
    standing = standing_rows(session, [answer.actor_id for answer in answers])
    new: list[dict[str, object]] = []
    staff: dict[int, bool] = {}
    left: set[int] = set()
    for answer in answers:
        rows = standing[answer.actor_id]
        said = [row for row in rows if row.source == HUMAN]
        spans = career(_span(one, obtained) for one in answer.found)
        if spans:
            ruled = [row for row in rows if row.source != HUMAN]
            free = around(spans, [days_of(row) for row in said])
            new += _reconcile(answer.actor_id, ruled, free, now)
            left.update(row.company_id for row in ruled if row.company_id and row.superseded_at)
        staff[answer.actor_id] = _is_staff(rows if not spans else said, spans, today)
    session.flush()
    if new:
        session.execute(insert(Affiliation), new)
    _show_standing(session, answers, staff)
    return Settled({company.id for company in obtained.values()}, left)


def company_of(session: Session, actor_id: int, day: date) -> Company | None:
    """The company that an actor counts for on a day; whoever has a successor then is that."""
    return companies_of(session, [actor_id], day).get(actor_id)


def companies_of(session: Session, actor_ids: Sequence[int], day: date) -> dict[int, Company]:
    """The same of several; whoever counts for none is left out."""
    said, own = successions.read(session), dict[int, Affiliation]()
    for actor_id, rows in standing_rows(session, actor_ids).items():
        for row in rows:
            if row.company_id and days_of(row).holds(day):
                own.setdefault(actor_id, row)
    roots = {who: said.present(row.company_id or 0, day_number(day)) for who, row in own.items()}
    known = _records(session, {*roots.values(), *(row.company_id or 0 for row in own.values())})
    return {
        who: known[roots[who]]
        for who, row in own.items()
        if _is_known(known[row.company_id or 0], row.confidence)
    }


def is_anybodys(session: Session, company_id: int) -> bool:
    """Whether anybody was ever found to stand for a company, or may."""
    query = select(Affiliation.id).where(Affiliation.company_id == company_id)
    return session.exec(query.limit(1)).first() is not None


def _span(one: Recognition, obtained: Mapping[CompanyName, Company]) -> Span:
    company = obtained[one.company] if one.company else None
    counts = one.staff or (company is not None and _is_known(company, one.confidence))
    return Span(
        company_id=company.id if company else None,
        staff=one.staff,
        counts=counts,
        evidence=one.evidence,
        confidence=one.confidence,
        ends=one.ends,
    )


def _records(session: Session, company_ids: Iterable[int]) -> dict[int, Company]:
    query = select(Company)
    found = (
        session.exec(query.where(col(Company.id).in_(some))) for some in chunks(sorted(company_ids))
    )
    return {company.id: company for some in found for company in some}


def _is_known(company: Company, confidence: int) -> bool:
    """Whether somebody counts for the company; what a person said of it goes before."""
    return confidence >= COUNTS if company.confirmed is None else company.confirmed


def _reconcile(
    actor_id: int, rows: Iterable[Affiliation], spans: Iterable[Span], now: datetime
) -> list[dict[str, object]]:
    """Lets stand what is said again, ends what is not; returns the rows that are new.

    A row that shrinks stays the same row, one that grows does not: judging tells by new rows whose
    past may hold more than before.
    """
    left = {(row.company_id, row.staff, row.valid_from): row for row in rows}
    new = []
    for span in spans:
        face = span.company_id, span.staff, span.begins
        row = left.get(face)
        if row is None or not _reaches(row.valid_until, span.ends):
            new.append(_row(actor_id, span, now))
            continue
        row.valid_until = span.ends
        row.evidence, row.confidence = span.evidence, span.confidence
        del left[face]
    for row in left.values():
        row.superseded_at = now
    return new


def _reaches(until: date | None, end: date | None) -> bool:
    return until is None or (end is not None and end <= until)


def _row(actor_id: int, span: Span, now: datetime) -> dict[str, object]:
    return {
        "actor_id": actor_id,
        "company_id": span.company_id,
        "valid_from": span.begins,
        "valid_until": span.ends,
        "staff": span.staff,
        "evidence": span.evidence,
        "confidence": span.confidence,
        "source": RULE,
        "decided_by": "",
        "decided_at": now,
    }


def _is_staff(rows: Iterable[Affiliation], spans: Iterable[Span], today: date) -> bool:
    """Whether somebody is our own today; a person's word, in `rows`, goes before the rules'."""
    said = (row.staff for row in rows if days_of(row).holds(today))
    ruled = (span.staff for span in spans if span.days.holds(today))
    return next(said, next(ruled, False))


def _note(session: Session, answers: Iterable[Answer]) -> None:
    """Notes that they were weighed, and when to do it again."""
    by_day: dict[date | None, list[int]] = {}
    for answer in answers:
        by_day.setdefault(answer.weigh_on, []).append(answer.actor_id)
    for weigh_on, actor_ids in by_day.items():
        for some in chunks(actor_ids):
            these = update(Actor).where(col(Actor.id).in_(some))
            session.exec(these.values(stale=False, weigh_on=weigh_on))


def _show_standing(session: Session, answers: Iterable[Answer], staff: Mapping[int, bool]) -> None:
    """Keeps today's standing with the answers; whoever is a person, or no more, is counted anew."""
    suspected = {answer.actor_id: answer.suspected for answer in answers}
    becomes: dict[Standing, list[int]] = {}
    uncounted: list[int] = []
    for some in chunks(list(suspected)):
        query = columns(col(Actor.id), col(Actor.standing), col(Actor.bot_said))
        for actor_id, standing, bot_said in session.execute(query.where(col(Actor.id).in_(some))):
            was = Standing(standing)
            now = standing_ruled(
                was,
                staff=staff[actor_id],
                suspected=suspected[actor_id],
                bot_said=bot_said,
            )
            if now is not was:
                becomes.setdefault(now, []).append(actor_id)
            if (now in colleagues.COUNTED) is not (was in colleagues.COUNTED):
                uncounted.append(actor_id)
    for now, actor_ids in becomes.items():
        for some in chunks(actor_ids):
            session.exec(update(Actor).where(col(Actor.id).in_(some)).values(standing=now))
    colleagues.count_anew(session, uncounted)
