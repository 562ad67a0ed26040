"""A ledger in a PostgreSQL database: how it is opened, and who may write it.

Why a lock for writers: whoever writes reads first, thinks, and writes what follows, as if alone.
SQLite has one writer a file; here a lock of the ledger makes one a database, and each that gets its
turn sees all that was committed before. Readers wait for nobody, and see one moment.
"""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, event, text
from sqlalchemy.exc import DatabaseError, InvalidatePoolError
from sqlmodel import create_engine

from ledger.errors import LedgerError
from ledger.postgres import locks
from ledger.postgres import tables as tables
from ledger.postgres.address import checked, named
from ledger.postgres.connecting import AS_WRITER, connect, said_something
from ledger.postgres.leading import SILENCE, DatabaseLeading
from ledger.postgres.wording import in_postgresql
from ledger.waits import Waits

CONNECTIONS: Final = 10  # kept open by a process; as many again where all are busy
UNSEEN: Final = "waits_for_no_writer"  # an option of a transaction
LOCKED: Final = "55P03"  # lock_not_available: it took longer than lock_timeout
# Of those that are not named, no column holds what a person is called or wrote.
TABLES: Final = """
SELECT tablename FROM pg_tables WHERE schemaname = current_schema()
AND tablename NOT IN ('tally', 'level_change', 'alembic_version') ORDER BY tablename
"""
SAMPLES: Final = "pg_statistic"  # values of each column, for the planner
# Whoever asks the database anything waits behind one that waits for these; of them no more than so.
BRIEFLY: Final = "SET lock_timeout = '2s'"


class PostgresStore:
    """What `ledger.store.Store` says, of a database on a server."""

    engine_name = "PostgreSQL"
    races = False

    def __init__(self, url: str | URL, waits: Waits) -> None:
        self._url = checked(url)
        self.name = named(self._url)
        self._waits = waits
        self.engine = _build_engine(self._url, waits)
        self._beside: Engine = self.engine.execution_options(**{UNSEEN: True})
        self.reading: Engine = self._beside.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        self._alone: Engine = self._beside.execution_options(isolation_level="AUTOCOMMIT")
        self._writing = threading.Lock()

    @property
    def version(self) -> str:
        """The server's, once it was asked."""
        found = self.engine.dialect.server_version_info or ()
        return ".".join(str(part) for part in found)

    def writing(self, *, beside: bool) -> Engine:
        """A writer waits for the lock of all writers, unless it is one beside them."""
        return self._beside if beside else self.engine

    def turn(self, *, beside: bool) -> AbstractContextManager[None]:
        """One writer of this process after the other, so that one connection waits for others."""
        return self._waits.turn(nullcontext() if beside else self._writing)

    def heed_service(self) -> None:
        """Any number of services and commands may write."""

    def trouble(self) -> str:
        """Only the server can say, and it says so at every statement."""
        return ""

    def check(self) -> None:
        """What the server acknowledged is kept."""

    def serving(self) -> AbstractContextManager[None]:
        """Any number of services may run."""
        return nullcontext()

    def leading(self) -> DatabaseLeading:
        """Of all services one leads, and another as soon as that one ends or hangs."""
        return DatabaseLeading(self._url, SILENCE)

    @contextmanager
    def only_service(self) -> Iterator[None]:
        """Holds the leader's lock: where a service runs, one of them has it.

        However long the work takes: nothing is asked meanwhile.
        """
        leading = DatabaseLeading(self._url)
        try:
            if not leading.try_lead():
                why = leading.trouble or "is in use by `leadlight run`: stop all of its instances"
                raise LedgerError(f"{self.name} {why}")
            yield
        finally:
            leading.release()

    def is_served(self) -> bool:
        """Whether anybody leads."""
        with self.reading.connect() as connection:
            return bool(connection.scalar(text(locks.is_held(locks.LEADING))))

    def write_anew(self) -> None:
        """The tables that may hold somebody; each waits until nobody reads it, and has all wait."""
        with self._writing, self._alone.connect() as connection:
            connection.detach()  # what is set here ends with it
            for name in connection.scalars(text(TABLES)).all():
                self._vacuum(connection, name)
            connection.execute(text(BRIEFLY))
            self._vacuum(connection, SAMPLES)

    def _vacuum(self, connection: Connection, table: str) -> None:
        with self._read_by_nobody(table):
            connection.execute(text(f'VACUUM (FULL, ANALYZE) "{table}"'))

    @contextmanager
    def _read_by_nobody(self, table: str) -> Iterator[None]:
        try:
            yield
        except DatabaseError as error:
            if getattr(error.orig, "sqlstate", None) != LOCKED:
                raise
            raise LedgerError(
                f"{self.name} still holds what was before, for somebody is reading its table "
                f"{table}: try again when they have ended"
            ) from error

    def close(self) -> None:
        """Gives every connection back."""
        self.engine.dispose()


def _build_engine(url: URL, waits: Waits) -> Engine:
    engine = create_engine(
        url, pool_size=CONNECTIONS, max_overflow=CONNECTIONS, hide_parameters=True
    )
    event.listen(engine, "do_connect", lambda *_: connect(url))
    event.listen(engine, "checkout", _on_checkout)
    event.listen(engine, "checkin", _on_checkin)
    event.listen(engine, "begin", partial(_on_begin, waits))
    event.listen(engine, "before_cursor_execute", _in_its_words, retval=True)
    return engine


def _on_checkout(connection: Any, _record: Any, _proxy: Any) -> None:
    """A server that ended since says so on each connection: all of them are made anew.

    Why not a question to the server each time: it would double the way of the shortest statements.
    """
    if said_something(connection):
        raise InvalidatePoolError


def _on_checkin(connection: Any, _record: Any) -> None:
    """SQLAlchemy asks for the right to write after a reader, which some servers give to none."""
    if connection is not None:
        connection.read_only = None


def _on_begin(waits: Waits, connection: Connection) -> None:
    if connection.get_execution_options().get(UNSEEN, False):
        return
    with waits.busy.timed():
        connection.execute(text(f"{locks.until_the_end(locks.WRITING)}, {AS_WRITER}"))


def _in_its_words(
    _connection: Any, _cursor: Any, statement: str, given: Any, context: Any, _many: bool
) -> tuple[str, Any]:
    """Raw statements alone: what SQLAlchemy made is in PostgreSQL's words already."""
    raw = context is not None and context.compiled is None
    return (in_postgresql(statement) if raw else statement), given
