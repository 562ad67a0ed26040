"""All companies at the end of several days, as columns, from one look at the past.

Why not the assessments of each day: a digest compares two days of every company and shows a few
hundred of them, and puts levels of a whole quarter into a chart. Levels over time are judged once;
each day is a column of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from ledger import levels, successions
from ledger.engine import Session
from ledger.types import day_number
from scoring import series
from scoring.counts import Counts, Flags, Ints, Longs
from scoring.levels import NEVER, standings
from scoring.rescore import reading
from scoring.rescore.board import LONGEST
from scoring.rules_model import Rules
from scoring.standing import FORMER_CODE


@dataclass(frozen=True, slots=True)
class Base:
    """The companies that are listed on a day, by rising id; one entry each.

    `code` is the level, 0 for none and -1 for OQL0; `since` and `last_day` count from 1970-01-01,
    and are NEVER where there is no such day. `points` are hundredths at the rules' window.
    """

    ids: Longs
    code: Ints
    since: Ints
    points: Longs
    last_day: Ints

    def rows(self, where: Flags | Longs) -> "Base":
        """Some of the companies."""
        return Base(
            self.ids[where],
            self.code[where],
            self.since[where],
            self.points[where],
            self.last_day[where],
        )

    def staying(self, level: int, since: date) -> list[int]:
        """Who has been at a level or above from a day on, by id: most points first."""
        long = (self.since != NEVER) & (self.since <= day_number(since))
        rows = np.flatnonzero((self.code >= level) & long)
        order = rows[np.lexsort((self.ids[rows], -self.points[rows]))]
        return [int(one) for one in self.ids[order]]

    def of(self, ids: Longs) -> "Base":
        """These companies, in their order; with no level and no points whoever is not listed."""
        if not len(self.ids):
            return _nobody(ids)
        place = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
        found, known = self.rows(place), self.ids[place] == ids
        none = _nobody(ids)
        return Base(
            ids,
            np.where(known, found.code, none.code),
            np.where(known, found.since, none.since),
            np.where(known, found.points, none.points),
            np.where(known, found.last_day, none.last_day),
        )


def bases(
    session: Session, rules: Rules, days: Sequence[date], counted: Sequence[date]
) -> tuple[list[Base], list[tuple[int, ...]]]:
    """The companies on each of some days; how many were at each level from 1 on, on others."""
    first, last = reading.BEGINNING, max(map(day_number, (*days, *counted)))
    counts = reading.counts(session, rules, first, last)
    found = [_Growing(counts, day_number(day)) for day in days]
    at_level = np.zeros((len(counted), len(rules.levels) + 1), np.int64)
    if counts.companies:
        first = min(int(counts.day.min()), *map(day_number, (*days, *counted)))
        for block in series.series(rules, counts, first, last):
            for one in found:
                one.take(block, first)
            for number, day in enumerate(counted):
                there = block.levels[:, day_number(day) - first]
                at_level[number] += np.bincount(there, minlength=at_level.shape[1])
    named = [one.base(session, day) for one, day in zip(found, days, strict=True)]
    return named, [tuple(row[1:]) for row in at_level.tolist()]


class _Growing:
    """A day's columns, filled block by block."""

    def __init__(self, counts: Counts, day: int) -> None:
        self._ids, self._day = counts.ids, day
        self._level, self._points = (np.zeros(counts.companies, np.int32) for _ in range(2))
        self._since = np.full(counts.companies, NEVER, np.int32)
        self._former = np.zeros(counts.companies, np.bool_)
        self._last_day = np.full(counts.companies, NEVER, np.int32)
        done = counts.day <= day
        np.maximum.at(self._last_day, counts.company[done], counts.day[done])

    def take(self, block: series.Block, first: int) -> None:
        """The standing at the end of the day of a block's companies."""
        until = self._day - first + 1
        now = standings(block.levels[:, :until], first)
        rows = slice(block.start, block.start + len(block.levels))
        self._level[rows], self._since[rows] = now.level, now.since
        self._former[rows], self._points[rows] = now.former, block.scores[:, until - 1]

    def base(self, session: Session, as_of: date) -> Base:
        """Those that are listed, beside whoever is on record, and for whom nobody stands now."""
        once = levels.once(session, as_of)
        was = np.fromiter(once, np.int64, len(once))
        former = self._former | np.isin(self._ids, was)
        code = np.where(self._level > 0, self._level, np.where(former, FORMER_CODE, 0))
        known = Base(
            self._ids,
            code.astype(np.int32),
            self._since,
            self._points.astype(np.int64),
            self._last_day,
        )
        known = known.rows((code != 0) | (self._last_day > self._day - LONGEST))
        gone = once - set(self._ids.tolist()) - successions.read(session).unlisted
        return _joined(known, _nobody(np.array(sorted(gone), np.int64), FORMER_CODE))


def _nobody(ids: Longs, code: int = 0) -> Base:
    """Companies for which nobody stands."""
    never = np.full(len(ids), NEVER, np.int32)
    points = np.zeros(len(ids), np.int64)
    return Base(ids, np.full(len(ids), code, np.int32), never, points, never)


def _joined(one: Base, other: Base) -> Base:
    both = Base(
        np.concatenate([one.ids, other.ids]),
        np.concatenate([one.code, other.code]),
        np.concatenate([one.since, other.since]),
        np.concatenate([one.points, other.points]),
        np.concatenate([one.last_day, other.last_day]),
    )
    return both.rows(np.argsort(both.ids, kind="stable"))
