"""COPY: rows into a table in one statement, which a server takes ten times as fast as INSERTs.

Why errors are put into SQLAlchemy's: it knows nothing of COPY, so that the driver is asked itself,
and whoever works with a ledger knows its database's errors by SQLAlchemy's classes alone.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

Row = Sequence[str | int | bool | None]

# From so many rows on it pays: COPY asks the server some questions more than a short batch has.
MANY: Final = 200
INTO: Final = re.compile(r"\s*INSERT INTO (\w+)\s*\(([^)]+)\)\s*VALUES")


def pays(connection: Connection, rows: int) -> bool:
    """Whether so many rows go by COPY: many, into a PostgreSQL database."""
    return rows >= MANY and connection.dialect.name == "postgresql"


def insert(connection: Connection, statement: str, rows: Sequence[Row]) -> None:
    """Adds rows of which none is there yet, as `INSERT INTO table (columns) VALUES (?, ...)` says.

    Raises SQLAlchemy's DBAPIError where one cannot stand, ValueError for another statement.
    """
    if not pays(connection, len(rows)):
        connection.exec_driver_sql(statement, list(rows))
    elif said := INTO.match(statement):
        copy(connection, said[1], said[2], rows)
    else:
        raise ValueError(f"COPY knows no way to do as this says: {statement}")


def copy(connection: Connection, table: str, columns: str, rows: Iterable[Row]) -> None:
    """Adds rows, in the caller's transaction; `columns` are those of the rows, "day, actor_id".

    Raises SQLAlchemy's DBAPIError, and in its cause the driver's error, where one cannot stand.
    """
    statement = f"COPY {table} ({columns}) FROM STDIN"
    with (
        told(connection, statement),
        driver_of(connection).cursor() as cursor,
        cursor.copy(statement) as copying,
    ):
        write = copying.write_row
        for row in rows:
            write(row)


def driver_of(connection: Connection) -> Any:
    """The driver's own connection, for what SQLAlchemy has no words for."""
    return connection.connection.driver_connection


@contextmanager
def told(connection: Connection, statement: str) -> Iterator[None]:
    """Has the driver's errors be SQLAlchemy's DBAPIError, which names the statement alone."""
    base: Any = connection.dialect.loaded_dbapi.Error
    try:
        yield
    except base as error:
        raise DBAPIError.instance(
            statement, None, error, base, hide_parameters=True, dialect=connection.dialect
        ) from error
