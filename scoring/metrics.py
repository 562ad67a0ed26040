"""The metrics of gates: what a company did in the window that ends with each day of a span.

Why by differences: an activity of day d lies in every window that ends from d to d + w - 1. It is
added where it enters and taken away where it leaves, and one running sum along the days is every
window's figure. Somebody active often in a window still counts once: each of their days counts
until it leaves the window or the next one comes. So cost grows with rows and with cells, and never
with rows times days.

Days are counted from 1970-01-01. Figures are matrices of companies and days.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt

from scoring.counts import Counts, Flags, Ints
from scoring.kernel import MONTH

# `days_since` of a company that did nothing in the window: longer than any rules may ask for.
LONG_AGO: Final = 2_000_000
# `span_days` of the same company: shorter than that of a single day, which is 0.
NO_SPAN: Final = -1
# A larger count is told as this one, so that every figure fits 32 bits.
MOST_COUNT: Final = 2_000_000_000

Number = TypeVar("Number", np.int32, np.int64)


@dataclass(frozen=True, slots=True)
class Seen:
    """The rows that count, and for which days they are asked: those from `first` to `last`.

    A window is `window` days long and ends with its day. Rows lie in one of the windows at least.
    `place` is the number of each row's channel, negative for a kind that is no participation.
    """

    rows: Counts
    place: Ints
    window: int
    first: int
    last: int

    @property
    def shape(self) -> tuple[int, int]:
        """How many companies and days the figures are for."""
        return self.rows.companies, self.last - self.first + 1

    def only(self, companies: Flags) -> "Seen":
        """Of some companies alone, which are numbered anew."""
        where = companies[self.rows.company]
        number = np.cumsum(companies, dtype=np.int32) - 1
        rows = self.rows.rows(where)
        rows = replace(rows, ids=rows.ids[companies], company=number[rows.company])
        return replace(self, rows=rows, place=self.place[where])

    def before(self, days: int) -> "Seen":
        """The same some days earlier."""
        last = self.last - days
        where = self.rows.day <= last
        rows, place = self.rows.rows(where), self.place[where]
        return replace(self, rows=rows, place=place, first=self.first - days, last=last)


def _count(seen: Seen) -> Ints:
    """How many activities."""
    rows = seen.rows
    total = _running(seen, rows.company, rows.day, rows.day + seen.window, rows.count)
    return np.minimum(total, MOST_COUNT).astype(np.int32)


def _days(seen: Seen) -> Ints:
    """On how many different days there was any."""
    rows = seen.rows
    alone = np.zeros(len(rows), np.int32)
    company, _, day = _distinct(seen, rows.company, alone, rows.day)
    return _running(seen, company, day, day + seen.window, np.ones(len(day), np.int32))


def _people(seen: Seen) -> Ints:
    """How many different persons did any."""
    rows = seen.rows.rows(seen.rows.person)
    return _different(seen, rows.company, rows.actor, rows.day)


def _channels(seen: Seen) -> Ints:
    """In how many different places of participation there was any."""
    rows, where = seen.rows, seen.place >= 0
    return _different(seen, rows.company[where], seen.place[where], rows.day[where])


def _days_since(seen: Seen) -> Ints:
    """How many days ago the last one was; LONG_AGO where there was none."""
    since = _ages(seen)
    return np.where(since < seen.window, since, np.int32(LONG_AGO))


def _span_days(seen: Seen) -> Ints:
    """How many days lie from the first to the last one; NO_SPAN where there was none."""
    since = _ages(seen)
    latest = np.arange(seen.first, seen.last + 1, dtype=np.int32) - since
    return np.where(since < seen.window, latest - _earliest(seen), np.int32(NO_SPAN))


def _months(seen: Seen) -> Ints:
    """How many blocks of 30 days, counted back from the day, held any, up to the first empty one.

    Only blocks that lie in the window whole are asked.
    """
    unbroken = np.ones(seen.shape, np.bool_)
    months = np.zeros(seen.shape, np.int32)
    for block in range(seen.window // MONTH):
        unbroken &= _ages(seen.before(block * MONTH)) < MONTH
        months += unbroken
    return months


METRICS: Final[Mapping[str, Callable[[Seen], Ints]]] = MappingProxyType(
    {
        "count": _count,
        "days": _days,
        "span_days": _span_days,
        "people": _people,
        "channels": _channels,
        "months": _months,
        "days_since": _days_since,
    }
)


def _different(seen: Seen, company: Ints, member: Ints, day: Ints) -> Ints:
    """How many members of a company have a day in the window, each counted once."""
    company, member, day = _distinct(seen, company, member, day)
    # A member's day counts until it leaves the window, or until the same member's next day.
    until = day + seen.window
    same = (company[1:] == company[:-1]) & (member[1:] == member[:-1])
    until[:-1][same] = np.minimum(until[:-1], day[1:])[same]
    return _running(seen, company, day, until, np.ones(len(day), np.int32))


def _distinct(seen: Seen, company: Ints, member: Ints, day: Ints) -> tuple[Ints, Ints, Ints]:
    """Each (company, member, day) once, in this order."""
    members = np.int64(member.max(initial=0)) + 1
    low = seen.first - seen.window
    days = np.int64(seen.last - low + 1)
    owner, offset = np.divmod(np.unique((company * members + member) * days + (day - low)), days)
    company, member = np.divmod(owner, members)
    return (
        company.astype(np.int32),
        member.astype(np.int32),
        (offset + low).astype(np.int32),
    )


def _running(
    seen: Seen, company: Ints, starts: Ints, stops: Ints, amount: npt.NDArray[Number]
) -> npt.NDArray[Number]:
    """On each day the sum of the amounts that hold on it: from `starts` until before `stops`."""
    cells = np.zeros(seen.shape, amount.dtype)
    flat, row = cells.ravel(), company.astype(np.int64) * seen.shape[1]
    here = stops > seen.first
    np.add.at(flat, (row + np.maximum(starts - seen.first, 0))[here], amount[here])
    gone = here & (stops <= seen.last)
    np.subtract.at(flat, (row + stops - seen.first)[gone], amount[gone])
    return np.cumsum(cells, axis=1, dtype=amount.dtype, out=cells)


def _ages(seen: Seen) -> Ints:
    """How many days lie between each day and the last active one up to it; many without one."""
    latest = np.full(seen.shape, -LONG_AGO, np.int32)
    column = np.maximum(seen.rows.day - seen.first, 0)
    row = seen.rows.company.astype(np.int64) * seen.shape[1]
    np.maximum.at(latest.ravel(), row + column, seen.rows.day)
    np.maximum.accumulate(latest, axis=1, out=latest)
    days = np.arange(seen.first, seen.last + 1, dtype=np.int32)
    return np.subtract(days, latest, out=latest)


def _earliest(seen: Seen) -> Ints:
    """The first active day that has not left the window by each day; means nothing without one."""
    cells = np.full(seen.shape, LONG_AGO, np.int32)
    column = np.minimum(seen.rows.day + seen.window - 1, seen.last) - seen.first
    row = seen.rows.company.astype(np.int64) * seen.shape[1]
    np.minimum.at(cells.ravel(), row + column, seen.rows.day)
    return np.minimum.accumulate(cells[:, ::-1], axis=1)[:, ::-1]
