"""Why a company has its score: what each day earned in each category, and which cap cut it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

import numpy as np

from scoring.kernel import Caps, credits, gather
from scoring.rules_model import Rules

Cap = Literal["day", "week", "month"]
CAPS: Final[tuple[Cap, ...]] = ("day", "week", "month")


@dataclass(frozen=True, slots=True)
class DayCredit:
    """A category's points on one day, in hundredths: earned, credited, and the cap between them."""

    category: str
    day: int
    raw: int
    credited: int
    cut: Cap | None


@dataclass(frozen=True, slots=True)
class Earning:
    """One activity's points in hundredths; `occurred_at` is aware, `id` orders the same moment."""

    occurred_at: datetime
    id: str
    points: int


def explain(
    rules: Rules, tallies: Iterable[tuple[int, str, int]], last_day: int, window: int
) -> tuple[DayCredit, ...]:
    """The credits behind the score of one company over the `window` days that end with `last_day`.

    `tallies` are (day, kind, count) in any order; kinds without points, or unknown to the rules,
    earn nothing and are left out. The credited points add up to the score exactly. Sorted by
    category in the order of the rules, then by day.
    """
    names = tuple(rules.categories)
    earned = [
        (names.index(rules.kinds[kind][0]), day, rules.kinds[kind][1] * count)
        for day, kind, count in tallies
        if rules.earns(kind)
    ]
    caps = Caps.of(rules.caps)
    category, days, points = np.array(earned, np.int64).reshape(-1, 3).T
    granted = credits(gather(category, days, points), caps, last_day, window)
    rows = granted.rows
    tightest = np.argmin([caps.day[rows.pair], granted.week_room, granted.month_room], axis=0)
    found = [
        DayCredit(names[pair], day, raw, credited, None if credited == raw else CAPS[cap])
        for pair, day, raw, credited, cap in zip(
            rows.pair.tolist(),
            rows.day.tolist(),
            rows.raw.tolist(),
            granted.credit.tolist(),
            tightest.tolist(),
            strict=True,
        )
    ]
    return tuple(sorted(found, key=lambda one: (names.index(one.category), one.day)))


def spread(credited: int, earnings: Iterable[Earning]) -> tuple[tuple[Earning, int], ...]:
    """A day's credit in one category, handed to its activities in order of (time, id).

    The activity that meets the cap gets what is left, those after it nothing. All in hundredths.
    """
    shares = []
    left = credited
    for earning in sorted(earnings, key=lambda one: (one.occurred_at, one.id)):
        share = min(earning.points, left)
        left -= share
        shares.append((earning, share))
    return tuple(shares)
