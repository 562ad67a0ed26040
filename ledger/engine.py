"""The one place where a database is opened, and the only two ways to speak to it.

Why not SQLModel's defaults: with them eight writers lost four in ten updates without one error.
Writers here begin with BEGIN IMMEDIATE behind one lock a process, readers with a plain BEGIN;
WAL with synchronous=FULL keeps every committed row through a power cut. See docs/operating.md.
"""

import fcntl
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import URL, Connection, Engine, event, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError
from sqlmodel import Session, create_engine

from ledger.errors import LedgerError
from ledger.mailboxes import plain_address

__all__ = ["DRIVER", "PSEUDONYM", "Ledger", "Session", "has_wal_reset_race", "sqlite_path"]

try:
    from pysqlite3 import dbapi2 as _driver
except ImportError:  # only Linux on x86-64 has a build of it
    _driver = sqlite3

DRIVER: ModuleType = _driver

PSEUDONYM = "pseudonym"  # in a session's info: the keyed hash of a value, for a purpose
Pseudonym = Callable[[str, str], str]

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


class Ledger:
    """An open database: `write()` for one short transaction, `read()` for a stable picture."""

    def __init__(self, url: str | URL, pseudonym: Pseudonym | None = None) -> None:
        """`pseudonym` hides the forgotten and hashes addresses; it is called when either is met."""
        self._info = {PSEUDONYM: pseudonym}
        self.path = sqlite_path(url)
        self.engine = _build_engine(url)
        self._lock = self.path.with_name(self.path.name + ".lock")
        self._writing = threading.Lock()
        self._is_service = False

    def address_hash(self, email: str) -> str | None:
        """The keyed hash of a person's mail address; None where the ledger has no key.

        In whatever case it is written, and with whatever tag behind a `+`.
        """
        hashed = self._info[PSEUDONYM]
        return hashed("address", plain_address(email)) if hashed else None

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction that commits at the end or leaves no trace. Never wait in it.

        Raises:
            LedgerError: the service runs, and this SQLite cannot stand a second writing process.
        """
        self._heed_service()
        anew = Session(self.engine, expire_on_commit=False, info=self._info)
        with self._writing, anew as session, session.begin():
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A stable picture: all that is read belongs to one moment; nothing of it is written."""
        reading = self.engine.execution_options(read_only=True)
        with Session(reading, info=self._info) as session:
            yield session

    def write_anew(self) -> None:
        """Writes the whole file anew, so that no byte stays of what was deleted or changed.

        It takes as long as to copy the file, needs as much room once more, and has other writers
        wait. Raises LedgerError as `write`, or where somebody goes on reading what was before.
        """
        self._heed_service()
        with self._writing, closing(self.engine.raw_connection()) as connection:
            busy = _write_anew(connection)
        if busy:
            raise LedgerError(
                f"{self.path}-wal still holds what was before, for somebody is reading it: "
                "try again when they have ended"
            )

    @property
    def sqlite_version(self) -> str:
        """The version of the SQLite library in use."""
        return str(DRIVER.sqlite_version)

    @property
    def races(self) -> bool:
        """Whether this SQLite may corrupt a ledger that two processes write."""
        return has_wal_reset_race(tuple(int(part) for part in self.sqlite_version.split(".")))

    def close(self) -> None:
        """Gives every connection back."""
        self.engine.dispose()

    @contextmanager
    def only_service(self) -> Iterator[None]:
        """Holds `<ledger>.lock`, so that a second `leadlight run` refuses to start."""
        handle = os.open(self._lock, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            self._take(handle)
            self._is_service = True
            yield
        finally:
            self._is_service = False
            os.close(handle)

    def _heed_service(self) -> None:
        """At every write, because the service may start while a long import is at work."""
        if self._is_service or not self.races or not self._lock.exists():
            return
        handle = os.open(self._lock, os.O_RDWR)
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LedgerError(
                f"{self.path} is in use by `leadlight run`, and SQLite {self.sqlite_version} can "
                "damage a ledger that two processes write: stop the service first"
            ) from None
        finally:
            os.close(handle)

    def _take(self, handle: int) -> None:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LedgerError(
                f"{self.path} is in use by another `leadlight run`: stop that one first"
            ) from None


def sqlite_path(url: str | URL) -> Path:
    """The file behind a `sqlite:///` URL, checked before anything is opened.

    Raises:
        LedgerError: another database, no folder, or a file that cannot be a ledger.
    """
    path = Path(_database(url))
    if path.is_dir():
        raise LedgerError(f"DATABASE_URL names {path}, which is a folder: name a file in it")
    if not path.parent.is_dir():
        raise LedgerError(
            f"DATABASE_URL names {path}, but there is no folder {path.parent}: make it"
        )
    if path.exists() and path.stat().st_size == 0:
        raise LedgerError(
            f"{path} is empty, so it is no ledger (any more): restore it from a backup, "
            "or remove it to start anew"
        )
    return path


def _database(url: str | URL) -> str:
    """The URL is not repeated: that of another database may hold a password."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # the latter for a port that is no number
        parsed = URL.create("unreadable")
    named = parsed.drivername == "sqlite" and parsed.database != ":memory:"
    if not named or not parsed.database:
        raise LedgerError(
            "DATABASE_URL must name a SQLite file, such as sqlite:///leadlight.db: "
            "this version keeps its ledger in one"
        )
    return parsed.database


def _build_engine(url: str | URL) -> Engine:
    engine = create_engine(
        url,
        module=DRIVER,
        connect_args={"timeout": 30},
        pool_size=20,
        hide_parameters=True,
    )
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def _on_connect(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver begins nothing: we do, in `_on_begin`
    cursor = connection.cursor()
    try:
        for pragma in PRAGMAS:
            cursor.execute(pragma)
    except DRIVER.DatabaseError as error:
        raise DatabaseError("PRAGMA", None, error) from error
    finally:
        cursor.close()


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


def _on_begin(connection: Connection) -> None:
    read_only = connection.get_execution_options().get("read_only", False)
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
