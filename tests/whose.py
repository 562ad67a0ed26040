"""Whom somebody stands for, as a rule finds it or as a person says it, in one line of a test."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlmodel import Session

from ledger import affiliations, corrections
from ledger.affiliations import RULE
from ledger.corrections import AlreadySo, By
from ledger.naming import CompanyName
from ledger.stays import standing_rows
from ledger.tables import Actor, Affiliation, Company
from ledger.weighed import Answer, Recognition


def found(
    session: Session,
    who: Actor,
    named: CompanyName | None,
    day: date,
    now: datetime,
    confidence: int = 95,
    *,
    staff: bool = False,
) -> None:
    """A rule finds it from a day on, the first time on every day before it too."""
    rows = standing_rows(session, [who.id])[who.id]
    ruled = [row for row in rows if row.source == RULE and (row.valid_from or date.min) < day]
    told = [_told(session, row) for row in sorted(ruled, key=lambda r: r.valid_from or date.min)]
    if told:
        told[-1] = replace(told[-1], ends=day - timedelta(days=1))
    new = Recognition(named, "a rule", confidence, staff)
    affiliations.settle_all(session, [Answer(who.id, (*told, new))], day, now)
    session.flush()


def said(
    session: Session, who: Actor, named: CompanyName | None, now: datetime, *, staff: bool = False
) -> None:
    """A person says so of every day, once or again."""
    with suppress(AlreadySo):
        corrections.link(session, who, named, By("U1", "", now), staff=staff)


def _told(session: Session, row: Affiliation) -> Recognition:
    company = session.get_one(Company, row.company_id) if row.company_id else None
    named = _named(company) if company else None
    return Recognition(named, row.evidence, row.confidence, row.staff, row.valid_until)


def _named(company: Company) -> CompanyName:
    return CompanyName(company.domain, company.name, company.name.lower())
