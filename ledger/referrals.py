"""DQLs: a person handed to a team. Making one, and finding them; their steps: `referral_steps`.

Withdrawn ones count in no figure, and are nobody's twin. Those of a company that was merged into
another are read as the other's.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from ledger import companies, series
from ledger.referral_steps import (
    ACCEPTED,
    ASKED,
    CORRECTED,
    DECLINED,
    FOLLOWS,
    HANDED,
    MADE,
    NO_OUTCOME,
    OPEN,
    OUTCOME,
    REOPENED,
    WITHDRAWN,
    advance,
    begin,
    hand_on,
    newest_step,
    outcomes,
    snooze,
    step_of,
    steps,
    told,
)
from ledger.tables_desk import Referral, ReferralStep

__all__ = [
    "ACCEPTED",
    "ASKED",
    "CORRECTED",
    "DECLINED",
    "FOLLOWS",
    "HANDED",
    "MADE",
    "NO_OUTCOME",
    "OPEN",
    "OUTCOME",
    "REOPENED",
    "WITHDRAWN",
    "advance",
    "count_of",
    "get",
    "hand_on",
    "in_state",
    "make",
    "newest_step",
    "of_company",
    "origin_of",
    "outcomes",
    "recent",
    "snooze",
    "step_of",
    "steps",
    "steps_between",
    "told",
    "told_of",
]

COUNTED = col(Referral.state) != WITHDRAWN


def make(session: Session, referral: Referral) -> tuple[Referral, bool]:
    """Stores a referral and its first step; of one request there is only ever one."""
    twin = session.exec(
        select(Referral).where(Referral.request_key == referral.request_key)
    ).first()
    if twin is not None:
        return twin, False
    referral.id = series.following(session, Referral)
    session.add(referral)
    session.flush()
    begin(session, referral)
    return referral, True


def get(session: Session, referral_id: int) -> Referral | None:
    """The referral with this number."""
    return session.get(Referral, referral_id)


def recent(
    session: Session,
    limit: int,
    referrer: str | None = None,
    team: str | None = None,
    before_id: int | None = None,
) -> list[Referral]:
    """The newest referrals, of everybody or of one referrer or team; `before_id` is for paging."""
    rows = select(Referral)
    if referrer is not None:
        rows = rows.where(Referral.referrer == referrer)
    if team is not None:
        rows = rows.where(Referral.team == team)
    if before_id is not None:
        rows = rows.where(col(Referral.id) < before_id)
    return list(session.exec(rows.order_by(col(Referral.id).desc()).limit(limit)))


def in_state(session: Session, state: str, limit: int) -> list[Referral]:
    """The referrals in a state, oldest first."""
    rows = select(Referral).where(Referral.state == state).order_by(col(Referral.id))
    return list(session.exec(rows.limit(limit)))


def of_company(session: Session, company_id: int) -> list[Referral]:
    """The referrals of a company's people, newest first."""
    merged = companies.merged(session, company_id)
    rows = select(Referral).where(col(Referral.company_id).in_(merged))
    return list(session.exec(rows.order_by(col(Referral.id).desc())))


def count_of(session: Session, company_id: int) -> int:
    """How many referrals of a company's people there are."""
    merged = companies.merged(session, company_id)
    counted = select(func.count(col(Referral.id))).where(col(Referral.company_id).in_(merged))
    return session.exec(counted).one()


def told_of(
    session: Session,
    limit: int,
    company_ids: Collection[int],
    called: str = "",
    before_id: int | None = None,
    known_to: tuple[str, Collection[str]] | None = None,
) -> list[Referral]:
    """The newest referrals of companies' people, and of whoever's name holds `called`, if it is
    said; `before_id` is for paging.

    `known_to` names a referrer and teams: by name those are found that are theirs, and no others.
    """
    merged = [one for company_id in company_ids for one in companies.merged(session, company_id)]
    meant: ColumnElement[bool] = col(Referral.company_id).in_(merged)
    if called:
        named = col(Referral.person_name).icontains(called, autoescape=True)
        if known_to is not None:
            referrer, teams = known_to
            named &= (col(Referral.referrer) == referrer) | col(Referral.team).in_(teams)
        meant = meant | named
    rows = select(Referral).where(meant)
    if before_id is not None:
        rows = rows.where(col(Referral.id) < before_id)
    return list(session.exec(rows.order_by(col(Referral.id).desc()).limit(limit)))


def origin_of(session: Session, detail: str) -> str:
    """The kind of origin that the newest referral from `detail` named; empty where none did."""
    same = func.lower(Referral.origin_detail) == func.lower(detail.strip())
    rows = select(Referral.origin).where(same, COUNTED, Referral.origin != "other")
    return session.exec(rows.order_by(col(Referral.id).desc()).limit(1)).first() or ""


def steps_between(
    session: Session, first: datetime, last: datetime
) -> Sequence[tuple[str, ReferralStep]]:
    """The steps taken from `first` up to, not including, `last`, each with its team."""
    rows = (
        select(ReferralStep)
        .join(Referral, col(ReferralStep.referral_id) == col(Referral.id))
        .where(COUNTED, ReferralStep.at >= first, ReferralStep.at < last)
        .order_by(col(ReferralStep.id))
    )
    return [(step.team, step) for step in session.exec(rows)]
