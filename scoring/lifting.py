"""What would lift a company to its next level, and how long it keeps the one that it has.

Why the kernel is asked and nothing is estimated: what more earns depends on three caps a category
and on what leaves the window meanwhile. Two companies are judged side by side for each day ahead:
one that does nothing more, and one that fills every category on every day from today on. What a
category gains is the difference between them, and no category touches another.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from scoring import series
from scoring.counts import Counts, Ints
from scoring.gates import gate_figures
from scoring.kernel import DAY_LIMIT, WEEK, Caps, Credits, DayPoints, credits, gather
from scoring.rules_model import Rules

AHEAD: Final = WEEK  # days that are looked ahead: what takes longer is no advice


@dataclass(frozen=True, slots=True)
class Deeds:
    """So many activities of the kind that earns most in its category; points in hundredths."""

    category: str
    kind: str
    count: int
    points: int


@dataclass(frozen=True, slots=True)
class Lift:
    """What brings the points of a level within `days`, today included.

    Each of `deeds` does it alone, or all of them together where `together` says so: on each day as
    many as the caps let count. Without any it takes longer than is looked ahead. `full` are the
    categories that can earn no more today, each with the cap that holds it: day, week or month.
    """

    deeds: tuple[Deeds, ...]
    days: int
    together: bool
    full: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Hold:
    """How long a level stands if nothing more comes: its last day, None where it never falls.

    Days count from 1970-01-01. `points`, in hundredths, are those above what the level asks for.
    """

    points: int
    until: int | None


def lift(rules: Rules, counts: Counts, last: int, level: int) -> Lift:
    """What would bring the only company of the columns to a level (from 1), from day `last` on.

    The soonest is told: several categories today before a single one in some days.
    Points alone: gates that lack something are asked beside them, and what would bring the points
    only when a gate holds no more is left out. Days count from 1970-01-01.
    """
    kinds, asked = _best_kinds(rules), rules.thresholds[level - 1]
    points = series.points_of(rules, counts, last - rules.window_days + 1, last)
    full: dict[str, str] = {}
    for days in range(1, AHEAD + 1):
        one = _ahead(rules, points, last, days)
        if days == 1:
            full = {name: cap for name, cap in one.full.items() if name in kinds}
        missing = asked - one.idle
        if days > 1 and not _hold_still(rules, counts, last, days, level):
            break
        alone = [one.deeds(rules, kind, missing) for kind in kinds.values()]
        enough = tuple(deeds for deeds in alone if deeds.points >= missing)
        if enough:
            return Lift(enough, days, False, full)
        if together := _together(rules, one, alone, missing):
            return Lift(together, days, True, full)
    return Lift((), AHEAD, False, full)


def hold(rules: Rules, levels: Ints, score: int, last: int) -> Hold | None:
    """How long the level of the day `last` stands; None where there is none.

    `levels` are those of `last` and of the days after it, with nothing more done.
    """
    level = int(levels[0])
    if not level:
        return None
    below = np.flatnonzero(levels < level)
    until = last + int(below[0]) - 1 if len(below) else None
    return Hold(score - rules.thresholds[level - 1], until)


@dataclass(frozen=True, slots=True)
class _Ahead:
    """Some day: the score of who does nothing more, and what each category gains day by day."""

    idle: int
    gains: Mapping[str, list[int]]
    full: Mapping[str, str]  # those that gain nothing on the first day, by which cap

    def deeds(self, rules: Rules, kind: str, wanted: int) -> Deeds:
        """As few as bring so many points; all that count where these do not suffice."""
        category, worth = rules.kinds[kind]
        count = points = 0
        for room in self.gains[category]:
            some = max(0, -(-min(room, wanted - points) // worth))
            count, points = count + some, points + min(room, some * worth)
        return Deeds(category, kind, count, points)


def _ahead(rules: Rules, points: DayPoints, last: int, days: int) -> _Ahead:
    names, size = tuple(rules.categories), len(rules.categories)
    filled = np.arange(last, last + days)
    pair = np.concatenate(
        [points.pair, points.pair + size, np.repeat(size + np.arange(size), days)]
    )
    day = np.concatenate([points.day, points.day, np.tile(filled, size)])
    raw = np.concatenate([points.raw, points.raw, np.full(size * days, DAY_LIMIT)])
    found = credits(gather(pair, day, raw), Caps.of(rules.caps), last + days - 1, rules.window_days)
    is_busy, category = np.divmod(found.rows.pair, size)
    gained = np.zeros((size, days), np.int64)
    lately = found.rows.day >= last
    signed = np.where(is_busy, found.credit, -found.credit)
    np.add.at(gained, (category[lately], found.rows.day[lately] - last), signed[lately])
    today = np.flatnonzero((found.rows.day == last) & (is_busy > 0)).tolist()
    return _Ahead(
        idle=int(found.credit[is_busy == 0].sum()),
        gains=dict(zip(names, gained.tolist(), strict=True)),
        full={
            names[category[row]]: _cap(found, row) for row in today if not gained[category[row], 0]
        },
    )


def _cap(found: Credits, row: int) -> str:
    """By which cap a row earns no more; of several the one that holds longest."""
    rooms = {"month": found.month_room[row], "week": found.week_room[row]}
    return next((name for name, room in rooms.items() if room == found.credit[row]), "day")


def _together(
    rules: Rules, ahead: _Ahead, most: Iterable[Deeds], missing: int
) -> tuple[Deeds, ...]:
    """The fewest categories that suffice together, and no more of the last than it takes."""
    chosen: list[Deeds] = []
    for one in sorted(most, key=lambda deeds: -deeds.points):
        chosen.append(ahead.deeds(rules, one.kind, missing))
        missing -= chosen[-1].points
        if missing <= 0:
            return tuple(chosen)
    return ()


def _best_kinds(rules: Rules) -> dict[str, str]:
    """The kind that earns most, by category; a category where none does is left out."""
    found: dict[str, str] = {}
    for kind, (category, points) in rules.kinds.items():
        if points > (rules.kinds[found[category]][1] if category in found else 0):
            found[category] = kind
    return found


def _hold_still(rules: Rules, counts: Counts, last: int, days: int, level: int) -> bool:
    """Whether the gates up to a level that hold today hold on the last of some days as well."""
    now, then = (gate_figures(rules, counts, day) for day in (last, last + days - 1))
    pairs = zip(now, then, strict=True)
    return all(b.holds[0] or not a.holds[0] for a, b in pairs if a.level <= level)
