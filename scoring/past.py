"""What a span of days tells of all companies: the base week by week, who fell, when stays began.

Everything here reads levels by day, as `scoring.series` yields them, a block of companies at a
time, so memory stays flat however many there are. Weeks are seven days each and end with the last
day of the span, so that the newest is never a half one; only the first may be shorter. Days count
from 1970-01-01.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from scoring import series
from scoring.counts import Counts, Flags, Ints
from scoring.kernel import Caps, best
from scoring.rules_model import Rules
from scoring.series import Block

WEEK: Final = 7


@dataclass(frozen=True, slots=True)
class Weeks:
    """The base by week; `at` is a matrix of weeks and levels at their ends, the lowest level first.

    Moves are counted by days, not by weeks' ends: who `entered` came from no level, who `left` is
    at none, so the base before and `entered` less `left` are the base after; `rose` and `fell` are
    moves between levels. `former` counts the companies at no level that were at one before: OQL0.
    """

    ends: Ints
    at: Ints
    entered: Ints
    left: Ints
    rose: Ints
    fell: Ints
    former: Ints


@dataclass(frozen=True, slots=True)
class Falls:
    """Companies below the highest level they had in the span, by rising number.

    `since` is the first day after the last one at that level.
    """

    company: Ints
    was: Ints
    now: Ints
    since: Ints


@dataclass(frozen=True, slots=True)
class Past:
    """A span of days looked back at; `level` of each company on the last day, `once` at any."""

    weeks: Weeks
    falls: Falls
    level: Ints
    once: Flags


def week_ends(first_day: int, last_day: int) -> Ints:
    """The last day of each week of a span."""
    return np.arange(last_day, first_day - 1, -WEEK, dtype=np.int32)[::-1].copy()


def by_week(days: Ints, ends: Ints) -> Ints:
    """How many of these days lie in each week; all must lie in the weeks' span."""
    weeks = np.searchsorted(ends, days)
    return np.bincount(weeks, minlength=len(ends)).astype(np.int32)


def look_back(blocks: Iterable[Block], begin: int, first_day: int, last_day: int, top: int) -> Past:
    """The span from `first_day` to `last_day` of levels whose first day is `begin`.

    `begin` lies before `first_day`, so that the first week has something to be compared with; what
    lies before it is not known to `former`. `top` is the number of the highest level.
    """
    ends = week_ends(first_day, last_day)
    at = np.zeros((len(ends), top), np.int32)
    entered, left, rose, down, former = np.zeros((5, len(ends)), np.int32)
    weeks = Weeks(ends, at, entered, left, rose, down, former)
    falls: list[Falls] = []
    level: list[Ints] = [np.zeros(0, np.int32)]
    once: list[Flags] = [np.zeros(0, np.bool_)]
    for block in blocks:
        _count(weeks, block.levels, ends - begin)
        _count_moves(weeks, block.levels[:, first_day - 1 - begin :], first_day)
        falls.append(_falls(block, block.levels[:, first_day - begin :], first_day))
        level.append(block.levels[:, -1].copy())
        once.append(block.levels.max(axis=1) > 0)
    return Past(weeks, _joined(falls), np.concatenate(level), np.concatenate(once))


def stay_starts(levels: Ints, at: int, again_after_days: int) -> Flags:
    """For companies and days: whether a stay at level `at` or above begins on that day.

    A stay after fewer than `again_after_days` days below belongs to the one before it, as in
    `scoring.levels.episodes`. Before the first day nobody was there.
    """
    there = levels >= at
    days = np.arange(levels.shape[1], dtype=np.int32)
    never = -again_after_days - 1
    last = np.maximum.accumulate(np.where(there, days, never), axis=1)
    before = np.concatenate([np.full((len(levels), 1), never, np.int32), last[:, :-1]], axis=1)
    begins: Flags = there & (days - before > again_after_days)
    return begins


def points_on(rules: Rules, counts: Counts, companies: Ints, days: Ints) -> Ints:
    """Points of some companies, each at the end of a day of its own: a row each, by category."""
    caps = Caps.of(rules.caps)
    found = np.zeros((len(companies), len(caps)), np.int32)
    wanted = np.zeros(counts.companies, np.bool_)
    wanted[companies] = True
    points = series.points_of(rules, counts.rows(wanted[counts.company]))
    for day in np.unique(days).tolist():
        asked = np.flatnonzero(days == day)
        number = np.full(counts.companies, -1, np.int32)
        number[companies[asked]] = np.arange(len(asked))
        rows = points.between(day - rules.window_days + 1, day)
        company, category = np.divmod(rows.pair, len(caps))
        own = np.flatnonzero(number[company] >= 0)
        pair = number[company[own]] * len(caps) + category[own]
        few = replace(rows.rows(own), pair=pair)
        found[asked] = best(few, caps, len(asked), day, rules.window_days)
    return found


def _count(weeks: Weeks, levels: Ints, columns: Ints) -> None:
    """Adds a block's companies; `columns` are the weeks' last days."""
    at = levels[:, columns]
    for number in range(weeks.at.shape[1]):
        weeks.at[:, number] += (at == number + 1).sum(axis=0)
    once = np.maximum.accumulate(levels, axis=1)[:, columns] > 0
    weeks.former[:] += (once & (at == 0)).sum(axis=0)


def _count_moves(weeks: Weeks, levels: Ints, first_day: int) -> None:
    """Adds a block's moves; its levels begin with the day before the span."""
    company, day = np.nonzero(levels[:, 1:] != levels[:, :-1])
    was, now = levels[company, day], levels[company, day + 1]
    days = (first_day + day).astype(np.int32)
    for moves, which in (
        (weeks.entered, was == 0),
        (weeks.left, now == 0),
        (weeks.rose, (was > 0) & (now > was)),
        (weeks.fell, (now > 0) & (now < was)),
    ):
        moves[:] += by_week(days[which], weeks.ends)


def _falls(block: Block, levels: Ints, first_day: int) -> Falls:
    peak = levels.max(axis=1)
    fell = np.flatnonzero(levels[:, -1] < peak)
    lower = levels[fell][:, ::-1] < peak[fell, np.newaxis]
    since = first_day + levels.shape[1] - np.argmin(lower, axis=1)
    company = (block.start + fell).astype(np.int32)
    return Falls(company, peak[fell], levels[fell, -1], since.astype(np.int32))


def _joined(falls: list[Falls]) -> Falls:
    nothing = np.zeros(0, np.int32)
    parts = [(one.company, one.was, one.now, one.since) for one in falls] or [(nothing,) * 4]
    return Falls(*(np.concatenate(column) for column in zip(*parts, strict=True)))
