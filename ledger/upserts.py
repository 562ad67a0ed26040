"""INSERT ... ON CONFLICT as a statement that both databases are told.

SQLAlchemy has one for each of them, of the same form; SQLite's lacks but the name of a constraint,
which PostgreSQL would take in place of columns and nobody here gives. Nobody is told the id of a
row that may not have been made, so that `rowcount` says whether it was.
"""

from typing import Any

from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.sqlite.dml import Insert, OnConflictDoNothing, OnConflictDoUpdate
from sqlalchemy.ext.compiler import compiles
from sqlmodel import SQLModel


def insert(table: type[SQLModel]) -> Insert:
    """An INSERT that has `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return sqlite.insert(table).inline().execution_options(preserve_rowcount=True)


@compiles(OnConflictDoNothing, "postgresql")
def _nothing(clause: Any, compiler: Any, **said: Any) -> str:
    clause.constraint_target = None
    return str(compiler.visit_on_conflict_do_nothing(clause, **said))


@compiles(OnConflictDoUpdate, "postgresql")
def _update(clause: Any, compiler: Any, **said: Any) -> str:
    clause.constraint_target = None
    return str(compiler.visit_on_conflict_do_update(clause, **said))
