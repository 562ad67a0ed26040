"""Falls below a level that matters: a warning that names what went quiet.

Told of a company whose rise was told, when it leaves the announced level, and of a customer at any
fall; only if it had been there for long enough, and as news only: a fall that a correction or late
data put into the past is none. A company that comes back and falls again is told of again, but not
within the days after which a rise is one of its own: a score that trembles is one warning. Whoever
was acquired does not go cold: its people count for its successor. Nothing is told of a hushed
company; when that ends, a fall meanwhile is told if it holds.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np

from ledger import companies, notices, successions, tags
from ledger.engine import Session
from ledger.tables import Company
from ledger.types import day_number, day_of_number
from scoring import series
from scoring.counts import Counts, Ints
from scoring.levels import falls
from scoring.rescore import reading
from scoring.rescore.card import by_category
from scoring.rescore.customers import Said, customers
from scoring.rescore.hushed import Silence, changed_meanwhile, silence
from scoring.rescore.occasion import Occasion, announced
from scoring.rescore.telling import level_label
from scoring.rules_model import Rules

CONTRIBUTED: Final = frozenset({"issue", "pull_request"})  # a category with these is of such work


@dataclass(frozen=True, slots=True)
class _Fall:
    """A company that changed from level `was` to `now`; `below` is the one whose end is told."""

    company: Company
    was: int
    now: int
    below: int
    said: Said


def warn(session: Session, rules: Rules, found: Occasion) -> None:
    """Queues a message for each company that left the announced level, and each customer's fall."""
    quiet = silence(session, rules, found)
    fell = {one.company.id: one for one in _fell(session, rules, found, quiet)}
    if not fell:
        return
    last = day_number(found.as_of)
    first = quiet.first - max(rules.announce.fall_after_days, 1)
    start = first - rules.longest_window + 1
    counts = reading.counts(session, rules, start, last, list(fell))
    for block in series.series(rules, counts, first, last):
        for number, levels in enumerate(block.levels, block.start):
            one = fell[int(counts.ids[number])]
            since = _fell_on(rules, one.below, levels, first, quiet.fresh_of(one.company.id))
            if since is None or _told_lately(session, rules, one, day_of_number(since)):
                continue
            key = f"cold:{one.company.key}:{day_of_number(since).isoformat()}"
            facts = _facts(rules, counts, number, one, since, last)
            channel = one.said.channel(rules, "fall", facts["was"])
            notices.queue(session, key, "cold", channel, facts, found.now, due_at=found.due_at)


def _fell(session: Session, rules: Rules, found: Occasion, quiet: Silence) -> Iterator[_Fall]:
    """Who left the announced level after a rise that was told, and which customers fell at all."""
    if found.last_day is None:
        return
    today = day_number(found.as_of)
    meanwhile = changed_meanwhile(session, quiet, today)
    changes = {one.company_id: one for one in (*found.changes, *meanwhile)}
    down = [one for one in changes.values() if one.from_level > max(one.to_level, 0)]
    down = [one for one in down if one.company_id not in quiet.now]
    if not down:
        return
    said, known = successions.read(session), customers(session, rules, found.as_of)
    words = tags.of(session, [one.company_id for one in down])
    at = announced(rules)
    for change in down:
        if said.present(change.company_id, today) != change.company_id:
            continue
        company = companies.get_one(session, change.company_id)
        customer = company.id in known
        left = change.from_level >= at > change.to_level and company.announced_for is not None
        if customer or left:
            below = change.from_level if customer else at
            of = Said(customer, frozenset(words.get(company.id, ())))
            yield _Fall(company, change.from_level, change.to_level, below, of)


def _fell_on(rules: Rules, below: int, levels: Ints, first: int, fresh: int) -> int | None:
    """The day on which the present time below began, if that is news after a long stay."""
    days = falls(levels, first, below, rules.announce.fall_after_days)
    there = np.flatnonzero(levels >= below)
    if not days or days[-1] != first + there[-1] + 1 or days[-1] < fresh:
        return None
    return days[-1]


def _told_lately(session: Session, rules: Rules, one: _Fall, since: date) -> bool:
    """Whether a fall from there, or from further down, was told of shortly before this one."""
    apart = timedelta(days=rules.announce.again_after_days)
    return any(
        date.fromisoformat(told.facts["since"]) > since - apart
        and told.facts.get("below", one.below) <= one.below
        for told in notices.with_prefix(session, f"cold:{one.company.key}:")
    )


def _facts(
    rules: Rules, counts: Counts, number: int, one: _Fall, since: int, last: int
) -> dict[str, Any]:
    """Points in hundredths, on the last day at the level and `as_of`; days as ISO text."""
    before = by_category(rules, counts, since - 1, number)
    now = by_category(rules, counts, last, number)
    seen = _last_days(rules, counts, number, last)
    return {
        "company_id": one.company.id,
        "company": one.company.key,
        "name": one.company.name,
        "customer": one.said.customer,
        "sells": rules.project.sells,
        "team": rules.announce.team,
        "below": one.below,
        "was": level_label(rules, one.was),
        "level": level_label(rules, one.now),
        "since": day_of_number(since).isoformat(),
        "as_of": day_of_number(last).isoformat(),
        "last_activity": max(seen.values(), default=None),
        "points": sum(now.values()),
        "before": sum(before.values()),
        "window_days": rules.window_days,
        "categories": [
            {
                "title": rules.categories[name].title,
                "contributed": not CONTRIBUTED.isdisjoint(rules.categories[name].kinds),
                "before": was,
                "points": now[name],
                "last": seen[name],
            }
            for name, was in before.items()
            if now[name] < was
        ],
    }


def _last_days(rules: Rules, counts: Counts, number: int, last: int) -> dict[str, str]:
    """The last day up to `last` on which a company did something, by category, as ISO text."""
    rows = np.flatnonzero((counts.company == number) & (counts.day <= last) & (counts.count > 0))
    found: dict[str, int] = {}
    for kind, day in zip(counts.kind[rows].tolist(), counts.day[rows].tolist(), strict=True):
        name = rules.kinds[counts.kinds[kind]][0] if kind < len(counts.kinds) else ""
        found[name] = max(day, found.get(name, day))
    return {name: day_of_number(day).isoformat() for name, day in found.items() if name}
