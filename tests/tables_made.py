"""The statements that make the tables of a new ledger, kept from the first one of a process.

Why: Alembic puts some hundred of them into words for every ledger, which takes longer than most
tests, and hundreds of tests make a ledger of their own. What runs is what Alembic ran, in its
order. Tests of the steps themselves do without: they override the fixture `tables_made`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event

from ledger import upgrading
from ledger.schema import MIGRATIONS

ToHead = Callable[[Connection, Path], None]

READS = ("SELECT", "PRAGMA")


class _Kept:
    """Stands for `upgrading.to_head` where a file of SQLite is new; elsewhere it asks that."""

    def __init__(self, to_head: ToHead) -> None:
        self._to_head, self._ran = to_head, list[tuple[str, Any]]()

    def __call__(self, connection: Connection, migrations: Path) -> None:
        if migrations != MIGRATIONS or not _is_new(connection):
            self._to_head(connection, migrations)
        elif self._ran:
            for statement, values in self._ran:
                connection.exec_driver_sql(statement, values)
        else:
            with _noted(connection) as ran:
                self._to_head(connection, migrations)
            self._ran = ran


def _is_new(connection: Connection) -> bool:
    if connection.dialect.name != "sqlite":
        return False
    return not connection.exec_driver_sql("SELECT count(*) FROM sqlite_schema").scalar_one()


@contextmanager
def _noted(connection: Connection) -> Iterator[list[tuple[str, Any]]]:
    """What is written on the connection within the block, with its values."""
    ran: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, values: Any, *_: object) -> None:
        if not statement.lstrip().startswith(READS):
            ran.append((statement, values or None))

    event.listen(connection, "before_cursor_execute", note)
    try:
        yield ran
    finally:
        event.remove(connection, "before_cursor_execute", note)


_KEPT = _Kept(upgrading.to_head)


@contextmanager
def kept() -> Iterator[None]:
    """Within the block new ledgers of this process are made of the statements that are kept."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(upgrading, "to_head", _KEPT)
        yield
