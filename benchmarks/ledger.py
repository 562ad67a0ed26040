"""A made-up ledger of any size, from seeded and skewed traffic.

Rows go straight into the tables, many at a time: what is timed afterwards is reading and judging.
How fast a ledger fills is `benchmarks.intake`'s question.
"""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np

from benchmarks.traffic import (
    DAYS,
    KINDS,
    Counted,
    Drawn,
    Longs,
    Size,
    counted,
    draw,
    employers,
    merged,
)
from ledger.engine import DRIVER
from ledger.schema import open_ledger

SEED: Final = 20_261_122
NOW: Final = datetime(2026, 11, 20, 12, tzinfo=UTC)
PIECE: Final = 200_000  # rows a statement is given at once
COMPANY: Final = "company (id, key, domain, name, ignored, announced_for, created_at)"
ACTOR: Final = (
    "actor (id, source, key, handle, handle_key, name, standing, node_id, first_seen, "
    "profile_due_at, stale)"
)

Advance = Callable[[int], None]


def path_of(folder: Path, size: Size) -> Path:
    """Where a ledger of that size lies in a folder."""
    parts = (size.activities, size.actors, size.companies, size.repeats)
    return folder / ("-".join(map(str, parts)) + ".db")


def build(folder: Path, size: Size, advance: Advance, *, raw: bool = True) -> Path:
    """A ledger of that size in a folder; `raw` says whether single activities are stored too.

    Calls `advance` with the rows stored since it was called last. One that is there already is
    taken as it is.
    """
    path = path_of(folder, size)
    if path.exists():
        return path
    unfinished = path.with_suffix(".unfinished")
    for left in folder.glob(f"{unfinished.name}*"):
        left.unlink()
    open_ledger(f"sqlite:///{unfinished}", ZoneInfo("UTC")).close()
    with closing(DRIVER.connect(unfinished)) as connection:
        connection.execute("PRAGMA synchronous=OFF")  # what a power cut would spoil is built anew
        with _without_indexes(connection):
            _fill(connection, size, advance, raw)
        connection.execute("ANALYZE")
        connection.commit()
    return unfinished.rename(path)


@contextmanager
def _without_indexes(connection: Any) -> Iterator[None]:
    """Takes the indexes away and makes them anew: sorted at once, they cost a fraction."""
    found = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    indexes = connection.execute(found).fetchall()
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    yield
    for _, sql in indexes:
        connection.execute(sql)


def _fill(connection: Any, size: Size, advance: Advance, raw: bool) -> None:
    random = np.random.default_rng(SEED)
    company = employers(random, size)
    _store(connection, COMPANY, _companies(size), advance)
    _store(connection, ACTOR, _actors(size), advance)
    _store(connection, "affiliation", _affiliations(company), advance)
    found: list[Counted] = []
    number = 0
    for drawn in draw(random, size):
        if raw:
            _store(connection, "activity", _activities(drawn, size.repeats, number), advance)
        number += len(drawn.actor) * size.repeats
        found.append(counted(drawn, size))
    _store(connection, "tally", _tallies(merged(found), size), advance)


def _tallies(counted: Counted, size: Size) -> Iterator[tuple[object, ...]]:
    names = sorted(KINDS)
    for start in range(0, len(counted[0]), PIECE):
        key, count = (column[start : start + PIECE] for column in counted)
        who, kind = np.divmod(key, len(names))
        day, actor = np.divmod(who, size.actors + 1)
        columns = (day.tolist(), actor.tolist(), kind.tolist(), (count * size.repeats).tolist())
        for at, by, what, often in zip(*columns, strict=True):
            yield at, by, names[what], "", often


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


def _activities(drawn: Drawn, repeats: int, number: int) -> Iterator[tuple[object, ...]]:
    """In order of time, as activities come in; their ids begin after `number`."""
    names = tuple(KINDS)
    order = np.lexsort((drawn.second, drawn.day))
    columns = (drawn.actor, drawn.day, drawn.day * 86_400 + drawn.second, drawn.kind)
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
