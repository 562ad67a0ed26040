"""Scores and levels of every company: of one day by the quickest way, or of all days of a span.

Both judge the same: points under their caps first, then the gates, which can only lower the level
that the points allow. A company is at the highest level whose own conditions and those of all
levels below it hold.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from scoring.counts import Counts, Ints
from scoring.gates import allow
from scoring.history import history
from scoring.kernel import WINDOWS, Caps, DayPoints, best, gather
from scoring.levels import level_series
from scoring.rules_model import Rules

NO_END: Final = np.iinfo(np.int32).max


@dataclass(frozen=True, slots=True)
class Block:
    """Some companies from number `start` on: matrices of companies and days, scores in hundredths.

    The levels are those of the scores beside them, whichever window these have.
    """

    start: int
    scores: Ints
    levels: Ints


@dataclass(frozen=True, slots=True)
class Day:
    """All companies at the end of one day: scores in hundredths, levels at the rules' window.

    `scores` holds for each window (30, 60, 90 days) a matrix of companies and categories.
    """

    day: int
    scores: Mapping[int, Ints]
    levels: Ints


def points_of(
    rules: Rules, counts: Counts, first_day: int = 0, last_day: int = NO_END
) -> DayPoints:
    """Points before caps of the rows from `first_day` to `last_day`, by the categories' order.

    Kinds without points, or unknown to the rules, are left out. Raises ValueError if the columns
    were read without a kind that earns points.
    """
    earning = {kind for kind in rules.kinds if rules.earns(kind)}
    if not earning <= set(counts.kinds):
        unread = ", ".join(sorted(earning - set(counts.kinds)))
        raise ValueError(f"counts were read without kinds that earn points: {unread}")
    names = tuple(rules.categories)
    known = [rules.kinds.get(kind, (names[0], 0)) for kind in (*counts.kinds, "")]
    category = np.array([names.index(name) for name, _ in known], np.int64)
    worth = np.array([points for _, points in known], np.int64)
    where = (worth > 0)[counts.kind] & (counts.day >= first_day) & (counts.day <= last_day)
    kind = counts.kind[where]
    pair = counts.company[where] * np.int64(len(names)) + category[kind]
    return gather(pair, counts.day[where], worth[kind] * counts.count[where])


def day(rules: Rules, counts: Counts, day: int) -> Day:
    """The scores of every company in the three windows, and its level, at the end of `day`."""
    points = points_of(rules, counts, day - max(WINDOWS) + 1, day)
    caps = Caps.of(rules.caps)
    scores = {window: best(points, caps, counts.companies, day, window) for window in WINDOWS}
    levels = level_series(scores[rules.window_days].sum(axis=1), rules.thresholds)
    allow(rules, counts, levels[:, np.newaxis], day, day)
    return Day(day, scores, levels)


def series(
    rules: Rules, counts: Counts, first_day: int, last_day: int, window: int | None = None
) -> Iterator[Block]:
    """Score and level of every company on each day from `first_day` to `last_day`, in blocks.

    `window` is that of the points, by default the one that the rules decide by; each gate keeps
    its own.
    """
    window = window or rules.window_days
    points = points_of(rules, counts, first_day - window + 1, last_day)
    seen = _by_company(rules, counts, first_day, last_day)
    caps = Caps.of(rules.caps)
    for start, scores in history(points, caps, counts.companies, first_day, last_day, window):
        levels = level_series(scores, rules.thresholds)
        if rules.has_gates:
            stop = start + len(scores)
            some = seen.rows(slice(*np.searchsorted(seen.company, [start, stop])))
            some = replace(some, ids=some.ids[start:stop], company=some.company - start)
            allow(rules, some, levels, first_day, last_day)
        yield Block(start, scores, levels)


def _by_company(rules: Rules, counts: Counts, first_day: int, last_day: int) -> Counts:
    """What the gates look at, in the companies' order; nothing where there are none."""
    if not rules.has_gates:
        return counts.rows(slice(0))
    widest = max(rules.gate_window(gate) for _, gate in rules.gates)
    rows = counts.rows((counts.day > first_day - widest) & (counts.day <= last_day))
    return rows.rows(np.argsort(rows.company, kind="stable"))
