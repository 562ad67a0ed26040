"""The score of every company: the most that its window can earn under day, week and month caps.

Why greedy: taking as much as possible as early as possible, from the window's first day on, reaches
the maximum (any other choice can be exchanged for it without loss). So order within a day does not
matter, only a day's points do, and one walk over the days answers for every company at once.

Why sparse: most companies are silent on most days. A day touches only the pairs (a company in a
category) that earned on it, and those whose credit leaves a span of 7 or 30 days.

Points are integer hundredths. Days are integers, counted from 1970-01-01.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]

WINDOWS: Final = (30, 60, 90)
WEEK: Final = 7
MONTH: Final = 30

# Where the rules set no cap, a day counts 10,000 points at most and 30 days 100,000, so that what
# 60 categories earn in 90 days fits 32 bits.
DAY_LIMIT: Final = 1_000_000
NO_CAP: Final = 10 * DAY_LIMIT


@dataclass(frozen=True, slots=True)
class Caps:
    """The most that a day, any 7 days and any 30 days hold, in hundredths: one entry a category."""

    day: Ints
    week: Ints
    month: Ints

    @classmethod
    def of(cls, limits: Sequence[tuple[int | None, int | None, int | None]]) -> "Caps":
        """Caps from one (day, week, month) a category, in hundredths; None is no cap."""
        known = [[NO_CAP if cap is None else min(cap, NO_CAP) for cap in row] for row in limits]
        day, week, month = np.array(known, np.int32).reshape(-1, 3).T
        return cls(np.minimum(day, DAY_LIMIT), week, month)

    def __len__(self) -> int:
        return len(self.day)


@dataclass(frozen=True, slots=True)
class DayPoints:
    """Points before caps, by day, one row a pair: pair = company x categories + category.

    `slot` numbers the pairs that occur, so that a walk carries no more of them than there are.
    """

    pair: Ints
    slot: Ints
    day: Ints
    raw: Longs

    def between(self, first: int, last: int) -> "DayPoints":
        """The rows from day `first` to day `last`, both included."""
        start, stop = np.searchsorted(self.day, [first, last + 1])
        return self.rows(slice(start, stop))

    def rows(self, where: slice | npt.NDArray[np.intp]) -> "DayPoints":
        """Some of the rows, in this order; of a slice nothing is copied."""
        return DayPoints(self.pair[where], self.slot[where], self.day[where], self.raw[where])


@dataclass(frozen=True, slots=True)
class Credits:
    """What each row was credited, and the room that the week's and the month's cap had left it."""

    rows: DayPoints
    credit: Ints
    week_room: Ints
    month_room: Ints


def gather(pair: npt.ArrayLike, day: npt.ArrayLike, raw: npt.ArrayLike) -> DayPoints:
    """One row a pair and day, from rows in any order; points of the same pair and day add up."""
    pairs, days = np.asarray(pair, np.int64), np.asarray(day, np.int64)
    key = days * (pairs.max(initial=0) + 1) + pairs
    order = np.argsort(key)
    key = key[order]
    starts = np.flatnonzero(np.diff(key, prepend=key[:1] - 1))
    first = order[starts]
    _, slot = np.unique(pairs[first], return_inverse=True)
    return DayPoints(
        pairs[first].astype(np.int32),
        slot.astype(np.int32),
        days[first].astype(np.int32),
        np.add.reduceat(np.asarray(raw, np.int64)[order], starts),
    )


def credits(points: DayPoints, caps: Caps, last_day: int, window: int) -> Credits:
    """What the rows of the `window` days that end with `last_day` earn, each as early as it can."""
    first_day = last_day - window + 1
    rows = points.between(first_day, last_day)
    category = rows.pair % len(caps)
    earned = np.minimum(rows.raw, caps.day[category]).astype(np.int32)
    granted = Credits(rows, np.zeros_like(earned), caps.week[category], caps.month[category])
    in_week = np.zeros(rows.slot.max(initial=-1) + 1, np.int32)
    in_month = np.zeros_like(in_week)
    edges = np.searchsorted(rows.day, np.arange(first_day, last_day + 2)).tolist()
    for today in range(window):
        for held, span in ((in_week, WEEK), (in_month, MONTH)):
            if today >= span and edges[today - span] < edges[today - span + 1]:
                gone = slice(edges[today - span], edges[today - span + 1])
                held[rows.slot[gone]] -= granted.credit[gone]
        now = slice(edges[today], edges[today + 1])
        if now.start == now.stop:  # one company alone is silent on most days
            continue
        slot = rows.slot[now]
        granted.week_room[now] -= in_week[slot]
        granted.month_room[now] -= in_month[slot]
        room = np.minimum(granted.week_room[now], granted.month_room[now])
        granted.credit[now] = np.minimum(earned[now], room)
        in_week[slot] += granted.credit[now]
        in_month[slot] += granted.credit[now]
    return granted


def best(points: DayPoints, caps: Caps, companies: int, last_day: int, window: int) -> Ints:
    """The score at the end of `last_day`, in hundredths: a matrix of companies and categories."""
    granted = credits(points, caps, last_day, window)
    totals = np.zeros(companies * len(caps), np.int32)
    np.add.at(totals, granted.rows.pair, granted.credit)
    return totals.reshape(companies, len(caps))
