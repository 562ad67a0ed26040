"""Levels over time: from scores to levels, since when a level has stood, and what is told of it.

Everything here reads a series of scores or levels, one a day, that begins at `first_day` (days
since 1970-01-01). What lies before the series is not known, so `since` is never before it: give a
series that begins with the company's first activity where the true first day matters.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from scoring.kernel import Ints

NEVER: Final = -1


@dataclass(frozen=True, slots=True)
class Standings:
    """Where each company stands on the series' last day; one entry a company.

    `since` is the first day of the level's present run, NEVER for a company that never qualified.
    `former` says that the company was once at a level and is at none now: OQL0.
    """

    level: Ints
    since: Ints
    former: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive days at one level, `first` and `last` included; former: level 0 after a level."""

    level: int
    former: bool
    first: int
    last: int

    @property
    def days(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Episode:
    """A stay at a level or above, short gaps forgiven; `first` and `last` are days at the level."""

    first: int
    last: int


def level_series(scores: npt.NDArray[np.integer], thresholds: Sequence[int]) -> Ints:
    """The level of each score, both in hundredths; `thresholds` as in the rules, lowest first.

    A level is reached only with all those below it; one that asks for no points has threshold 0.
    """
    levels = np.zeros(scores.shape, np.int8)  # narrow, and 4 times as fast for it
    for threshold in np.maximum.accumulate(np.asarray(thresholds, np.int32)):
        levels += (scores >= threshold).view(np.int8)
    return levels.astype(np.int32)


def standings(levels: Ints, first_day: int) -> Standings:
    """The present standing of each company, from a matrix of companies and days."""
    level = levels[:, -1]
    differs = levels != level[:, np.newaxis]
    run = np.argmax(differs[:, ::-1], axis=1)
    start = np.where(differs.any(axis=1), levels.shape[1] - run, 0)
    once = levels.max(axis=1) > 0
    since = np.where(once, first_day + start, NEVER).astype(np.int32)
    return Standings(level, since, once & (level == 0))


def runs(levels: Ints, first_day: int) -> tuple[Run, ...]:
    """One company's runs in order; each but the first begins with a change of level."""
    starts = np.flatnonzero(np.diff(levels, prepend=NEVER)).tolist()
    stops = [*starts[1:], len(levels)]
    return tuple(
        Run(
            level=int(levels[start]),
            former=bool(levels[start] == 0 and start > 0),
            first=first_day + start,
            last=first_day + stop - 1,
        )
        for start, stop in zip(starts, stops, strict=True)
    )


def episodes(levels: Ints, first_day: int, at: int, again_after_days: int) -> tuple[Episode, ...]:
    """One company's stays at level `at` or above.

    A stay after fewer than `again_after_days` days below belongs to the one before it, so that a
    score that trembles around a threshold is one episode, and is announced once.
    """
    edges = np.flatnonzero(np.diff(levels >= at, prepend=False, append=False))
    starts, stops = edges[::2], edges[1::2]
    apart = starts[1:] - stops[:-1] >= again_after_days
    firsts = starts[np.append(True, apart)[: len(starts)]]
    lasts = stops[np.append(apart, True)[-len(stops) :]] - 1 if len(stops) else stops
    return tuple(
        Episode(first_day + first, first_day + last)
        for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True)
    )


def episode_start(levels: Ints, first_day: int, at: int, again_after_days: int) -> int | None:
    """The first day of the episode that holds on the last day; None where the company is below."""
    if levels[-1] < at:
        return None
    return episodes(levels, first_day, at, again_after_days)[-1].first


def falls(levels: Ints, first_day: int, at: int, min_days: int) -> tuple[int, ...]:
    """The days on which one company fell below level `at`, where it had long been until then.

    Long is `min_days` days in a row or more, and at least one.
    """
    edges = np.flatnonzero(np.diff(levels >= at, prepend=False))
    starts, stops = edges[::2], edges[1::2]
    long = stops - starts[: len(stops)] >= min_days
    return tuple((first_day + stops[long]).tolist())
