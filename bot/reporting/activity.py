"""Whether companies of which somebody was referred or introduced stay: beside those without.

Months are blocks of 30 days, those of the report's own days whose 90 days are over: counted back
from its last day, or from 90 days ago where that is earlier. A company counts once a month in which
it was active: with, where somebody of it was referred or introduced in that month; without, where
nobody ever was by the end of the 90 days that follow. Still active is whoever was seen in the last
30 of those 90 days. Only months in which there is somebody with are looked at: so both sides face
the same months.
It is no proof: whoever meets DevRel was often the more active one before.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from bot.reporting.spans import Span
from ledger import columns, reporting
from ledger.bands import COUNTS
from ledger.engine import Session
from ledger.types import day_number, day_of_number

Facts = dict[str, Any]
Seen = npt.NDArray[np.bool_]

MONTH: Final = 30  # days
LATER: Final = 3  # months on: the last of the 90 days
MONTHS: Final = 12  # of a long span


def still_active(seen: Seen, touched: Mapping[int, Iterable[int]]) -> Facts:
    """Both shares as counts.

    Args:
        seen: a row a company, a column a month, the newest first: whether it was active.
        touched: by row, the months (columns) in which somebody of it was referred or introduced.
    """
    rows, months_seen = seen.shape
    when = np.zeros((rows, months_seen + 1), np.bool_)  # the last column is whatever was before
    for row, months in touched.items():
        when[row, [min(month, months_seen) for month in months]] = True
    ever = np.logical_or.accumulate(when[:, ::-1], axis=1)[:, ::-1]
    sides = {"with": np.zeros(2, np.int64), "without": np.zeros(2, np.int64)}
    for month in range(LATER, months_seen):
        later = seen[:, month - LATER]
        with_ = seen[:, month] & when[:, month]
        if with_.any():
            sides["with"] += (with_.sum(), (with_ & later).sum())
            without = seen[:, month] & ~ever[:, month - LATER]
            sides["without"] += (without.sum(), (without & later).sum())
    return {
        side: {"companies": int(counts[0]), "active": int(counts[1])}
        for side, counts in sides.items()
    }


def still_active_facts(session: Session, zone: ZoneInfo, span: Span, today: date) -> Facts:
    """Both shares, `from` and `to` the days that were looked at: None where it is too early.

    Days are ISO text. Of a long span the last twelve months are looked at.
    """
    end = min(day_number(today), day_number(span.last) + LATER * MONTH)
    newest = end - LATER * MONTH
    months = _months(day_number(span.first), newest)
    nothing = still_active(np.zeros((0, 0), np.bool_), {})
    if not months:
        return {**nothing, "from": None, "to": None}
    first = newest - months * MONTH + 1
    looked_at = {"from": day_of_number(first).isoformat(), "to": day_of_number(newest).isoformat()}
    touched: dict[int, set[int]] = defaultdict(set)
    for company, day in reporting.touched(session, zone, COUNTS):
        if day <= end:
            touched[company].add((end - day) // MONTH)
    asked = range(LATER, months + LATER)
    if not any(month in asked for months in touched.values() for month in months):
        return {**nothing, **looked_at}
    found = columns.read(session, (), ("",), first, end, COUNTS)
    seen = np.zeros((len(found.ids), months + LATER), np.bool_)
    seen[found.company, (end - found.day) // MONTH] = True
    rows = {int(company): row for row, company in enumerate(found.ids)}
    met = {rows[one]: months for one, months in touched.items() if one in rows}
    return {**still_active(seen, met), **looked_at}


def _months(first: int, newest: int) -> int:
    """How many blocks up to the day `newest` lie, by half of them at least, from `first` on."""
    if newest < first:
        return 0
    return min(MONTHS, max(1, (newest - first + 1 + MONTH // 2) // MONTH))
