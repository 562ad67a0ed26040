"""Whether companies of which somebody was referred or introduced stay: beside those without.

Months are blocks of 30 days, counted back from the last day of the report. A company counts once a
month in which it was active: with, where somebody of it was referred or introduced in that month;
without, where nobody ever was by the end of the 90 days that follow. Still active is whoever was
seen in the last 30 of those 90 days. Only months whose 90 days are over are looked at, and only
those in which there is somebody with: so both sides face the same months.
It is no proof: whoever meets DevRel was often the more active one before.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from ledger import columns, reporting
from ledger.bands import COUNTS
from ledger.engine import Session
from ledger.types import day_number

Facts = dict[str, Any]
Seen = npt.NDArray[np.bool_]

MONTH: Final = 30  # days
LATER: Final = 3  # months on: the last of the 90 days
MONTHS: Final = 12  # in which somebody may have been referred
DAYS: Final = (MONTHS + LATER) * MONTH


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


def still_active_facts(session: Session, zone: ZoneInfo, last: date) -> Facts:
    """Both shares, of the year that ends 90 days before the end of `last`."""
    end = day_number(last)
    touched: dict[int, set[int]] = defaultdict(set)
    for company, day in reporting.touched(session, zone, COUNTS):
        if day <= end:
            touched[company].add((end - day) // MONTH)
    looked_at = range(LATER, MONTHS + LATER)
    if not any(month in looked_at for months in touched.values() for month in months):
        return still_active(np.zeros((0, 0), np.bool_), {})
    found = columns.read(session, (), ("",), end - DAYS + 1, end, COUNTS)
    seen = np.zeros((len(found.ids), MONTHS + LATER), np.bool_)
    seen[found.company, (end - found.day) // MONTH] = True
    rows = {int(company): row for row, company in enumerate(found.ids)}
    return still_active(seen, {rows[one]: months for one, months in touched.items() if one in rows})
