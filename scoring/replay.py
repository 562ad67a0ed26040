"""What a rules file would have said of a span of days: levels, announcements, handoffs foreseen.

Two files are compared by asking each the same (`verdict`) and laying the answers side by side.
Levels are compared by number, since each file names its own. Everything is judged as if somebody
had looked every evening, so every rise is news.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from scoring.counts import Counts, Flags, Ints
from scoring.levels import NEVER
from scoring.past import by_week, stay_starts, week_ends
from scoring.rules_model import Rules
from scoring.series import Block, series

NOBODY: Final = -1


@dataclass(frozen=True, slots=True)
class Handoffs:
    """Who was handed to a team, and on which day: columns of one length.

    `company` is an index into the ids of the counts, NOBODY for a company that is not among them.
    """

    company: Ints
    day: Ints


@dataclass(frozen=True, slots=True)
class Verdict:
    """One rules file's view of a span; one entry a company, a week or a handoff, in that order.

    `level` and `points` (hundredths) are of the last day, `peak` is the highest level of the span,
    `reached` its first day at the announced level, or NEVER. `at` is a matrix of weeks and levels,
    `alerts` counts announcements by week. `flagged` is the first day of the stay at the announced
    level during or after which the handoff was made, or NEVER.
    """

    level: Ints
    points: Ints
    peak: Ints
    reached: Ints
    at: Ints
    alerts: Ints
    flagged: Ints


def verdict(
    rules: Rules, counts: Counts, first: int, last: int, told: Flags, handed: Handoffs
) -> Verdict:
    """What `rules` say of the days `first` to `last`, which count from 1970-01-01.

    `counts` must reach back as far as the rules look from `reach_back` on. `told` says of each
    company whether it is certain enough to be announced; handoffs lie in the span.
    """
    ends = week_ends(first, last)
    none = np.zeros(counts.companies, np.int32)
    found = Verdict(
        level=none,
        points=none.copy(),
        peak=none.copy(),
        reached=np.full(counts.companies, NEVER, np.int32),
        at=np.zeros((len(ends), len(rules.levels)), np.int32),
        alerts=np.zeros(len(ends), np.int32),
        flagged=np.full(len(handed.company), NEVER, np.int32),
    )
    begin = reach_back(rules, first)
    for block in series(rules, counts, begin, last):
        levels = block.levels[:, first - begin :]
        own = slice(block.start, block.start + len(levels))
        found.level[own], found.points[own] = levels[:, -1], block.scores[:, -1]
        found.peak[own] = levels.max(axis=1)
        at_ends = levels[:, ends - first]
        for number in range(len(rules.levels)):
            found.at[:, number] += (at_ends == number + 1).sum(axis=0)
        _stays(rules, block, begin, first, ends, told[own], handed, found)
    return found


def reach_back(rules: Rules, first: int) -> int:
    """The first day that is judged: earlier days tell whether a rise in the span is a new one."""
    return first - rules.announce.again_after_days


def announced(rules: Rules) -> int:
    """The number of the level whose rise is told."""
    return rules.level_names.index(rules.announce.level)


def days_before(flagged: Ints, days: Ints) -> Ints:
    """How many days before its handoff on `days` each company was flagged, of those that were."""
    known = flagged != NEVER
    return np.asarray(days[known] - flagged[known], np.int32)


def _stays(
    rules: Rules,
    block: Block,
    begin: int,
    first: int,
    ends: Ints,
    told: Flags,
    handed: Handoffs,
    found: Verdict,
) -> None:
    """What follows from the stays at the announced level, of the few companies that had any."""
    at = announced(rules)
    some = np.flatnonzero((block.levels >= at).any(axis=1)).astype(np.int32)
    levels = block.levels[some]
    in_span = levels[:, first - begin :] >= at
    reached = np.where(in_span.any(axis=1), first + in_span.argmax(axis=1), NEVER)
    found.reached[block.start + some] = reached
    starts = stay_starts(levels, at, rules.announce.again_after_days) & told[some, np.newaxis]
    days = begin + np.flatnonzero(starts[:, first - begin :].any(axis=0)) + first - begin
    rises = starts[:, days - begin].sum(axis=0)
    found.alerts[:] += by_week(np.repeat(days, rises), ends)
    for handoff, row in _handed(handed, block.start + some):
        before = np.flatnonzero(starts[row, : max(handed.day[handoff] - begin, 0)])
        if len(before):
            found.flagged[handoff] = begin + before[-1]


def _handed(handed: Handoffs, companies: Ints) -> Iterator[tuple[int, int]]:
    """The handoffs of these companies, which are in rising order, each with its company's row."""
    row = np.searchsorted(companies, handed.company)
    row[row == len(companies)] = 0
    own = companies[row] == handed.company if len(companies) else np.zeros(len(row), np.bool_)
    yield from zip(np.flatnonzero(own).tolist(), row[own].tolist(), strict=True)
