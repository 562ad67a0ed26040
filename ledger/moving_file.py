"""The SQLite file that is moved: nobody writes to it meanwhile, and rows are read as they lie.

Texts are read as bytes, since not each of them is one for PostgreSQL: see `ledger.moving_values`.
"""

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from ledger.engine import DRIVER, Ledger
from ledger.errors import LedgerError, in_words
from ledger.moving_values import Raw, Shape


def written_back(source: Ledger) -> list[int]:
    """The state of the source's file, by which it is known whether somebody wrote since.

    What stands in the log goes into the file first; if somebody keeps it from going, it counts too.
    Raises LedgerError where the file cannot be read.
    """
    with _told(source), closing(source.engine.raw_connection()) as connection:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    place = source.path.resolve()
    found = [one.stat() for one in (place, Path(f"{place}-wal")) if one.exists()]
    return [number for one in found if one.st_size for number in (one.st_mtime_ns, one.st_size)]


@contextmanager
def still(source: Ledger) -> Iterator[Any]:
    """A driver's connection in a transaction of a writer, so that nobody else is one.

    Its texts are bytes. Raises LedgerError where, within the block, the file cannot be read.
    """
    with source.write() as session, _told(source):
        file: Any = session.connection().connection.driver_connection
        texts, file.text_factory = file.text_factory, bytes
        try:
            yield file
        finally:
            file.text_factory = texts


def rows(
    file: Any, shape: Shape, after: Sequence[Raw] | None
) -> Generator[tuple[Raw, ...], None, None]:
    """Rows of a table in the order of their key, all or those behind a key; the caller closes."""
    where, given = _behind(shape, after)
    wanted, order = _quoted(shape.columns), _quoted(shape.columns[: shape.width])
    statement = f'SELECT {wanted} FROM "{shape.name}" {where} ORDER BY {order}'  # noqa: S608
    with closing(file.cursor()) as cursor:
        yield from cursor.execute(statement, given)


def count(file: Any, shape: Shape, after: Sequence[Raw] | None) -> int:
    """How many rows they are."""
    where, given = _behind(shape, after)
    statement = f'SELECT COUNT(*) FROM "{shape.name}" {where}'  # noqa: S608
    return int(file.execute(statement, given).fetchone()[0])


def _behind(shape: Shape, after: Sequence[Raw] | None) -> tuple[str, Sequence[Raw]]:
    if after is None:
        return "", ()
    places = ("CAST(? AS TEXT)" if is_text else "?" for is_text in shape.is_text)
    return f"WHERE ({_quoted(shape.columns[: shape.width])}) > ({', '.join(places)})", after


@contextmanager
def _told(source: Ledger) -> Iterator[None]:
    try:
        yield
    except DRIVER.DatabaseError as error:
        raise LedgerError(f"{source.name} cannot be read {in_words(error)}") from error


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
