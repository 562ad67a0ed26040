"""A SQLite ledger with rows in every table, whatever tables there are, made without its rooms."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Boolean, Column, Integer, Table
from sqlmodel import SQLModel

from ledger import backups
from ledger.engine import DRIVER
from ledger.schema import open_ledger
from tests.conftest import UTC_ZONE

TABLES: Final = SQLModel.metadata.sorted_tables


def filled(path: Path, rows: int) -> str:
    """Makes one with so many rows a table; returns its URL."""
    url = f"sqlite:///{path}"
    with closing(open_ledger(url, UTC_ZONE)) as ledger:
        backups.identity(ledger)
    with closing(DRIVER.connect(path)) as file:
        for table in TABLES:
            _fill(file, table, rows)
        file.commit()
    return url


def contents(path: Path) -> dict[str, Sequence[Any]]:
    """Every row of a file, by table."""
    with closing(DRIVER.connect(path)) as file:
        return {
            table.name: sorted(file.execute(f'SELECT * FROM "{table.name}"').fetchall(), key=repr)
            for table in TABLES
        }


def _fill(file: Any, table: Table, rows: int) -> None:
    columns = list(table.columns)
    names = ", ".join(f'"{column.name}"' for column in columns)
    places = ", ".join("?" for _ in columns)
    made = [[_value(column, at, rows) for column in columns] for at in range(1, rows + 1)]
    file.executemany(f'INSERT INTO "{table.name}" ({names}) VALUES ({places})', made)


def _value(column: Column[Any], at: int, rows: int) -> Any:
    """Of the column's kind, and like no other row's; each third is null where it may be."""
    kind = getattr(column.type, "impl", column.type)
    if column.nullable and at % 3 == 0:
        return None
    if isinstance(kind, Boolean):
        return at % 2
    if column.foreign_keys:
        return rows + 1 - at  # so that the first company refers to the last one
    if isinstance(kind, Integer):
        return at * 1_000 if not column.primary_key else at
    return f"{column.name} {at}: é, 漢, \U0001f33b, ' and \\ and \t"
