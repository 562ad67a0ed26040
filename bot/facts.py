"""Rows of the ledger as plain facts: what notices keep and views show."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from bot.company_words import words_on
from ledger import companies, meta, referrals, tallies
from ledger.engine import Session
from ledger.tables import Actor, Referral
from ledger.types import day_of_number
from scoring.metrics import LONG_AGO
from scoring.rescore import (
    COUNTS,
    Card,
    Share,
    Way,
    facts,
    level_named,
    shares,
    signals_of,
    steps,
    why,
)
from scoring.rescore.assessing import GateAnswer
from scoring.rules import Rules
from scoring.why import DayCredit

Facts = dict[str, Any]

LATEST = 8  # level changes in an answer; older ones are counted


def referral_facts(session: Session, rules: Rules, referral: Referral) -> Facts:
    """A referral as it stands, with its steps; times are UTC seconds, points hundredths."""
    company = companies.get(session, referral.company_id) if referral.company_id else None
    return {
        "id": referral.id,
        "person": referral.person_name,
        "contact": referral.person_contact,
        "mention": _mention(session, referral),
        "company": company.key if company else None,
        "company_name": company.name if company else referral.company_name,
        "level": level_named(session, rules, referral.level),
        "points": referral.points,
        "team": referral.team,
        "why": referral.why,
        "origin": referral.origin,
        "origin_detail": referral.origin_detail,
        "state": referral.state,
        "referrer": referral.referrer,
        "outcomes": _outcomes(rules, referral.team),
        "steps": [
            {
                "step": step.step,
                "at": int(step.at.timestamp()),
                "by": step.by,
                "by_name": step.by_name,
                "note": step.note,
                "outcome": step.outcome,
                "value": step.value,
            }
            for step in referrals.steps(session, referral.id)
        ],
    }


def _mention(session: Session, referral: Referral) -> str:
    """The person's Slack id where the team can mention it: in the workspace of the commands."""
    actor = session.get(Actor, referral.actor_id) if referral.actor_id else None
    if actor is None or actor.source != "slack":
        return ""
    team, _, user = actor.key.partition(":")
    return user if team == meta.get(session, meta.INTERNAL_TEAM) else ""


def _outcomes(rules: Rules, team: str) -> list[str]:
    """What may come of it; a team that left the rules file has nothing to choose from."""
    return list(rules.teams[team].outcomes) if team in rules.teams else []


def company_facts(session: Session, rules: Rules, card: Card, as_of: date) -> Facts:
    """A company as `/oql` shows it: standing, points against caps, what the caps cut, history.

    Beside them the way to the next level, every gate with its figure, and which categories moved.
    """
    one = card.one
    recorded = steps(session, rules, one.company_id, as_of)
    return {
        **facts(session, rules, one, as_of),
        "since": one.since.isoformat() if one.since else None,
        "note": one.note,
        "verified": one.verified,
        "scores": {str(window): points for window, points in one.standing.scores.items()},
        "last_activity": one.last_activity.isoformat() if one.last_activity else None,
        "words": words_on(session, one.company_id),
        "cuts": cuts(rules, card.why),
        "history": [f"{step.level} {step.day:%d %b %Y}" for step in recorded[-LATEST:]],
        "earlier": max(len(recorded) - LATEST, 0),
        "way": way_facts(card.way) if card.way else None,
        "gates": gate_rows(one.gates),
        "moves": [{"title": rules.categories[name].title, "points": by} for name, by in card.moves],
    }


def way_facts(way: Way) -> Facts:
    """What would reach the next level; points in hundredths."""
    return {"level": way.level, "points": way.points, "gates": gate_rows(way.gates)}


def gate_rows(gates: Iterable[GateAnswer]) -> list[Facts]:
    """Each need of each gate: its level, what it looks at, what it asks, the figure.

    A figure is None where nothing ever happened since which days could be counted.
    """
    return [
        {
            "level": gate.level,
            "gate": gate.scope,
            "window_days": gate.window_days,
            "need": gate.need,
            "figure": None if gate.figure >= LONG_AGO else max(gate.figure, 0),
            "holds": gate.holds,
        }
        for gate in gates
    ]


def signal_rows(session: Session, rules: Rules, company_id: int, as_of: date) -> list[Facts]:
    """What a company kept coming back to: a topic or a kind of page, how often, by how many.

    `days` is the span from the first day to the last one, both counted.
    """
    return [
        {
            **({"topic": one.topic} if one.topic else {"kind": one.kind}),
            "count": one.count,
            "days": one.days,
            "people": one.people,
            "first": day_of_number(one.first).isoformat(),
            "last": day_of_number(one.last).isoformat(),
            "text": one.text,
        }
        for one in signals_of(session, rules, company_id, as_of)
    ]


def cuts(rules: Rules, credits: Iterable[DayCredit]) -> list[str]:
    """What the caps took away, a phrase a category and cap: "Downloads 15 by the week cap"."""
    lost: dict[tuple[str, str], int] = {}
    for credit in credits:
        if credit.cut is not None:
            at = rules.categories[credit.category].title, credit.cut
            lost[at] = lost.get(at, 0) + credit.raw - credit.credited
    return [f"{title} {points / 100:g} by the {cap} cap" for (title, cap), points in lost.items()]


def why_rows(session: Session, rules: Rules, company_id: int, as_of: date) -> list[Facts]:
    """Each day's credit in each category, and each activity's; points as decimals.

    Activities that do not stand one by one any more are told by kind, without a time.
    """
    done: dict[tuple[str, date], list[Facts]] = defaultdict(list)
    for share in shares(session, rules, company_id, as_of):
        done[share.category, share.day].append(
            {
                "kind": share.kind,
                "at": share.at.isoformat() if share.at else None,
                "title": share.title,
                "who": share.who,
                "count": share.count,
                **_credited(share),
            }
        )
    return [
        {
            "category": credit.category,
            "day": day_of_number(credit.day).isoformat(),
            **_credited(credit),
            "activities": done[credit.category, day_of_number(credit.day)],
        }
        for credit in why(session, rules, company_id, as_of)
    ]


def _credited(of: DayCredit | Share) -> Facts:
    return {"raw": of.raw / 100, "credited": of.credited / 100, "cap": of.cut}


def last_activities(
    session: Session, company_id: int, as_of: date, days: int
) -> list[tallies.Seen]:
    """A company's newest activities of so many days."""
    first = as_of - timedelta(days=days - 1)
    return tallies.activities(session, company_id, first, as_of, COUNTS, limit=50)
