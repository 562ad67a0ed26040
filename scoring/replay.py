"""What a rules file would have said of a span of days: levels, announcements, handoffs foreseen.

Two files are compared by asking each the same (`verdict`) and laying the answers side by side.
Levels are compared by number, since each file names its own. Everything is judged as if somebody
had looked every evening, so every rise is news.
"""

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
    """One rules file's view of a span; one entry a company, then one a week.

    `level` and `points` (hundredths) are of the last day, `peak` is the highest level of the span,
    `reached` its first day at the announced level: NEVER without one, and the day before the span
    for whoever was there then. `at` is a matrix of weeks and levels, `alerts` counts announcements
    by week.
    """

    level: Ints
    points: Ints
    peak: Ints
    reached: Ints
    at: Ints
    alerts: Ints


def verdict(rules: Rules, counts: Counts, first: int, last: int, told: Flags) -> Verdict:
    """What `rules` say of the days `first` to `last`, which count from 1970-01-01.

    `counts` must reach back as far as the rules look from `reach_back` on. `told` says of each
    company whether it is certain enough to be announced.
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
        _stays(rules, block, begin, first, ends, told[own], found)
    return found


def flagged(rules: Rules, counts: Counts, last: int, told: Flags, handed: Handoffs) -> Ints:
    """The first day of the stay at the announced level during or after which each handoff was made.

    NEVER without one before that day. `counts` are the whole past of these companies up to `last`,
    so that the answer is the same for every span that a handoff lies in.
    """
    found = np.full(len(handed.company), NEVER, np.int32)
    first = int(counts.day.min(initial=last))
    for block in series(rules, counts, first, last):
        stop = block.start + len(block.levels)
        starts = stay_starts(block.levels, announced(rules), rules.announce.again_after_days)
        starts &= told[block.start : stop, np.newaxis]
        own = np.flatnonzero((handed.company >= block.start) & (handed.company < stop))
        for handoff in own.tolist():
            row, days = handed.company[handoff] - block.start, handed.day[handoff] - first
            before = np.flatnonzero(starts[row, : max(days, 0)])
            if len(before):
                found[handoff] = first + before[-1]
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
    found: Verdict,
) -> None:
    """What follows from the stays at the announced level, of the few companies that had any."""
    at = announced(rules)
    some = np.flatnonzero((block.levels >= at).any(axis=1)).astype(np.int32)
    levels = block.levels[some]
    there = levels[:, first - 1 - begin :] >= at  # from the eve of the span on
    days = first - 1 + there.argmax(axis=1)
    reached = np.where(there[:, 1:].any(axis=1), days, NEVER)
    found.reached[block.start + some] = reached
    starts = stay_starts(levels, at, rules.announce.again_after_days) & told[some, np.newaxis]
    days = begin + np.flatnonzero(starts[:, first - begin :].any(axis=0)) + first - begin
    rises = starts[:, days - begin].sum(axis=0)
    found.alerts[:] += by_week(np.repeat(days, rises), ends)
