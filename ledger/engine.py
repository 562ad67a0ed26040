"""The one place where a database is opened, and the only two ways to speak to it.

Why not SQLModel's defaults: with them eight writers lost four in ten updates without one error.
Writers here begin with BEGIN IMMEDIATE behind one lock a process, readers with a plain BEGIN;
WAL with synchronous=FULL keeps every committed row through a power cut. See docs/operating.md.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from types import ModuleType
from typing import Any

from sqlalchemy import URL, Connection, Engine, event
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session, create_engine

from ledger import service_lock
from ledger.errors import LedgerError, in_words, is_damage, is_of_storage
from ledger.mailboxes import plain_address
from ledger.place import Place, ledger_file, sqlite_path
from ledger.waits import Waits

__all__ = [
    "DRIVER",
    "PSEUDONYM",
    "Ledger",
    "Session",
    "has_wal_reset_race",
    "ledger_file",
    "sqlite_path",
]

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
        self.refused = ""  # why nothing is written, whatever is asked: damage, a newer schema
        self.failed = ""  # how the last write failed, if it was for the disk's sake
        self._place = Place(self.path)
        self.waits = Waits()
        self.engine = _build_engine(url, self._place, self.waits)
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
            LedgerError: the service runs, and this SQLite cannot stand a second writing process;
                or the file is damaged, or no more the one that was opened.
        """
        self._heed_service()
        self._heed_trouble()
        anew = Session(self.engine, expire_on_commit=False, info=self._info)
        turn = self.waits.turn(self._writing)
        with turn, self._noted(), anew as session, session.begin():
            yield session
        self._place.check()  # what nobody will find again must not be acknowledged

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
        self._heed_trouble()
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
        self._place.closed()

    @contextmanager
    def only_service(self) -> Iterator[None]:
        """Holds `<ledger>.lock`, so that a second `leadlight run` refuses to start."""
        with service_lock.held(self.path):
            self._is_service = True
            try:
                yield
            finally:
                self._is_service = False

    def trouble(self) -> str:
        """Why nothing can be written, and what to do; empty when nothing stands in the way."""
        return self._place.trouble() or self.refused

    def _heed_trouble(self) -> None:
        if trouble := self.trouble():
            raise LedgerError(trouble)

    @contextmanager
    def _noted(self) -> Iterator[None]:
        """Keeps in mind how a write ended; after damage none is tried before a check finds none."""
        try:
            yield
        except DatabaseError as error:
            if is_of_storage(error):
                self.failed = in_words(error)
            if is_damage(error):
                self.refused = f"{self.path} is damaged {self.failed}"
            raise
        self.failed = ""

    def _heed_service(self) -> None:
        """At every write, because the service may start while a long import is at work."""
        if self._is_service or not self.races or not service_lock.is_held(self.path):
            return
        raise LedgerError(
            f"{self.path} is in use by `leadlight run`, and SQLite {self.sqlite_version} can "
            "damage a ledger that two processes write: stop the service first"
        )


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
