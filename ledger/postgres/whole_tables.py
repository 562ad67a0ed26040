"""Tables read and set as wholes, where a ledger is moved: what only PostgreSQL has words for.

The driver is asked itself; its errors become the ledger's, which name the table and the mend.
"""

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, cast

import psycopg
from psycopg import sql
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from ledger.errors import LedgerError, in_words
from ledger.postgres.copying import Row, copy

AT_ONCE: Final = 5_000  # rows that the server sends together

# What rows refer to, as the statements that take it away and bring it back.
REFERENCES: Final = """
SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),
  format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname,
    pg_get_constraintdef(oid))
FROM pg_constraint
WHERE contype = 'f' AND connamespace = CAST(CAST(current_schema() AS text) AS regnamespace)
ORDER BY 2
"""


def without_references(session: Session) -> list[str]:
    """Has rows refer to what is not there yet; returns the statements that forbid it again."""
    with _told("references"), _driver(session).cursor() as cursor:
        found = cursor.execute(REFERENCES).fetchall()
        for drop, _ in found:
            cursor.execute(drop)
    return [add for _, add in found]


def with_references(session: Session, statements: Sequence[str]) -> None:
    """Looks whether all that rows refer to is there, and has it be so from now on.

    Raises LedgerError where something is not.
    """
    with _told("references"), _driver(session).cursor() as cursor:
        for add in statements:
            cursor.execute(add.encode())


def stored(session: Session, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Has the rows stored, in the session's transaction, while they come.

    Raises LedgerError where the server does not take them; nothing of them is stored then.
    """
    named = ", ".join(f'"{column}"' for column in columns)
    with _told(table):
        copy(session.connection(), f'"{table}"', named, rows)


def streamed(
    session: Session, table: str, columns: Sequence[str], order: Sequence[str]
) -> Generator[tuple[Any, ...], None, None]:
    """All rows of a table in the order of some columns, a few thousand of them in memory.

    Raises LedgerError where the server fails.
    """
    statement = sql.SQL("SELECT {} FROM {} ORDER BY {}").format(
        _listed(columns), sql.Identifier(table), _listed(order)
    )
    with _told(table), _driver(session).cursor(name="streamed") as cursor:
        cursor.itersize = AT_ONCE
        cursor.execute(statement)
        yield from cursor


def emptied(session: Session, tables: Sequence[str]) -> None:
    """Takes every row out of the tables, whichever of them refer to each other."""
    _run(session, "the tables", sql.SQL("TRUNCATE {}").format(_listed(tables)))


def analyzed(session: Session, table: str) -> None:
    """Has the server look at what is in a table, so that its plans are good from the start."""
    _run(session, table, sql.SQL("ANALYZE {}").format(sql.Identifier(table)))


def numbered_on(session: Session, table: str) -> None:
    """Has the next `id` of a table be the one behind the highest that is there."""
    statement = sql.SQL(
        "SELECT setval(pg_get_serial_sequence({}, 'id'), COALESCE(MAX(id), 0) + 1, FALSE) FROM {}"
    )
    _run(session, table, statement.format(sql.Literal(f'"{table}"'), sql.Identifier(table)))


def _run(session: Session, what: str, statement: sql.Composed) -> None:
    with _told(what), _driver(session).cursor() as cursor:
        cursor.execute(statement)


def _listed(names: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))


def _driver(session: Session) -> psycopg.Connection[Any]:
    return cast(psycopg.Connection[Any], session.connection().connection.driver_connection)


@contextmanager
def _told(what: str) -> Iterator[None]:
    try:
        yield
    except (psycopg.Error, DBAPIError) as error:
        raise LedgerError(f"{what} cannot be moved {in_words(error)}") from error
