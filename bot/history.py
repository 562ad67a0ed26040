"""Levels and scores of the past as facts: the base week by week, who fell, one company's days.

Computed from the tallies with today's affiliations and rules; no earlier run is needed. Points are
decimals and days ISO text, as programs read them.
"""

from datetime import date, timedelta
from typing import Any

import numpy as np

from ledger import companies, levels, successions
from ledger.engine import Session
from ledger.tables import Company
from ledger.types import day_number, day_of_number
from scoring import past
from scoring.counts import Counts, Longs
from scoring.levels import Run, runs
from scoring.past import Falls, Past, Weeks
from scoring.rescore.former import by_other_rules
from scoring.rescore.found_there import certain
from scoring.rescore.looking_back import whole_past
from scoring.rules_model import Rules
from scoring.series import series

Facts = dict[str, Any]


def base_facts(
    session: Session, rules: Rules, first: date, last: date, most: int | None = None
) -> Facts:
    """The base on the days `first` to `last`; of those that fell the first `most`, or all.

    A week's `entered` and `left` are moves from no level and to none, `rose` and `fell` moves
    between levels, all counted by days; `qualified` is the base at the week's end.
    """
    counts = whole_past(session, rules, last)
    begin = _begin(counts, first)
    end = day_number(last)
    blocks = series(rules, counts, begin, end)
    found = past.look_back(blocks, begin, day_number(first), end, len(rules.levels))
    weeks = _weeks(rules, found.weeks)
    return {
        **_head(rules, first, last),
        "weeks": weeks,
        "growth": {
            "from": weeks[0]["qualified"],
            "to": weeks[-1]["qualified"],
            "percent": _percent(weeks[0]["qualified"], weeks[-1]["qualified"]),
        },
        "fell": len(found.falls.company),
        "churn": _churn(session, rules, counts, found.falls, end, most),
        "former": _former(session, rules, counts.ids, found, last),
    }


def company_facts(
    session: Session, rules: Rules, company: Company, first: date, last: date
) -> Facts:
    """One company on the days `first` to `last`: each day, each stay at a level, growth.

    A stay is told whole, so its first day may lie before the span.
    """
    counts = whole_past(session, rules, last, [company.id])
    begin, end = _begin(counts, first), day_number(last)
    scores = found = np.zeros(end - begin + 1, np.int32)
    for block in series(rules, counts, begin, end):
        scores, found = block.scores[0], block.levels[0]
    stays = runs(found, begin)
    span = slice(day_number(first) - begin, None)
    points = [score / 100 for score in scores[span].tolist()]
    once = (np.maximum.accumulate(found) > 0)[span].tolist()
    return {
        "company": company.key,
        "name": company.name,
        **_head(rules, first, last),
        "days": [
            {
                "day": (first + timedelta(days=n)).isoformat(),
                "points": points[n],
                "level": rules.level_name(level, former=once[n]),
            }
            for n, level in enumerate(found[span].tolist())
        ],
        "stays": [_stay(rules, one, end) for one in stays if one.last >= day_number(first)],
        "days_at": _days_at(rules, stays, day_number(first)),
        "growth": {"from": points[0], "to": points[-1], "percent": _percent(points[0], points[-1])},
    }


def _head(rules: Rules, first: date, last: date) -> Facts:
    return {
        "from": first.isoformat(),
        "to": last.isoformat(),
        "rules": rules.name,
        "window_days": rules.window_days,
    }


def _begin(counts: Counts, first: date) -> int:
    """The day before the span, or the first one of which anything is known."""
    return min(day_number(first) - 1, int(counts.day.min(initial=day_number(first) - 1)))


def _weeks(rules: Rules, weeks: Weeks) -> list[Facts]:
    names = rules.level_names[1:]
    qualified = weeks.at.sum(axis=1).tolist()
    return [
        {
            "until": day_of_number(end).isoformat(),
            "levels": {
                name: {"companies": int(weeks.at[week, level])} for level, name in enumerate(names)
            },
            "entered": int(weeks.entered[week]),
            "left": int(weeks.left[week]),
            "rose": int(weeks.rose[week]),
            "fell": int(weeks.fell[week]),
            "qualified": qualified[week],
            "growth_percent": _percent(qualified[week - 1], qualified[week]) if week else None,
            "cold": int(weeks.former[week]),
        }
        for week, end in enumerate(weeks.ends.tolist())
    ]


def _percent(before: float, now: float) -> float | None:
    """Growth; None from nothing."""
    return round((now - before) / before * 100, 1) if before else None


def _churn(
    session: Session, rules: Rules, counts: Counts, falls: Falls, last: int, most: int | None
) -> list[Facts]:
    """Who fell, from the highest level first, then the latest; and what fell with them."""
    order = np.lexsort((falls.company, -falls.since, -falls.was))[:most]
    company, since = falls.company[order], falls.since[order]
    before = past.points_on(rules, counts, company, (since - 1).astype(np.int32))
    now = past.points_on(rules, counts, company, np.full_like(since, last))
    ids = counts.ids[company].tolist()
    names = companies.by_ids(session, ids)
    return [
        {
            "company": names[one].key,
            "name": names[one].name,
            "from": rules.level_names[falls.was[at]],
            "to": rules.level_name(int(falls.now[at]), former=True),
            "since": day_of_number(int(falls.since[at])).isoformat(),
            "before": int(before[row].sum()) / 100,
            "points": int(now[row].sum()) / 100,
            "categories": {
                name: (is_now - was) / 100
                for name, was, is_now in zip(
                    rules.categories, before[row].tolist(), now[row].tolist(), strict=True
                )
                if is_now < was
            },
        }
        for row, (one, at) in enumerate(zip(ids, order.tolist(), strict=True))
    ]


def _former(session: Session, rules: Rules, ids: Longs, found: Past, last: date) -> dict[str, int]:
    """How many companies are OQL0, by why; some have no level in their past as it is known now."""
    once = set(ids[found.once].tolist())
    said = successions.read(session)
    lapsed = levels.once(session, last) - once - said.unlisted - said.succeeded(day_number(last))
    others = by_other_rules(session, rules, last, certain(session, rules, last, sorted(lapsed)))
    return {
        "cold": int(found.weeks.former[-1]),
        "unverified": len(lapsed) - len(others),
        "by_other_rules": len(others),
    }


def _stay(rules: Rules, run: Run, last: int) -> Facts:
    return {
        "level": rules.level_name(run.level, former=run.former),
        "entered": day_of_number(run.first).isoformat(),
        "left": day_of_number(run.last + 1).isoformat() if run.last < last else None,
        "days": run.days,
    }


def _days_at(rules: Rules, stays: tuple[Run, ...], first: int) -> dict[str, int]:
    """How many days of the span were spent at each level."""
    spent: dict[str, int] = {}
    for run in stays:
        days = run.last - max(run.first, first) + 1
        if days > 0:
            name = rules.level_name(run.level, former=run.former)
            spent[name] = spent.get(name, 0) + days
    return spent
