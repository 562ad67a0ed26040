"""What the tables and their steps mean to PostgreSQL, said once and not at each column and index.

Whole numbers are of 64 bits, for ids are packed in pairs and moments are seconds. Text is ordered
by its bytes (the collation "C"), as in SQLite: the same order on every server, one that no upgrade
of its operating system changes below an index. An index over some rows is over the same in both.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Connection, Integer, String, Text, event
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import CreateColumn, CreateIndex, CreateTable
from sqlalchemy.sql.elements import TypeClause

BYTES: Final = ' COLLATE "C"'
# Percent of a page that rows fill at first. Evidence is seen again, and a row that finds room for
# its next version in its own page leaves all indexes as they are.
FILLED: Final = {"actor_signal": 60}
# Released steps are never edited; these are the words in them that PostgreSQL has others for.
STEPS: Final = {
    " INTEGER REFERENCES ": " BIGINT REFERENCES ",
    "SET stale = 1 ": "SET stale = TRUE ",
    "SET shared = 1 ": "SET shared = TRUE ",
    "key NOT GLOB '*[^0-9a-f]*'": "key !~ '[^0-9a-f]'",
}


@contextmanager
def stepping(connection: Connection) -> Iterator[None]:
    """Has statements of the schema's steps reach PostgreSQL in its words."""
    event.listen(connection, "before_cursor_execute", _step, retval=True)
    try:
        yield
    finally:
        event.remove(connection, "before_cursor_execute", _step)


def _step(_on: Any, _at: Any, statement: str, given: Any, *_how: Any) -> tuple[str, Any]:
    for said, meant in STEPS.items():
        statement = statement.replace(said, meant)
    return statement, given


@compiles(Integer, "postgresql")
def _integer(_type: Integer, _compiler: Any, **_said: Any) -> str:
    return "BIGINT"


@compiles(String, "postgresql")
@compiles(Text, "postgresql")
def _text(_type: String, _compiler: Any, **said: Any) -> str:
    """With its order, for a column and for a value that is compared; a CAST takes none."""
    return "TEXT" if isinstance(said.get("type_expression"), TypeClause) else f"TEXT{BYTES}"


@compiles(CreateColumn, "postgresql")
def _column(element: CreateColumn, compiler: Any, **said: Any) -> str:
    made = str(compiler.visit_create_column(element, **said))
    return made.replace(" SERIAL", " BIGSERIAL", 1)


@compiles(CreateIndex, "postgresql")
def _index(element: CreateIndex, compiler: Any, **said: Any) -> str:
    options = element.element.dialect_options
    options["postgresql"]["where"] = options["sqlite"]["where"]
    return str(compiler.visit_create_index(element, **said))


@compiles(CreateTable, "postgresql")
def _table(element: CreateTable, compiler: Any, **said: Any) -> str:
    if percent := FILLED.get(element.element.name):
        element.element.dialect_options["postgresql"]["with"] = {"fillfactor": percent}
    return str(compiler.visit_create_table(element, **said))
