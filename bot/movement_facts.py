"""What happened to a company lately as plain facts: to its card's thread, and to followers."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ledger import handoffs, levels, notices, referrals
from ledger.engine import Session
from ledger.tables import Company, LevelChange
from ledger.tables_desk import Handoff, Referral, ReferralStep
from scoring.rescore import level_label
from scoring.rules import Rules

Facts = dict[str, Any]


@dataclass
class Movement:
    """What happened to one company since somebody looked; of level changes those that are news."""

    news: list[LevelChange] = field(default_factory=list)
    steps: list[ReferralStep] = field(default_factory=list)
    handoffs: list[Handoff] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Said:
    """What people say of a company by now; `snoozed` is the day on which it is told of again."""

    handoff: Handoff | None
    is_customer: bool
    snoozed: date | None
    is_out: bool


def present_facts(session: Session, rules: Rules, company_id: int, said: Said) -> Facts | None:
    """The level on record, its day and points then, and what people say; None without a level."""
    kept, handoff = levels.of_company(session, company_id), said.handoff
    if not kept:
        return None
    stands = handoff is not None and handoff.state != handoffs.NONE
    return {
        "level": level_label(rules, kept[-1].to_level),
        "since": kept[-1].day.isoformat(),
        "points": kept[-1].points,
        "handoff": _handoff(handoff) if handoff and stands else None,
        "customer": said.is_customer,
        "snoozed": said.snoozed.isoformat() if said.snoozed else None,
        "left_out": said.is_out,
    }


def moved_facts(
    session: Session, rules: Rules, company: Company, movement: Movement
) -> Facts | None:
    """What is told of it; None where it is nothing. Days are ISO text.

    Of a step the referral's `referrer` is told by id, and of a hand-off the `referral` that brought
    it about, if one did.
    """
    was = movement.news[0].from_level if movement.news else 0
    level = movement.news[-1].to_level if movement.news else 0
    if was == level and not movement.steps and not movement.handoffs:
        return None
    return {
        "company_id": company.id,
        "company": company.key,
        "name": company.name,
        "sells": rules.project.sells,
        "level": None
        if was == level
        else {
            "was": level_label(rules, was),
            "level": level_label(rules, level),
            "up": max(level, 0) > max(was, 0),
        },
        "fell": _fell(session, company, movement.news) if level < was else None,
        "steps": [_step(session, one) for one in movement.steps],
        "handoffs": [
            {**_handoff(one), "referral": _accepted(one, movement.steps)}
            for one in movement.handoffs
        ],
    }


def _step(session: Session, row: ReferralStep) -> Facts:
    return {
        "id": row.referral_id,
        "step": row.step,
        "team": row.team,
        "outcome": row.outcome,
        "by": row.by,
        "referrer": session.get_one(Referral, row.referral_id).referrer,
    }


def _handoff(row: Handoff) -> Facts:
    return {"state": row.state, "day": row.day.isoformat(), "by": row.by, "by_name": row.by_name}


def _accepted(handoff: Handoff, steps: Iterable[ReferralStep]) -> int | None:
    """The referral whose acceptance or outcome was the hand-off: both have one moment."""
    brought = referrals.ACCEPTED, referrals.OUTCOME, referrals.CORRECTED
    accepted = (one for one in steps if one.step in brought and one.at == handoff.at)
    return next((one.referral_id for one in accepted), None)


def _fell(session: Session, company: Company, news: Iterable[LevelChange]) -> Facts | None:
    """What the warning says that came with one of these changes, if one did."""
    moments = {row.recorded_at for row in news}
    warned = notices.with_prefix(session, f"cold:{company.key}:")
    said = next((one.facts for one in warned if one.created_at in moments), None)
    return {"since": said["since"], "categories": said["categories"]} if said else None
