"""Falls below the announced level: a warning that names what went quiet.

Told of a company whose rise was told, once a stay, and only if it had been there for long enough.
Told as news only: a fall that a correction or late data put into the past is none.
"""

from typing import Any

import numpy as np

from ledger import companies, notices
from ledger.engine import Session
from ledger.tables import Company
from ledger.types import day_number, day_of_number
from scoring import series
from scoring.counts import Counts, Ints
from scoring.levels import falls
from scoring.rescore import reading
from scoring.rescore.card import by_category
from scoring.rescore.occasion import Occasion, announced
from scoring.rescore.telling import level_label
from scoring.rules_model import Rules


def warn(session: Session, rules: Rules, found: Occasion) -> None:
    """Queues one message for each company that left the announced level."""
    at = announced(rules)
    if found.last_day is None:
        return
    fell = {one.company_id: one for one in found.changes if one.from_level >= at > one.to_level}
    told = {one: companies.get_one(session, one) for one in fell}
    told = {one: company for one, company in told.items() if company.announced_for is not None}
    if not told:
        return
    last = day_number(found.as_of)
    first = found.fresh(rules) - max(rules.announce.fall_after_days, 1)
    start = first - rules.longest_window + 1
    counts = reading.counts(session, rules, start, last, list(told))
    for block in series.series(rules, counts, first, last):
        for number, levels in enumerate(block.levels, block.start):
            since = _fell_on(rules, levels, first, found.fresh(rules))
            if since is not None:
                change = fell[int(counts.ids[number])]
                company = told[change.company_id]
                names = level_label(rules, change.from_level), level_label(rules, change.to_level)
                key = f"cold:{company.key}:{company.announced_for}"
                facts = _facts(rules, counts, number, company, since, last)
                facts |= {"was": names[0], "level": names[1]}
                notices.queue(session, key, "cold", notices.LEADS, facts, found.now)


def _fell_on(rules: Rules, levels: Ints, first: int, fresh: int) -> int | None:
    """The day on which the present time below began, if that is news after a long stay."""
    at = announced(rules)
    days = falls(levels, first, at, rules.announce.fall_after_days)
    there = np.flatnonzero(levels >= at)
    if not days or days[-1] != first + there[-1] + 1 or days[-1] < fresh:
        return None
    return days[-1]


def _facts(
    rules: Rules, counts: Counts, number: int, company: Company, since: int, last: int
) -> dict[str, Any]:
    """Points in hundredths, on the last day at the level and now; days as ISO text."""
    before = by_category(rules, counts, since - 1, number)
    now = by_category(rules, counts, last, number)
    return {
        "company_id": company.id,
        "company": company.key,
        "name": company.name,
        "since": day_of_number(since).isoformat(),
        "points": sum(now.values()),
        "before": sum(before.values()),
        "window_days": rules.window_days,
        "categories": [
            {"title": rules.categories[name].title, "before": was, "points": now[name]}
            for name, was in before.items()
            if now[name] < was
        ],
    }
