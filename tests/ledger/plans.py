"""How SQLite goes about what a function asks of it: by an index, or through a whole table."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlmodel import Session


def scans(session: Session, table: str, work: Callable[[], object]) -> list[str]:
    """The steps that go through every row of a table, of all that is asked meanwhile."""
    found = steps(session, work)
    assert any(f" {table}" in step for step in found), "nothing was asked of it"
    return [step for step in found if step.startswith(f"SCAN {table}")]


def steps(session: Session, work: Callable[[], object]) -> list[str]:
    """How each statement that is sent meanwhile is gone about, in SQLite's words."""
    session.flush()
    with _asked(session) as asked:
        work()
    connection = session.connection()
    return [
        row[3]
        for statement, values in asked
        for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
    ]


@contextmanager
def _asked(session: Session) -> Iterator[list[tuple[str, Any]]]:
    """The statements, each with its values, that a session sends in the block."""
    found: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, statement: str, values: Any, ___: Any, ____: Any) -> None:
        found.append((statement, values))

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(connection, "before_cursor_execute", note)
