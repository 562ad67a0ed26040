"""The life of a referral, a step at a time: what may follow what, and who was first.

`open -> accepted | declined | withdrawn`, `accepted -> outcome | no outcome`, and after either of
these a further outcome: an opportunity becomes a customer. Whoever has it may hand it on, and then
it is open for another team. A step is taken only from where it begins, so of two people at once one
wins; a step's row keeps the team that has the referral from then on.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from sqlmodel import Session, col, select, update

from ledger import audits
from ledger.spoken import By
from ledger.tables import Referral, ReferralStep

OPEN, ACCEPTED, DECLINED = "open", "accepted", "declined"
OUTCOME, NO_OUTCOME, WITHDRAWN = "outcome", "no outcome", "withdrawn"
MADE, HANDED, ASKED = "made", "handed on", "asked"

# The states in which each step may be taken.
FOLLOWS: Final[Mapping[str, frozenset[str]]] = {
    ACCEPTED: frozenset({OPEN}),
    DECLINED: frozenset({OPEN}),
    WITHDRAWN: frozenset({OPEN}),
    OUTCOME: frozenset({ACCEPTED, OUTCOME, NO_OUTCOME}),
    NO_OUTCOME: frozenset({ACCEPTED}),
    HANDED: frozenset({OPEN, ACCEPTED}),
    ASKED: frozenset({OPEN, ACCEPTED}),
}


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
    *,
    request_key: str | None = None,
    seen: int | None = None,
) -> bool:
    """Takes a step if the referral still stands where it begins; of two at once, one wins.

    `value` is in hundredths of whatever currency the team counts in. A request that came before is
    not taken again, nor is an outcome that the newest step tells already. `seen` is the newest step
    that whoever acts has seen: if there is a newer one, they were not first. `ASKED` leaves the
    state as it is.
    """
    last = newest_step(session, referral_id)
    told = last is not None and (last.step, last.outcome, last.value) == (OUTCOME, outcome, value)
    if (step == OUTCOME and told) or _is_late(last, seen) or _is_known(session, request_key):
        return False
    asked = {"state": col(Referral.state)}
    becomes = asked if step == ASKED else {"state": step, "snoozed_until": None}
    row = ReferralStep(
        referral_id=referral_id,
        step=step,
        at=now,
        by=by,
        by_name=by_name,
        note=note,
        outcome=outcome,
        value=value,
        request_key=request_key,
    )
    return _take(session, row, becomes)


def hand_on(
    session: Session,
    referral_id: int,
    team: str,
    by: str,
    by_name: str,
    note: str,
    now: datetime,
    request_key: str | None = None,
    *,
    seen: int | None = None,
) -> bool:
    """Hands a referral to another team, for which it is open; False if it is theirs, or closed."""
    referral = session.get(Referral, referral_id)
    last = newest_step(session, referral_id)
    if referral is None or referral.team == team:
        return False
    if _is_late(last, seen) or _is_known(session, request_key):
        return False
    row = ReferralStep(
        referral_id=referral_id,
        step=HANDED,
        at=now,
        by=by,
        by_name=by_name,
        note=note,
        request_key=request_key,
    )
    return _take(session, row, {"state": OPEN, "team": team, "snoozed_until": None})


def snooze(session: Session, referral_id: int, until: date, by: By) -> bool:
    """Has nobody be reminded before a day; False for what is closed, or not there."""
    moved = session.exec(
        update(Referral)
        .where(col(Referral.id) == referral_id, col(Referral.state).in_((OPEN, ACCEPTED)))
        .values(snoozed_until=until)
    )
    if moved.rowcount:
        audits.note(session, by, "snooze", f"DQL-{referral_id}", until.isoformat())
    return bool(moved.rowcount)


def begin(session: Session, referral: Referral) -> None:
    """The first step, which is as old as the referral."""
    row = ReferralStep(
        referral_id=referral.id,
        step=MADE,
        team=referral.team,
        at=referral.made_at,
        by=referral.referrer,
        by_name=referral.referrer_name,
    )
    session.add(row)
    session.flush()


def steps(session: Session, referral_id: int) -> list[ReferralStep]:
    """Its steps, oldest first."""
    rows = select(ReferralStep).where(ReferralStep.referral_id == referral_id)
    return list(session.exec(rows.order_by(col(ReferralStep.id))))


def newest_step(session: Session, referral_id: int) -> ReferralStep | None:
    """The last of its steps; None where there is no such referral."""
    rows = select(ReferralStep).where(ReferralStep.referral_id == referral_id)
    return session.exec(rows.order_by(col(ReferralStep.id).desc()).limit(1)).first()


def step_of(session: Session, request_key: str) -> ReferralStep | None:
    """The step that a request took, however often it comes."""
    return session.exec(select(ReferralStep).where(ReferralStep.request_key == request_key)).first()


def _is_late(last: ReferralStep | None, seen: int | None) -> bool:
    return seen is not None and (last is None or last.id != seen)


def _is_known(session: Session, request_key: str | None) -> bool:
    return request_key is not None and step_of(session, request_key) is not None


def _take(session: Session, row: ReferralStep, becomes: Mapping[str, Any]) -> bool:
    """Moves the referral from where the step begins, and keeps the step with the team it has."""
    this = col(Referral.id) == row.referral_id
    from_here = col(Referral.state).in_(FOLLOWS[row.step])
    if not session.exec(update(Referral).where(this, from_here).values(**becomes)).rowcount:
        return False
    row.team = session.exec(select(Referral.team).where(this)).one()
    session.add(row)
    session.flush()
    return True
