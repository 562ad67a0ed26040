"""Referrals that wait for somebody, today or at the end of any day before.

How each stood at a moment follows from its steps until then, so a look back tells what was so. To
snooze one puts off its reminders, and it waits as before: who looks back is told of it, too. What
was withdrawn since counts nowhere.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import Session, col

from ledger.referral_steps import ACCEPTED, ASKED, HANDED, MADE, REOPENED, WITHDRAWN
from ledger.tables_desk import Referral, ReferralStep


@dataclass(frozen=True, slots=True)
class Waiting:
    """A referral, and since when it is as it is: `step_id` began that, at `since`.

    `team` is the one that had it from then on.
    """

    referral: Referral
    step_id: int
    since: datetime
    team: str


def unanswered(session: Session, today: date) -> list[Waiting]:
    """Those of which to remind a team: open ones, oldest first, since it got them."""
    return _due(unanswered_at(session, None), today)


def without_outcome(session: Session, today: date) -> list[Waiting]:
    """Those of which to remind who accepted them: nothing came of them yet, oldest first."""
    return _due(without_outcome_at(session, None), today)


def unanswered_at(session: Session, end: datetime | None) -> list[Waiting]:
    """The ones that were open just before `end`, or are now, snoozed or not, oldest first."""
    return _standing(session, (MADE, HANDED, REOPENED), end)


def without_outcome_at(session: Session, end: datetime | None) -> list[Waiting]:
    """The accepted ones of which nothing had come just before `end`, or until now."""
    return _standing(session, (ACCEPTED,), end)


def _due(found: list[Waiting], today: date) -> list[Waiting]:
    """Without those that somebody put off to a day after this one."""
    return [one for one in found if (one.referral.snoozed_until or today) <= today]


def _standing(session: Session, began: tuple[str, ...], end: datetime | None) -> list[Waiting]:
    """Those whose last step until then was one of these; a question leaves all as it was."""
    newest = columns(func.max(col(ReferralStep.id))).where(col(ReferralStep.step) != ASKED)
    if end is not None:
        newest = newest.where(col(ReferralStep.at) < end)
    newest = newest.group_by(col(ReferralStep.referral_id))
    rows = (
        columns(Referral, col(ReferralStep.id), col(ReferralStep.at), col(ReferralStep.team))
        .join(ReferralStep, col(ReferralStep.referral_id) == col(Referral.id))
        .where(col(ReferralStep.id).in_(newest), col(ReferralStep.step).in_(began))
        .where(col(Referral.state) != WITHDRAWN)
        .order_by(col(ReferralStep.at), col(Referral.id))
    )
    return [Waiting(*row) for row in session.execute(rows)]
