"""The score of every company on every day of a span.

Why by windows, not by days: a window's score depends only on which rows it holds, so it changes
only when a day with points enters or leaves it. Each different window is judged once, all of them
side by side, and the days between repeat it. Cost grows with active days, not with the calendar.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np

from scoring.kernel import MONTH, WEEK, Caps, DayPoints, Ints, Longs

# Cells of 4 bytes that a block of companies or of windows may take: 8 MB, which caches hold.
BLOCK: Final = 2_000_000


def history(
    points: DayPoints, caps: Caps, companies: int, first_day: int, last_day: int, window: int
) -> Iterator[tuple[int, Ints]]:
    """Scores in hundredths, a block of companies at a time, in order.

    Yields the number of the block's first company, and a matrix of its companies and of the days
    from `first_day` to `last_day`, each scored over the `window` days that end with it.
    """
    rows = points.between(first_day - window + 1, last_day)
    rows = rows.rows(np.argsort(rows.pair, kind="stable"))
    size = max(1, BLOCK // (last_day - first_day + 1))
    for start in range(0, companies, size):
        stop = min(start + size, companies)
        low, high = np.searchsorted(rows.pair, [start * len(caps), stop * len(caps)])
        block = rows.rows(slice(low, high))
        block = replace(block, pair=block.pair - start * len(caps))
        yield start, _block(block, caps, stop - start, first_day, last_day, window)


def _block(
    rows: DayPoints, caps: Caps, companies: int, first_day: int, last_day: int, window: int
) -> Ints:
    # One number a pair and day, wide enough that a window never reaches into the next pair.
    stride = last_day + 2 * window
    key = rows.pair.astype(np.int64) * stride + rows.day
    entered = key + np.maximum(first_day - rows.day, 0)
    left = (key + window)[rows.day + window <= last_day]
    ends = np.sort(np.concatenate([entered, left]))
    ends = ends[np.diff(ends, prepend=ends[:1] - 1) > 0]
    start = np.searchsorted(key, ends - window, side="right")
    stop = np.searchsorted(key, ends, side="right")
    score = _totals(rows, key, caps, start, stop)
    pair, day = np.divmod(ends, stride)
    before = np.concatenate([[0], score[:-1]]) * (np.diff(pair, prepend=-1) == 0)
    days = last_day - first_day + 1
    scores = np.zeros((companies, days), np.int32)
    cell = pair // len(caps) * days + (day - first_day)
    np.add.at(scores.ravel(), cell, (score - before).astype(np.int32))
    return np.cumsum(scores, axis=1, dtype=np.int32, out=scores)


def _totals(rows: DayPoints, key: Longs, caps: Caps, start: Longs, stop: Longs) -> Ints:
    """The credit of each window, a range of rows of one pair by day."""
    category = rows.pair % len(caps)
    earned = np.minimum(rows.raw, caps.day[category]).astype(np.int32)
    week_cap, month_cap = caps.week[category], caps.month[category]
    week_start = np.searchsorted(key, key - WEEK, side="right")
    month_start = np.searchsorted(key, key - MONTH, side="right")
    totals = np.zeros(len(start), np.int32)
    longest_first = np.argsort(start - stop, kind="stable")
    done = 0
    while done < len(start):
        deepest = int((stop - start)[longest_first[done]])
        some = longest_first[done : done + max(1, BLOCK // (deepest + 1))]
        done += len(some)
        first, length = start[some], (stop - start)[some]
        # held[k] is a window's credit after its first k rows, so any span of days is a difference.
        held = np.zeros((deepest + 1, len(some)), np.int32)
        for k in range(deepest):
            alive = int(np.searchsorted(-length, -k))
            row, window = first[:alive] + k, np.arange(alive)
            so_far = held[k, :alive]
            in_week = so_far - held[np.maximum(week_start[row] - first[:alive], 0), window]
            in_month = so_far - held[np.maximum(month_start[row] - first[:alive], 0), window]
            room = np.minimum(week_cap[row] - in_week, month_cap[row] - in_month)
            held[k + 1, :alive] = so_far + np.minimum(earned[row], room)
        totals[some] = held[length, np.arange(len(some))]
    return totals
