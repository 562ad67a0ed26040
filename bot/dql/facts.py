"""A referral as plain facts: what notices keep, cards and lists show.

What the person did is told by titles and links that anybody can see on GitHub; of the others at
their company the number alone, so that a notice keeps nobody's name but the person's own.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from bot.dql.checks import link_problem
from bot.services import Services
from ledger import companies, deeds, lineage, meta, referrals
from ledger.engine import Session
from ledger.tables import Actor
from ledger.tables_desk import Referral, ReferralStep
from scoring.rescore import assess, level_named
from scoring.rules import Rules

Facts = dict[str, Any]

DEEDS: Final = 3
PUBLIC: Final = ("github",)  # sources whose activities anybody can look up


class Counted(NamedTuple):
    """A company on some day: its level (as a change keeps it, and its name), points, people."""

    code: int
    level: str
    points: int
    people: int


def referral_facts(session: Session, rules: Rules, referral: Referral) -> Facts:
    """A referral as it stands, with its steps; times are UTC seconds, points hundredths."""
    company = companies.get(session, referral.company_id) if referral.company_id else None
    team = rules.teams.get(referral.team)
    steps = [step_facts(step) for step in referrals.steps(session, referral.id)]
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
        "link": referral.link,
        "consent": referral.consent,
        "state": referral.state,
        "referrer": referral.referrer,
        # A team that left the rules file has nothing to choose from.
        "channel": team.channel if team else "",
        "outcomes": list(team.outcomes) if team else [],
        "questions": list(team.questions) if team else [],
        "others": [name for name in rules.teams if name != referral.team],
        "steps": steps,
        "came": _came(steps) if referral.state == referrals.OUTCOME else None,
    }


def card_facts(
    session: Session, services: Services, referral: Referral, counted: Counted | None
) -> Facts:
    """The same with what the team's card shows beside: the company today, what the person did."""
    return {
        **referral_facts(session, services.rules, referral),
        "today": counted
        and {
            "level": counted.level,
            "points": counted.points,
            "people": counted.people,
        },
        "deeds": [
            {"title": one.title, "url": one.url, "day": one.day.isoformat()}
            for one in deeds.latest(session, referral.actor_id, PUBLIC, DEEDS)
        ],
    }


def step_facts(step: ReferralStep) -> Facts:
    """A step; its link, if it has one, was kept as the last line of its note."""
    note, _, last = step.note.rpartition("\n")
    linked = bool(last) and not link_problem(last)
    return {
        "id": step.id,
        "step": step.step,
        "team": step.team,
        "at": int(step.at.timestamp()),
        "by": step.by,
        "by_name": step.by_name,
        "note": note if linked else step.note,
        "link": last if linked else "",
        "outcome": step.outcome,
        "value": step.value,
    }


def _came(steps: Sequence[Facts]) -> Facts | None:
    """The outcome that counts, and its step: the newest one that no correction took out.

    What was written to it stands in that step alone, where whoever is named can be forgotten.
    """
    told: list[Facts] = []
    for step in steps:
        if step["step"] == referrals.CORRECTED:
            told.pop()
        if step["outcome"]:
            told.append(step)
    return {name: told[-1][name] for name in ("id", "outcome", "value")} if told else None


def counted_on(
    session: Session, rules: Rules, company_id: int | None, today: date
) -> Counted | None:
    """The company as it counts on a day; None where there is none, or nothing counts.

    It takes as long as the company has a past: ask before a write, not within it.
    """
    if company_id is None:
        return None
    present = lineage.survivors(session, [company_id])[company_id]
    for one in assess(session, rules, today, present):
        points = one.score(rules.window_days)
        return Counted(one.standing.code, one.level, points, one.people)
    return None


def _mention(session: Session, referral: Referral) -> str:
    """The person's Slack id where the team can mention it: in the workspace of the commands."""
    actor = session.get(Actor, referral.actor_id) if referral.actor_id else None
    if actor is None or actor.source != "slack":
        return ""
    team, _, user = actor.key.partition(":")
    return user if team == meta.get(session, meta.INTERNAL_TEAM) else ""
