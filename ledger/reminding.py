"""Referrals that wait for somebody: nothing of them expires, so people are reminded.

Whoever snoozed one is not reminded before their day.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_
from sqlalchemy import select as columns
from sqlmodel import Session, col

from ledger.referral_steps import ACCEPTED, HANDED, MADE, OPEN
from ledger.tables import Referral, ReferralStep


@dataclass(frozen=True, slots=True)
class Waiting:
    """A referral, and since when it is as it is: `step_id` began that, at `since`."""

    referral: Referral
    step_id: int
    since: datetime


def unanswered(session: Session, today: date) -> list[Waiting]:
    """Open ones, oldest first, since the team which has them got them."""
    return _waiting(session, OPEN, (MADE, HANDED), today)


def without_outcome(session: Session, today: date) -> list[Waiting]:
    """Accepted ones of which nothing came yet, oldest first, since they were accepted."""
    return _waiting(session, ACCEPTED, (ACCEPTED,), today)


def _waiting(session: Session, state: str, began: tuple[str, ...], today: date) -> list[Waiting]:
    newest = (
        columns(func.max(col(ReferralStep.id)))
        .where(col(ReferralStep.step).in_(began))
        .group_by(col(ReferralStep.referral_id))
    )
    snoozed = col(Referral.snoozed_until)
    rows = (
        columns(Referral, col(ReferralStep.id), col(ReferralStep.at))
        .join(ReferralStep, col(ReferralStep.referral_id) == col(Referral.id))
        .where(col(ReferralStep.id).in_(newest), col(Referral.state) == state)
        .where(or_(snoozed.is_(None), snoozed <= today))
        .order_by(col(ReferralStep.at), col(Referral.id))
    )
    return [Waiting(*row) for row in session.execute(rows)]
