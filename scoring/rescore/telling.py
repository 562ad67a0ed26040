"""What messages and answers need to know of a company, as plain facts."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from ledger import tallies
from ledger.bands import COUNTS
from ledger.engine import Session
from ledger.types import day_number
from scoring import signals
from scoring.rescore import reading
from scoring.rescore.assessing import Assessment
from scoring.rules_model import FORMER, Rules
from scoring.signals import Signal
from scoring.standing import FORMER_CODE


def facts(session: Session, rules: Rules, one: Assessment, as_of: date) -> dict[str, Any]:
    """What a message about a company needs to know; points in hundredths, days as ISO text."""
    first = as_of - timedelta(days=rules.window_days - 1)
    newest = newest_of(tallies.activities(session, one.company_id, first, as_of, COUNTS, limit=200))
    return {
        "company_id": one.company_id,
        "company": one.key,
        "name": one.name,
        "level": one.level,
        "meaning": _meaning(rules, one.standing.level),
        "points": one.score(rules.window_days),
        "window_days": rules.window_days,
        "people": one.people,
        "categories": [
            {
                "title": rules.categories[name].title,
                "points": earned,
                "cap": rules.categories[name].month,
            }
            for name, earned in one.standing.categories.items()
            if earned
        ],
        "signals": [seen.text for seen in signals_of(session, rules, one.company_id, as_of)],
        "newest": newest[:3],
        "team": rules.announce.team,
    }


def signals_of(session: Session, rules: Rules, company_id: int, as_of: date) -> tuple[Signal, ...]:
    """What a company kept coming back to in the 30 days up to a day; three at most."""
    last = day_number(as_of)
    counts = reading.counts(session, rules, last - signals.WINDOW + 1, last, [company_id])
    return signals.signals(counts, last)


def _meaning(rules: Rules, level: int) -> str:
    return rules.levels[level - 1].meaning if level else ""


def newest_of(seen: Sequence[tallies.Seen]) -> list[dict[str, Any]]:
    """Activities, newest first, the same thing done often as one with its count."""
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for one in seen:
        known = found.setdefault(
            (one.kind, one.title, one.url),
            {
                "kind": one.kind,
                "title": one.title,
                "url": one.url,
                "day": one.day.isoformat(),
                "count": 0,
            },
        )
        known["count"] += one.count
    return list(found.values())


def level_label(rules: Rules, code: int) -> str:
    """The name of a level as it is kept; its number where today's rules have fewer levels."""
    return label(rules.level_names, code)


def label(names: Sequence[str], code: int) -> str:
    """The same by the names of some rules' levels, from 0 on."""
    if code == FORMER_CODE:
        return FORMER
    return names[code] if code < len(names) else f"level {code}"
