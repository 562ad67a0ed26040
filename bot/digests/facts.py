"""A digest as facts: what changed in a week, a month or a quarter, and what waits for somebody."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from bot.digests import moves, waiting
from bot.digests.spans import Period, Span, span_of
from bot.reporting.spans import begins
from bot.services import Services
from bot.sources import reach_of, source_facts, sources, without_source
from ledger import companies, handoffs, referrals, reporting
from ledger.engine import Session
from scoring.rescore import assess, growth
from scoring.rules import Rules

Facts = dict[str, Any]

OVERDUE: Final = timedelta(days=7)
WEEKS: Final = 13  # of a quarter: how far the chart looks back
SECOND: Final = timedelta(seconds=1)  # a span ends just before its end
KEPT: Final = 80  # of a list; what is more is counted


def digest_facts(
    session: Session, services: Services, until: date, period: Period = Period.WEEK
) -> Facts:
    """The days of the digest that is due on `until`, against the day before them."""
    span, rules = span_of(period, until), services.rules
    now = {one.company_id: one for one in assess(session, rules, span.last)}
    before = {one.company_id: one for one in assess(session, rules, span.first - timedelta(days=1))}
    feeds = sources(session, services, span.last)
    lists = {
        **moves.moves(rules, now, before),
        **moves.recorded(session, rules, span.first, span.last, now, before),
        "quiet": waiting.quiet(rules, now.values(), span.last),
        "stalled": waiting.stalled(session, rules, now.values(), span.last),
        **_referred(session, services, span),
    }
    return {
        "period": period.value,
        "title": span.title,
        "until": span.last.isoformat(),
        "sells": rules.project.sells,
        "levels": moves.levels_of(rules, now, before),
        "growth": _growth(session, rules, span.last),
        "waiting": _overdue(session, services, span),
        **{name: rows[:KEPT] for name, rows in lists.items()},
        "counts": {name: len(rows) for name, rows in lists.items()},
        "reach": reach_of(rules, feeds),
        "sources": [source_facts(rules, one) for one in feeds],
        "without_source": without_source(rules, feeds),
    }


def _growth(session: Session, rules: Rules, last: date) -> Facts:
    """Companies by level at the end of thirteen weeks and before them, oldest first."""
    days = [last - timedelta(weeks=ago) for ago in range(WEEKS, -1, -1)]
    counted = growth.by_level(session, rules, days)
    names = rules.level_names[1:]
    return {
        "days": [day.isoformat() for day in days],
        "levels": {name: [one[at] for one in counted] for at, name in enumerate(names)},
    }


def _overdue(session: Session, services: Services, span: Span) -> int:
    """How many referrals waited for an answer for over a week at its end."""
    return len(referrals.waiting(session, OVERDUE, begins(span.until, services.zone)))


def _referred(session: Session, services: Services, span: Span) -> dict[str, list[Facts]]:
    """Referrals by team, what came of them, those without an end, and companies that were won."""
    zone = services.zone
    first, end = begins(span.first, zone), begins(span.until, zone)
    waits = Counter(one.team for one in referrals.waiting(session, SECOND, end))
    return {
        "teams": _teams(session, (first, end), waits),
        "outcomes": _outcomes(session, first, end),
        "won": _won(session, first, end),
        "unended": waiting.unended(session, services, span.last),
    }


def _teams(
    session: Session, span: tuple[datetime, datetime], waits: Mapping[str, int]
) -> list[Facts]:
    by_team: dict[str, Counter[str]] = {team: Counter() for team in waits}
    for team, step in referrals.steps_between(session, *span):
        by_team.setdefault(team, Counter())[step.step] += 1
    return [
        {"team": team, "steps": dict(counted), "waiting": waits.get(team, 0)}
        for team, counted in sorted(by_team.items())
    ]


def _outcomes(session: Session, first: datetime, end: datetime) -> list[Facts]:
    """What teams say came of referrals, by number; people are not named."""
    return [
        {
            "id": one.id,
            "company_name": one.company_name,
            "team": one.team,
            "outcome": came.kind,
            "value": came.value,
        }
        for one in reporting.handed(session, first, end)
        for came in one.outcomes
        if first <= came.at < end
    ]


def _won(session: Session, first: datetime, end: datetime) -> list[Facts]:
    """Companies that were said to be won, once each."""
    won = {
        company: row.day
        for company, row in handoffs.between(session, first, end)
        if row.state == handoffs.WON
    }
    names = companies.by_ids(session, won)
    return [{"name": names[one].name, "day": day.isoformat()} for one, day in won.items()]
