"""Moves a ledger from its SQLite file into an empty PostgreSQL database, and proves it row by row.

Why in batches with a mark each: a large ledger takes minutes, and whoever is interrupted, however,
goes on where the last batch was stored. All is read in one transaction that keeps writers of the
file away, so that what is compared at the end is what was moved. Until then the target refuses to
be opened. A file that was written since an interruption is moved from the beginning.
What rows refer to is looked up once all of them are there, and not for each: companies name others
that come later, and a look each takes as long as to store the row.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any, Final

from sqlmodel import Session, SQLModel, select

from ledger import backups, meta, moving_mark, schema
from ledger import tables as tables
from ledger import tables_desk as tables_desk
from ledger.engine import Ledger
from ledger.errors import DatabaseError, LedgerError
from ledger.moving_compare import differences
from ledger.moving_file import count, rows, still, written_back
from ledger.moving_mark import Mark
from ledger.moving_values import Key, Portable, Raw, Row, Shape, named, shape_of
from ledger.postgres.whole_tables import (
    analyzed,
    emptied,
    numbered_on,
    stored,
    streamed,
    with_references,
    without_references,
)
from ledger.tables import Meta

BATCH: Final = 2 * 2**20  # bytes of rows in a transaction: what is done again after a kill
A_VALUE: Final = 16  # bytes that a value counts as, beside those of its text
SOME: Final = 1_000  # rows after which the progress is shown
NAMED: Final = 20  # keys of rows that differ, of each table

TABLES: Final = SQLModel.metadata.sorted_tables  # those first that others refer to
SHAPES: Final = [shape_of(table) for table in TABLES]

Advance = Callable[[int], None]  # told with each some rows more
Watch = Callable[[str, int], AbstractContextManager[Advance]]  # of what is done, on so many rows


@dataclass(slots=True)
class Moved:
    """What became of it; `unlike` names the keys of rows that differ, empty where all is well.

    `changed` says of a table and a sentence how many values could not stay as they were.
    """

    rows: int
    tables: int
    changed: Counter[tuple[str, str]] = field(default_factory=Counter)
    unlike: dict[str, list[str]] = field(default_factory=dict)


def move(source: Ledger, target: Ledger, watch: Watch, batch: int = BATCH) -> Moved:
    """Brings every row of `source` into `target`, or what is still to come of an earlier attempt.

    `batch` is in bytes. Where rows differ at the end, the target goes on refusing to be opened.

    Raises:
        LedgerError: a service runs on either; the target holds something, cannot be opened, or
            does not take a row.
    """
    _prepare(target)
    whose = backups.identity(source)
    with target.read() as session:  # before anybody is told to stop the services that work there
        if moving_mark.kept(session) is None:
            _require_empty(session, target.name, whose)
    with source.only_service(), target.only_service():
        state = written_back(source)
        with still(source) as file:
            mark = _begun(target, whose, state)
            with watch(f"Moving to {target.name}", _left(file, mark)) as advance:
                for portable in map(Portable, TABLES):
                    _copy(file, target, portable, mark, advance, batch)
            _settle(target, mark)
            moved = Moved(sum(count(file, shape, None) for shape in SHAPES), len(SHAPES))
            with watch("Comparing", moved.rows) as advance:
                _compare(file, target, moved, advance)
        if not moved.unlike:
            with target.write() as session:
                moving_mark.remove(session)
    return moved


def _prepare(target: Ledger) -> None:
    try:
        schema.upgrade(target)
    except DatabaseError as error:
        raise schema.unopened(target, error) from error


def _begun(target: Ledger, whose: str, state: list[int]) -> Mark:
    """The mark of this move: one that goes on, or a new one in a target without any row.

    Raises LedgerError where the target holds what is none of this ledger's.
    """
    with target.write() as session:
        found = moving_mark.kept(session)
        if found is None:
            _require_empty(session, target.name, whose)
        elif (found.source, found.state) == (whose, state):
            return found
        elif found.source != whose:
            raise LedgerError(
                f"{target.name} holds a part of another ledger, whose move was not finished: "
                "name an empty database"
            )
        emptied(session, [shape.name for shape in SHAPES])
        references = [*(found.references if found else []), *without_references(session)]
        moving_mark.keep(session, mark := Mark(whose, state, references))
    return mark


def _require_empty(session: Session, name: str, whose: str) -> None:
    """A database that was opened before, and nothing else, holds its time zone."""
    if meta.get(session, backups.IDENTITY) == whose:
        raise LedgerError(f"{name} holds this ledger already: set DATABASE_URL to it")
    known = set(session.exec(select(Meta.name))) - {meta.TIMEZONE}
    others = [table for table in TABLES if table.name != Meta.__tablename__]
    ask = session.connection().execute
    filled = [one.name for one in others if ask(one.select().limit(1)).first() is not None]
    if known or filled:
        raise LedgerError(
            f"{name} holds a ledger already ({', '.join(filled) or 'meta'}): name an empty database"
        )


def _copy(
    file: Any, target: Ledger, portable: Portable, mark: Mark, advance: Advance, batch: int
) -> None:
    """A table, in the order of its key, a transaction a batch."""
    shape = portable.shape
    with closing(rows(file, shape, mark.after(shape.name))) as found:
        while (first := next(found, None)) is not None:
            part = _Part(chain([first], found), batch)
            with target.write() as session:
                stored(session, shape.name, shape.columns, map(portable, part))
                mark.came_to(shape.name, part.last[: shape.width])
                moving_mark.keep(session, mark)
            advance(part.count)


class _Part:
    """Rows until they are so many bytes; afterwards how many they were, and the last of them."""

    def __init__(self, rows: Iterator[tuple[Raw, ...]], most: int) -> None:
        self._rows, self._most = rows, most
        self.count, self.last = 0, tuple[Raw, ...]()

    def __iter__(self) -> Iterator[tuple[Raw, ...]]:
        size = 0
        for row in self._rows:
            self.count, self.last = self.count + 1, row
            yield row
            size += A_VALUE * len(row) + sum(len(one) for one in row if type(one) is bytes)
            if size >= self._most:
                return


def _left(file: Any, mark: Mark) -> int:
    """How many rows are still to come."""
    return sum(count(file, shape, mark.after(shape.name)) for shape in SHAPES)


def _settle(target: Ledger, mark: Mark) -> None:
    """What comes next is numbered behind what is there, planned for as much, and checked again."""
    with target.write() as session:
        for shape in SHAPES:
            if shape.is_numbered:
                numbered_on(session, shape.name)
            analyzed(session, shape.name)
        with_references(session, mark.references)
        moving_mark.keep(session, replace(mark, references=[]))


def _compare(file: Any, target: Ledger, moved: Moved, advance: Advance) -> None:
    """Notes each table whose rows are not the same, and what could not stay as it was."""
    with target.read() as session:
        for portable in map(Portable, TABLES):
            shape = portable.shape
            order = shape.columns[: shape.width]
            with (
                closing(rows(file, shape, None)) as ours,
                closing(streamed(session, shape.name, shape.columns, order)) as theirs,
            ):
                told = _told(map(portable, ours), advance)
                unlike = differences(told, _without_mark(shape, theirs), shape.width)
            if unlike:
                moved.unlike[shape.name] = _some(unlike)
            for what, count in portable.changed.items():
                moved.changed[shape.name, what] += count


def _without_mark(shape: Shape, theirs: Iterator[Row]) -> Iterator[Row]:
    """The mark is the target's own."""
    is_meta = shape.name == Meta.__tablename__
    return (row for row in theirs if not (is_meta and row[0] == moving_mark.NAME))


def _some(keys: Sequence[Key]) -> list[str]:
    more = len(keys) - NAMED
    return [*map(named, keys[:NAMED]), *([f"{more:,} more"] if more > 0 else [])]


def _told(rows: Iterator[Row], advance: Advance) -> Iterator[Row]:
    """The same rows; of each some it is told that they were compared."""
    number = 0
    for number, row in enumerate(rows, start=1):
        yield row
        if number % SOME == 0:
            advance(SOME)
    advance(number % SOME)
