"""One dialect and one cache of statements for all the SQLite ledgers of a test process.

Why: SQLAlchemy puts each statement into words once an engine, and each test that opens a ledger of
its own, each command and each life that is killed has one: a fifth of their time went into words
that stood there before. What reaches SQLite is the same. A process that is forked inherits them.
"""

from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import create_engine

from ledger import sqlite_store

MOST = 5_000  # statements; SQLAlchemy would forget after some hundred

_first: list[Engine] = []


def share() -> None:
    """From now on; ledgers that were opened before keep their own."""
    pytest.MonkeyPatch().setattr(sqlite_store, "create_engine", _shared)


def _shared(*values: Any, **more: Any) -> Engine:
    engine = create_engine(*values, **more, query_cache_size=MOST)
    if not _first:
        _first.append(_asked(more["module"]))
    engine.dialect = _first[0].dialect  # a part of each key in the cache
    engine._compiled_cache = _first[0]._compiled_cache
    return engine


def _asked(driver: ModuleType) -> Engine:
    """One that knows what SQLite it speaks to, as a dialect does once its engine has connected."""
    engine = create_engine("sqlite://", module=driver, query_cache_size=MOST)
    engine.connect().close()
    engine.dispose()
    return engine
