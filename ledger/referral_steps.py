"""The life of a referral, a step at a time: what may follow what, and who was first.

`open -> accepted | declined | withdrawn`, `accepted -> outcome | no outcome`, and after either of
these a further outcome: an opportunity becomes a customer. Whoever has it may hand it on, and then
it is open for another team. A decline may be reopened, and an outcome corrected: what was said
stays a step, and the last word counts. A step is taken only from where it begins, so of two people
at once one wins; a step's row keeps the team that has the referral from then on.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from sqlmodel import Session, col, select, update

from ledger import audits, series
from ledger.spoken import By
from ledger.tables_desk import Referral, ReferralStep

OPEN, ACCEPTED, DECLINED = "open", "accepted", "declined"
OUTCOME, NO_OUTCOME, WITHDRAWN = "outcome", "no outcome", "withdrawn"
MADE, HANDED, ASKED = "made", "handed on", "asked"
REOPENED, CORRECTED = "reopened", "corrected"

# The states in which each step may be taken.
FOLLOWS: Final[Mapping[str, frozenset[str]]] = {
    ACCEPTED: frozenset({OPEN}),
    DECLINED: frozenset({OPEN}),
    WITHDRAWN: frozenset({OPEN}),
    OUTCOME: frozenset({ACCEPTED, OUTCOME, NO_OUTCOME}),
    NO_OUTCOME: frozenset({ACCEPTED}),
    HANDED: frozenset({OPEN, ACCEPTED}),
    ASKED: frozenset({OPEN, ACCEPTED}),
    REOPENED: frozenset({DECLINED}),
    CORRECTED: frozenset({OUTCOME}),
}
# How the list of what people changed calls the steps that change what somebody said.
AUDITED: Final = {REOPENED: "reopen", CORRECTED: "correct outcome"}


class Came(NamedTuple):
    """What came of a referral; `at` aware UTC, `value` in hundredths of the team's currency."""

    at: datetime
    kind: str
    value: int | None


Told = tuple[str, datetime, str, int | None]  # a step, when, which outcome, its value


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
    state as it is. `CORRECTED` puts `outcome` in place of the last one, "" nothing.
    """
    last = newest_step(session, referral_id)
    if (step == OUTCOME and last is not None and _tells(last, outcome, value)) or (
        _is_late(last, seen) or _is_known(session, request_key)
    ):
        return False
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
    if not _take(session, row, _becomes(session, row)):
        return False
    if step in AUDITED:
        who = By(by, by_name, now)
        audits.note(session, who, AUDITED[step], f"DQL-{referral_id}", outcome)
    return True


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
    consent: str = "",
) -> bool:
    """Hands a referral to another team, for which it is open; False if it is theirs, or closed.

    `consent` is what the person said to it, where that team has them asked.
    """
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
    becomes = {"state": OPEN, "team": team, "snoozed_until": None}
    return _take(session, row, becomes | ({"consent": consent} if consent else {}))


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
        id=series.following(session, ReferralStep),
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


def told(step: ReferralStep) -> Told:
    """A step as `outcomes` reads it."""
    return step.step, step.at, step.outcome, step.value


def outcomes(steps: Iterable[Told]) -> list[Came]:
    """What came of a referral by its steps, oldest first; a correction is the word that counts.

    What was corrected is dated as it was: when it came is not when somebody put it right.
    """
    found: list[Came] = []
    for step, at, outcome, value in steps:
        if step == OUTCOME:
            found.append(Came(at, outcome, value))
        elif step == CORRECTED:
            wrong = found.pop()
            found += [Came(wrong.at, outcome, value)] if outcome else []
    return found


def newest_step(session: Session, referral_id: int) -> ReferralStep | None:
    """The last of its steps; None where there is no such referral."""
    rows = select(ReferralStep).where(ReferralStep.referral_id == referral_id)
    return session.exec(rows.order_by(col(ReferralStep.id).desc()).limit(1)).first()


def step_of(session: Session, request_key: str) -> ReferralStep | None:
    """The step that a request took, however often it comes."""
    return session.exec(select(ReferralStep).where(ReferralStep.request_key == request_key)).first()


def _tells(last: ReferralStep, outcome: str, value: int | None) -> bool:
    is_outcome = last.step in (OUTCOME, CORRECTED)
    return is_outcome and (last.outcome, last.value) == (outcome, value)


def _becomes(session: Session, row: ReferralStep) -> Mapping[str, Any]:
    """What a step makes of the referral; without its last outcome the one before stands."""
    if row.step == ASKED:
        return {"state": col(Referral.state)}
    state = OPEN if row.step == REOPENED else row.step
    if row.step == CORRECTED:
        before = outcomes(told(one) for one in steps(session, row.referral_id))
        state = OUTCOME if row.outcome or len(before) > 1 else NO_OUTCOME
    return {"state": state, "snoozed_until": None}


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
    row.id = series.following(session, ReferralStep)
    session.add(row)
    session.flush()
    return True
