"""Who does what on which day, as columns: seeded, and skewed as real traffic is.

A few companies do most of it (Zipf, exponent 1.05), people come in sittings of several activities,
one activity in a hundred is late.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt

from ledger.types import day_number

Longs = npt.NDArray[np.int64]
Counted = tuple[Longs, Longs]

DAYS: Final = 400
LAST: Final = date(2026, 11, 20)
ZIPF: Final = 1.05
LATE: Final = 0.01
AT_ONCE: Final = 10_000_000  # activities that are drawn at once: a gigabyte
# What is done, and how often among a thousand activities.
KINDS: Final = {
    "doc_view": 420,
    "web_view": 210,
    "download": 130,
    "blog_view": 110,
    "doc_view_high_value": 30,
    "web_view_high_value": 30,
    "slack_message": 30,
    "issue": 20,
    "pull_request": 12,
    "slack_signup": 8,
}
SPREAD: Final = 0.7  # of the activities of a sitting, those that are of its main kind


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is; `repeats` counts each activity so often, at the same actors and days."""

    activities: int
    actors: int
    companies: int
    repeats: int = 1

    @property
    def tenth(self) -> "Size":
        """A tenth of everything."""
        return Size(self.activities // 10, self.actors // 10, self.companies // 10, self.repeats)


FULL: Final = Size(10_000_000, 2_000_000, 1_000_000)


@dataclass(frozen=True, slots=True)
class Drawn:
    """Activities by actor (from 1), day (since 1970-01-01), second of the day and kind's number."""

    actor: Longs
    day: Longs
    second: Longs
    kind: Longs


def employers(random: np.random.Generator, size: Size) -> Longs:
    """The company of each actor, from 1: everybody has one, the great ones have many."""
    alone = np.arange(1, size.companies + 1)
    more = _zipf(random, size.companies, size.actors - size.companies)
    return np.concatenate([alone, more + 1])


def draw(random: np.random.Generator, size: Size) -> Iterator[Drawn]:
    """The activities, some millions at a time: sittings of an actor, each on one day."""
    zeal = random.permutation(size.actors)
    for start in range(0, size.activities, AT_ONCE):
        yield _drawn(random, zeal, min(AT_ONCE, size.activities - start))


def _drawn(random: np.random.Generator, zeal: Longs, activities: int) -> Drawn:
    sittings = activities // 5 + 1  # of six on average, so that there are enough
    length = np.minimum(random.geometric(1 / 6, sittings), 60)
    sitting = np.repeat(np.arange(sittings), length)[:activities]
    # People differ in zeal as companies do in size, less steeply.
    actor = zeal[(len(zeal) * random.random(sittings) ** 2).astype(np.int64)] + 1
    day = day_number(LAST) - random.integers(0, DAYS, sittings)
    kind = np.where(
        random.random(activities) < SPREAD,
        _kinds(random, sittings)[sitting],
        _kinds(random, activities),
    )
    late = random.random(activities) < LATE
    when = day[sitting] - np.where(late, random.integers(0, 30, activities), 0)
    return Drawn(actor[sitting], when, random.integers(0, 86_400, activities), kind)


def counted(drawn: Drawn, size: Size) -> Counted:
    """One number a day, actor and kind, in the order of the table's key, and how often."""
    names = sorted(KINDS)
    order = np.array([names.index(kind) for kind in KINDS])  # the key sorts kinds by name
    key = (drawn.day * (size.actors + 1) + drawn.actor) * len(names) + order[drawn.kind]
    return np.unique(key, return_counts=True)


def merged(found: list[Counted]) -> Counted:
    """Such counts of several drawings as one."""
    key, count = (np.concatenate(column) for column in zip(*found, strict=True))
    order = np.argsort(key, kind="stable")
    key = key[order]
    first = np.flatnonzero(np.diff(key, prepend=-1))
    return key[first], np.add.reduceat(count[order], first)


def _zipf(random: np.random.Generator, ranks: int, size: int) -> Longs:
    weight = np.cumsum(1 / np.arange(1, ranks + 1) ** ZIPF)
    found: Longs = np.searchsorted(weight, random.random(size) * weight[-1])
    return found


def _kinds(random: np.random.Generator, size: int) -> Longs:
    weight = np.cumsum(list(KINDS.values()))
    found: Longs = np.searchsorted(weight, random.integers(0, weight[-1], size), side="right")
    return found
