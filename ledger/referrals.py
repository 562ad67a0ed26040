"""DQLs: a person handed to a team, and every step of what came of it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select, update

from ledger.tables import Referral, ReferralStep

OPEN, ACCEPTED, DECLINED = "open", "accepted", "declined"
OUTCOME, NO_OUTCOME = "outcome", "no outcome"
MADE = "made"

# What may follow what.
FOLLOWS = {ACCEPTED: OPEN, DECLINED: OPEN, OUTCOME: ACCEPTED, NO_OUTCOME: ACCEPTED}


def make(session: Session, referral: Referral) -> tuple[Referral, bool]:
    """Stores a referral and its first step; of one request there is only ever one."""
    twin = session.exec(
        select(Referral).where(Referral.request_key == referral.request_key)
    ).first()
    if twin is not None:
        return twin, False
    session.add(referral)
    session.flush()
    _add_step(
        session, referral.id, MADE, referral.referrer, referral.referrer_name, "", referral.made_at
    )
    return referral, True


def advance(
    session: Session,
    referral_id: int,
    step: str,
    by: str,
    by_name: str,
    note: str,
    now: datetime,
    outcome: str = "",
    value: int | None = None,
) -> bool:
    """Takes a step if the referral still stands where it begins; of two at once, one wins.

    `value` is in hundredths of whatever currency the team counts in.
    """
    moved = session.exec(
        update(Referral)
        .where(col(Referral.id) == referral_id, col(Referral.state) == FOLLOWS[step])
        .values(state=step)
    )
    if not moved.rowcount:
        return False
    _add_step(session, referral_id, step, by, by_name, note, now, outcome, value)
    return True


def get(session: Session, referral_id: int) -> Referral | None:
    """The referral with this number."""
    return session.get(Referral, referral_id)


def steps(session: Session, referral_id: int) -> list[ReferralStep]:
    """Its steps, oldest first."""
    rows = select(ReferralStep).where(ReferralStep.referral_id == referral_id)
    return list(session.exec(rows.order_by(col(ReferralStep.id))))


def recent(
    session: Session, limit: int, referrer: str | None = None, team: str | None = None
) -> list[Referral]:
    """The newest referrals, of everybody or of one referrer or team."""
    rows = select(Referral)
    if referrer is not None:
        rows = rows.where(Referral.referrer == referrer)
    if team is not None:
        rows = rows.where(Referral.team == team)
    return list(session.exec(rows.order_by(col(Referral.id).desc()).limit(limit)))


def in_state(session: Session, state: str, limit: int) -> list[Referral]:
    """The referrals in a state, oldest first."""
    rows = select(Referral).where(Referral.state == state).order_by(col(Referral.id))
    return list(session.exec(rows.limit(limit)))


def of_company(session: Session, company_id: int) -> list[Referral]:
    """The referrals of a company's people, newest first."""
    rows = select(Referral).where(Referral.company_id == company_id)
    return list(session.exec(rows.order_by(col(Referral.id).desc())))


def twin_within(
    session: Session, person_name: str, actor_id: int | None, team: str, since: datetime
) -> Referral | None:
    """An earlier referral of the same person to the same team, made since a moment."""
    same: ColumnElement[bool] = func.lower(Referral.person_name) == func.lower(person_name.strip())
    if actor_id is not None:
        same = same | (col(Referral.actor_id) == actor_id)
    rows = select(Referral).where(same, Referral.team == team, Referral.made_at >= since)
    return session.exec(rows.order_by(col(Referral.id).desc()).limit(1)).first()


def steps_between(
    session: Session, first: datetime, last: datetime
) -> Sequence[tuple[str, ReferralStep]]:
    """The steps taken from `first` up to, not including, `last`, each with its team."""
    rows = (
        select(Referral.team, ReferralStep)
        .join(ReferralStep, col(ReferralStep.referral_id) == col(Referral.id))
        .where(ReferralStep.at >= first, ReferralStep.at < last)
        .order_by(col(ReferralStep.id))
    )
    return list(session.exec(rows))


def won(session: Session, outcomes: Mapping[str, Collection[str]]) -> set[int]:
    """The companies of which a referral ended in one of these outcomes of its team."""
    rows = (
        select(Referral.company_id, Referral.team, ReferralStep.outcome)
        .join(ReferralStep, col(ReferralStep.referral_id) == col(Referral.id))
        .where(ReferralStep.step == OUTCOME, col(Referral.company_id).is_not(None))
    )
    return {
        company
        for company, team, outcome in session.exec(rows)
        if company is not None and outcome in outcomes.get(team, ())
    }


def waiting(session: Session, older_than: timedelta, now: datetime) -> list[Referral]:
    """Open referrals that nobody has answered for so long, oldest first."""
    rows = select(Referral).where(Referral.state == OPEN, Referral.made_at <= now - older_than)
    return list(session.exec(rows.order_by(col(Referral.id))))


def _add_step(
    session: Session,
    referral_id: int,
    step: str,
    by: str,
    by_name: str,
    note: str,
    at: datetime,
    outcome: str = "",
    value: int | None = None,
) -> None:
    session.add(
        ReferralStep(
            referral_id=referral_id,
            step=step,
            at=at,
            by=by,
            by_name=by_name,
            note=note,
            outcome=outcome,
            value=value,
        )
    )
    session.flush()
