"""A ledger in a SQLite file: how it is opened, who may write it, and when its file is trusted.

Why not SQLModel's defaults: with them eight writers lost four in ten updates without one error.
Writers here begin with BEGIN IMMEDIATE behind one lock a process, readers with a plain BEGIN;
WAL with synchronous=FULL keeps every committed row through a power cut. See docs/operating.md.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import URL, Connection, Engine, event
from sqlalchemy.exc import DatabaseError
from sqlmodel import create_engine

from ledger import service_lock
from ledger.errors import LedgerError
from ledger.place import Place, sqlite_path
from ledger.waits import Waits

try:
    from pysqlite3 import dbapi2 as _driver
except ImportError:  # only Linux on x86-64 has a build of it
    _driver = sqlite3

DRIVER: ModuleType = _driver

# Two connections that write and checkpoint at the same moment can corrupt these versions.
RACE_FIRST = (3, 7, 0)
RACE_FIXED = (3, 51, 3)
RACE_BACKPORTS = ((3, 44, 6), (3, 50, 7))

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=FAST",
    "PRAGMA journal_size_limit=67108864",
    "PRAGMA cache_size=-32768",  # 32 MiB at most: a large batch fits, and no page is written twice
)


def has_wal_reset_race(version: tuple[int, ...]) -> bool:
    """Whether this SQLite version may corrupt a WAL database under two writers."""
    backported = any(fix[:2] == version[:2] and version >= fix for fix in RACE_BACKPORTS)
    return RACE_FIRST <= version < RACE_FIXED and not backported


class SoleLeading:
    """What `ledger.store.Leading` says, of a file's service: there is no other one."""

    trouble = ""

    def try_lead(self) -> bool:
        """It leads."""
        return True

    is_leading = try_lead

    def release(self) -> None:
        """Its lock ends with the service."""


class SqliteStore:
    """What `ledger.store.Store` says, of a file."""

    engine_name = "SQLite"

    def __init__(self, url: str | URL, waits: Waits) -> None:
        self.path: Path = sqlite_path(url)
        self.name = str(self.path)
        self._waits = waits
        self._place = Place(self.path)
        self.engine = _build_engine(url, self._place, waits)
        self.reading: Engine = self.engine.execution_options(read_only=True)
        self._writing = threading.Lock()
        self._is_service = False

    @property
    def version(self) -> str:
        """The version of the SQLite library in use."""
        return str(DRIVER.sqlite_version)

    @property
    def races(self) -> bool:
        """Whether this SQLite may corrupt a ledger that two processes write."""
        return has_wal_reset_race(tuple(int(part) for part in self.version.split(".")))

    def writing(self, *, beside: bool) -> Engine:
        """A file has one writer at a time, so that nobody writes beside another."""
        return self.engine

    def turn(self, *, beside: bool) -> AbstractContextManager[None]:
        """One writer of this process after the other; SQLite has other processes wait."""
        return self._waits.turn(self._writing)

    def heed_service(self) -> None:
        """Asked at every write, because the service may start while a long import is at work."""
        if self._is_service or not self.races or not service_lock.is_held(self.path):
            return
        raise LedgerError(
            f"{self.path} is in use by `leadlight run`, and SQLite {self.version} can "
            "damage a ledger that two processes write: stop the service first"
        )

    def trouble(self) -> str:
        """What is wrong with the file in its place."""
        return self._place.trouble()

    def check(self) -> None:
        """After a commit: what nobody will find again must not be acknowledged."""
        self._place.check()

    @contextmanager
    def serving(self) -> Iterator[None]:
        """A file has one service: a second one refuses to start."""
        with service_lock.held(self.path):
            self._is_service = True
            try:
                yield
            finally:
                self._is_service = False

    only_service = serving

    def leading(self) -> SoleLeading:
        """The one service leads."""
        return SoleLeading()

    def is_served(self) -> bool:
        """Whether a service holds the lock of the file."""
        return service_lock.is_held(self.path)

    def write_anew(self) -> None:
        """The whole file by VACUUM, and the log beside it emptied."""
        with self._writing, closing(self.engine.raw_connection()) as connection:
            busy = _write_anew(connection)
        if busy:
            raise LedgerError(
                f"{self.path}-wal still holds what was before, for somebody is reading it: "
                "try again when they have ended"
            )

    def close(self) -> None:
        """Gives every connection back; whatever lies there next may be opened."""
        self.engine.dispose()
        self._place.closed()


def _build_engine(url: str | URL, place: Place, waits: Waits) -> Engine:
    def connect() -> Any:
        place.opening()
        with ExitStack() as undo:
            connection = DRIVER.connect(place.uri, uri=True, timeout=30, check_same_thread=False)
            undo.callback(connection.close)
            connection.isolation_level = None  # the driver begins nothing: we do, in `_on_begin`
            with closing(connection.cursor()) as cursor:
                for pragma in PRAGMAS:
                    cursor.execute(pragma)
            place.opened()
            undo.pop_all()
        return connection

    engine = create_engine(url, module=DRIVER, creator=connect, pool_size=20, hide_parameters=True)
    event.listen(engine, "begin", partial(_on_begin, waits))
    return engine


def _write_anew(connection: Any) -> bool:
    """Outside of any transaction; says whether a reader keeps the log from being emptied."""
    cursor = connection.cursor()
    try:
        cursor.execute("VACUUM")
        return bool(cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0])
    except DRIVER.DatabaseError as error:
        raise DatabaseError("VACUUM", None, error) from error
    finally:
        cursor.close()


def _on_begin(waits: Waits, connection: Connection) -> None:
    if connection.get_execution_options().get("read_only", False):
        connection.exec_driver_sql("BEGIN")
        return
    with waits.busy.timed():
        connection.exec_driver_sql("BEGIN IMMEDIATE")
