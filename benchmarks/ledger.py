"""A made-up ledger of any size: seeded, and skewed as real traffic is.

A few companies do most of it (Zipf, exponent 1.05), people come in sittings of several activities,
one activity in a hundred is late. Rows go straight into the tables, many at a time: what is timed
afterwards is reading and judging. How fast a ledger fills is `benchmarks.intake`'s question.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from ledger.engine import DRIVER
from ledger.schema import open_ledger
from ledger.types import day_number

Longs = npt.NDArray[np.int64]

SEED: Final = 20_261_122
DAYS: Final = 400
LAST: Final = date(2026, 11, 20)
NOW: Final = datetime(2026, 11, 20, 12, tzinfo=UTC)
ZIPF: Final = 1.05
LATE: Final = 0.01
PIECE: Final = 200_000  # rows a statement is given at once
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

Advance = Callable[[int], None]


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


def build(folder: Path, size: Size, advance: Advance, *, raw: bool = True) -> Path:
    """A ledger of that size in a folder; `raw` says whether single activities are stored too.

    Calls `advance` with the rows stored since it was called last.
    """
    path = folder / f"{size.activities}x{size.repeats}.db"
    open_ledger(f"sqlite:///{path}", ZoneInfo("UTC")).close()
    random = np.random.default_rng(SEED)
    with closing(DRIVER.connect(path)) as connection:
        connection.execute("PRAGMA synchronous=OFF")  # what a power cut would spoil is built anew
        _store(connection, "company", _companies(size), advance)
        company = employers(random, size)
        _store(connection, "actor", _actors(size), advance)
        _store(connection, "affiliation", _affiliations(company), advance)
        drawn = draw(random, size)
        if raw:
            _store(connection, "activity", _activities(drawn, size.repeats), advance)
        _store(connection, "tally", tallies(drawn, size), advance)
        connection.execute("ANALYZE")
        connection.commit()
    return path


def employers(random: np.random.Generator, size: Size) -> Longs:
    """The company of each actor, from 1: everybody has one, the great ones have many."""
    alone = np.arange(1, size.companies + 1)
    more = _zipf(random, size.companies, size.actors - size.companies)
    return np.concatenate([alone, more + 1])


def draw(random: np.random.Generator, size: Size) -> Drawn:
    """The activities: sittings of an actor, each of some activities on one day."""
    sittings = max(1, size.activities // 6)
    length = np.minimum(random.geometric(1 / 6, sittings), 60)
    length = length[: int(np.searchsorted(np.cumsum(length), size.activities)) + 1]
    # People differ in zeal as companies do in size, less steeply; the rank is shuffled over them.
    rank = (size.actors * random.random(len(length)) ** 2).astype(np.int64)
    actor = random.permutation(size.actors)[rank] + 1
    day = day_number(LAST) - random.integers(0, DAYS, len(length))
    main = _kinds(random, len(length))
    sitting = np.repeat(np.arange(len(length)), length)[: size.activities]
    kind = np.where(
        random.random(len(sitting)) < SPREAD, main[sitting], _kinds(random, len(sitting))
    )
    late = random.random(len(sitting)) < LATE
    when = day[sitting] - np.where(late, random.integers(0, 30, len(sitting)), 0)
    return Drawn(actor[sitting], when, random.integers(0, 86_400, len(sitting)), kind)


def tallies(drawn: Drawn, size: Size) -> Iterator[tuple[object, ...]]:
    """Counts by day, actor and kind, in the order of the table's key."""
    names = sorted(KINDS)
    order = np.array([names.index(kind) for kind in KINDS])  # the key sorts kinds by name
    key = (drawn.day * (size.actors + 1) + drawn.actor) * len(names) + order[drawn.kind]
    found, count = np.unique(key, return_counts=True)
    who, kind = np.divmod(found, len(names))
    day, actor = np.divmod(who, size.actors + 1)
    columns = (day.tolist(), actor.tolist(), kind.tolist(), (count * size.repeats).tolist())
    for at, by, what, often in zip(*columns, strict=True):
        yield at, by, names[what], "", often


def _zipf(random: np.random.Generator, ranks: int, size: int) -> Longs:
    weight = np.cumsum(1 / np.arange(1, ranks + 1) ** ZIPF)
    found: Longs = np.searchsorted(weight, random.random(size) * weight[-1])
    return found


def _kinds(random: np.random.Generator, size: int) -> Longs:
    weight = np.cumsum(list(KINDS.values()))
    found: Longs = np.searchsorted(weight, random.integers(0, weight[-1], size), side="right")
    return found


def _companies(size: Size) -> Iterator[tuple[object, ...]]:
    made = int(NOW.timestamp())
    for number in range(1, size.companies + 1):
        domain = f"c{number}.example"
        yield number, domain, domain, f"Company {number}", 0, None, made


def _actors(size: Size) -> Iterator[tuple[object, ...]]:
    seen = int((NOW - timedelta(days=DAYS)).timestamp())
    for number in range(1, size.actors + 1):
        handle = f"u{number}"
        yield number, "files", handle, handle, handle, "", "person", None, seen, None, 0


def _affiliations(company: Longs) -> Iterator[tuple[object, ...]]:
    decided = int((NOW - timedelta(days=DAYS)).timestamp())
    for number, whom in enumerate(company.tolist(), start=1):
        yield (
            *(number, number, whom, None, None, 0),
            *(f"mail domain c{whom}.example (3 people)", 90, "rule", "", decided, None),
        )


def _activities(drawn: Drawn, repeats: int) -> Iterator[tuple[object, ...]]:
    """In order of time, as activities come in."""
    names = tuple(KINDS)
    order = np.lexsort((drawn.second, drawn.day))
    columns = (drawn.actor, drawn.day, drawn.day * 86_400 + drawn.second, drawn.kind)
    number = 0
    for start in range(0, len(order), PIECE):
        some = order[start : start + PIECE]
        for actor, day, at, kind in zip(*(c[some].tolist() for c in columns), strict=True):
            for _ in range(repeats):
                number += 1
                yield (
                    *(number, "files", f"e{number:09}", actor, names[kind], "", at, day),
                    *(1, "https://docs.example/install", ""),
                )


def _store(
    connection: Any, table: str, rows: Iterator[tuple[object, ...]], advance: Advance
) -> None:
    """All rows of a table, a piece a transaction."""
    while piece := list(islice(rows, PIECE)):
        marks = ", ".join("?" * len(piece[0]))
        connection.executemany(f"INSERT INTO {table} VALUES ({marks})", piece)
        connection.commit()
        advance(len(piece))
