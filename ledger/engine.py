"""The one place where a ledger is opened, and the only two ways to speak to it.

Which database keeps it is its URL's to say: `ledger.sqlite_store`, `ledger.postgres.store`.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session

from ledger.errors import LedgerError, in_words, is_damage, is_of_storage
from ledger.mailboxes import plain_address
from ledger.place import NO_FILE, is_postgres, ledger_file, sqlite_path
from ledger.sqlite_store import DRIVER, PRAGMAS, SqliteStore, has_wal_reset_race
from ledger.store import Leading, Store
from ledger.waits import Waits

__all__ = [
    "DRIVER",
    "PRAGMAS",
    "PSEUDONYM",
    "Ledger",
    "Session",
    "has_wal_reset_race",
    "ledger_file",
    "name_of",
    "sqlite_path",
]

PSEUDONYM = "pseudonym"  # in a session's info: the keyed hash of a value, for a purpose
Pseudonym = Callable[[str, str], str]


class Ledger:
    """An open database: `write()` for one short transaction, `read()` for a stable picture."""

    def __init__(self, url: str | URL, pseudonym: Pseudonym | None = None) -> None:
        """`pseudonym` hides the forgotten and hashes addresses; it is called when either is met."""
        self._info = {PSEUDONYM: pseudonym}
        self.waits = Waits()
        self.store = _store(url, self.waits)
        self.name = self.store.name  # for people: the file, or host:port/database
        self.engine = self.store.engine
        self.refused = ""  # why nothing is written, whatever is asked: damage, a newer schema
        self.failed = ""  # how the last write failed, if it was for the database's sake

    @property
    def is_file(self) -> bool:
        """Whether it lies in a file, which can be copied, replaced and run out of room."""
        return isinstance(self.store, SqliteStore)

    @property
    def path(self) -> Path:
        """The file. Raises LedgerError where the ledger lies in none."""
        if isinstance(self.store, SqliteStore):
            return self.store.path
        raise LedgerError(f"{self.name}: {NO_FILE}")

    def address_hash(self, email: str) -> str | None:
        """The keyed hash of a person's mail address; None where the ledger has no key.

        In whatever case it is written, and with whatever tag behind a `+`.
        """
        hashed = self._info[PSEUDONYM]
        return hashed("address", plain_address(email)) if hashed else None

    @contextmanager
    def write(self, *, beside: bool = False) -> Iterator[Session]:
        """One transaction that commits at the end or leaves no trace. Never wait in it.

        Writers come one after the other, so that each may read, think and write. Where the database
        can, one `beside` them waits for none: for statements that are whole by themselves.

        Raises:
            LedgerError: a service runs that forbids it; or what keeps the ledger is damaged, or
                no more what was opened.
        """
        self._heed()
        engine = self.store.writing(beside=beside)
        anew = Session(engine, expire_on_commit=False, info=self._info)
        turn = self.store.turn(beside=beside)
        with turn, self._noted(), anew as session, session.begin():
            yield session
        self.store.check()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A stable picture: all that is read belongs to one moment; nothing of it is written."""
        with Session(self.store.reading, info=self._info) as session:
            yield session

    def write_anew(self) -> None:
        """Writes the whole ledger anew, so that no byte stays of what was deleted or changed.

        It takes as long as to copy the ledger, needs as much room once more, and has other writers
        wait. Raises LedgerError as `write`, or where somebody goes on reading what was before.
        """
        self._heed()
        self.store.write_anew()

    @property
    def races(self) -> bool:
        """Whether two processes that write may damage the ledger, as some versions of SQLite do."""
        return self.store.races

    @property
    def version(self) -> str:
        """The version of the database in use, which `database` names."""
        return self.store.version

    @property
    def database(self) -> str:
        """What keeps it: "SQLite" or "PostgreSQL"."""
        return self.store.engine_name

    def close(self) -> None:
        """Gives every connection back."""
        self.store.close()

    def serving(self) -> AbstractContextManager[None]:
        """What `leadlight run` holds: a file has one service, a PostgreSQL database any number.

        Raises LedgerError on entering where another one must end first.
        """
        return self.store.serving()

    def leading(self) -> Leading:
        """A service's bid to be the one of all that collects and scores; see `ledger.store`."""
        return self.store.leading()

    def only_service(self) -> AbstractContextManager[None]:
        """What is held by whoever needs that no service runs. Raises LedgerError on entering."""
        return self.store.only_service()

    def is_served(self) -> bool:
        """Whether a service runs on this ledger."""
        return self.store.is_served()

    def trouble(self) -> str:
        """Why nothing can be written, and what to do; empty when nothing stands in the way."""
        return self.store.trouble() or self.refused

    def _heed(self) -> None:
        self.store.heed_service()
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
                self.refused = f"{self.name} is damaged {self.failed}"
            raise
        self.failed = ""


def name_of(url: str | URL) -> str:
    """How people are told of the ledger behind a URL, whether there is one or not: no password.

    Raises LedgerError where the URL cannot be one.
    """
    if not is_postgres(url):
        return str(ledger_file(url))
    from ledger.postgres.address import checked, named

    return named(checked(url))


def _store(url: str | URL, waits: Waits) -> Store:
    if not is_postgres(url):
        return SqliteStore(url, waits)
    from ledger.postgres.store import PostgresStore  # its driver is an extra that few install

    return PostgresStore(url, waits)
