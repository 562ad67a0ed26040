"""Where a ledger lies, and whether the file that was opened is still the one that its path names.

Why: SQLite writes on into a file that somebody deleted or replaced, without any error, and what was
acknowledged is gone with the process. A look at the path costs a few millionths of a second,
so that every write takes one before it begins, and one after its commit.
"""

import os
from pathlib import Path
from typing import Final

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from ledger.errors import LedgerError

RESTORE = "stop the service, then `leadlight restore` a backup"
POSTGRES: Final = ("postgresql+psycopg", "postgresql", "postgres")
PORT: Final = 5432  # a PostgreSQL server's, where the URL says none
AS_POSTGRES: Final = "postgresql+psycopg://user:password@host:5432/leadlight"
ENCODED: Final = "in a user or a password write @ : / ? # % percent-encoded (%40 for @)"
NO_FILE: Final = (
    "this is for a ledger in a file, and DATABASE_URL names a PostgreSQL database: back it up and "
    "restore it by pg_dump or the server's own means, see docs/postgresql.md"
)


class Place:
    """Where a ledger lies; from its first connection on, which file that is."""

    def __init__(self, path: Path) -> None:
        self._path = path.absolute()
        self._file: tuple[int, int] | None = None  # device and number, as the system knows it
        self._was_filled = False  # one that is being made is empty until its log is written back

    @property
    def uri(self) -> str:
        """What SQLite is asked to open: a file that is there, for none is made by looking."""
        return f"{self._path.as_uri()}?mode=rw"

    def opening(self) -> None:
        """Looks at the path before a connection; that nothing is there, SQLite says by itself.

        Why: SQLite would wait for half a minute to make an emptied file a database once more.

        Raises:
            LedgerError: another file lies there, or an empty one.
        """
        if self._path.exists():
            self.check()

    def opened(self) -> None:
        """Takes note of the file behind a new connection; the first says which it is.

        Raises:
            LedgerError: it is another one than the earlier connections have.
        """
        self.check()
        found = self._path.stat()
        self._file = found.st_dev, found.st_ino

    def closed(self) -> None:
        """No connection is left: whatever lies there next may be opened."""
        self._file, self._was_filled = None, False

    def check(self) -> None:
        """Looks at the path.

        Raises:
            LedgerError: the file is gone, another one, or empty.
        """
        if trouble := self.trouble():
            raise LedgerError(trouble)

    def trouble(self) -> str:
        """What is wrong with the file, and what to do; empty when nothing is."""
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return f"{self._path} was deleted while it was in use: {RESTORE}"
        except OSError as error:
            why = error.strerror
            return f"{self._path} cannot be found ({why}): look after its folder and the disk"
        if self._file not in (None, (found.st_dev, found.st_ino)):
            return (
                f"{self._path} was replaced by another file while it was in use: stop the "
                "service, make sure that the right one lies there, and start it again"
            )
        if self._was_filled and not found.st_size:
            return f"{self._path} was emptied while it was in use: {RESTORE}"
        self._was_filled = found.st_size > 0
        return ""


def free_bytes(path: Path) -> int:
    """How much room is left for a ledger's user on its disk. Raises OSError."""
    disk = os.statvfs(path.parent)
    return disk.f_bavail * disk.f_frsize


def sync(path: Path) -> None:
    """Has a file or a folder reach the disk: what a power cut takes away was never there."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sqlite_path(url: str | URL) -> Path:
    """The file behind a `sqlite:///` URL, checked before anything is opened.

    Raises:
        LedgerError: another database, no folder, or a file that cannot be a ledger.
    """
    path = ledger_file(url)
    if path.exists() and path.stat().st_size == 0:
        raise LedgerError(
            f"{path} is empty, so it is no ledger (any more): restore it from a backup, "
            "or remove it to start anew"
        )
    return path


def ledger_file(url: str | URL) -> Path:
    """The same, whatever the file holds: a ledger may be restored in its place.

    Raises:
        LedgerError: another database, or no folder.
    """
    path = Path(_database(url))
    if path.is_dir():
        raise LedgerError(f"DATABASE_URL names {path}, which is a folder: name a file in it")
    if not path.parent.is_dir():
        raise LedgerError(
            f"DATABASE_URL names {path}, but there is no folder {path.parent}: make it"
        )
    return path


def is_postgres(url: str | URL) -> bool:
    """Whether the ledger lies in a database of a PostgreSQL server, and so in no file.

    Raises:
        LedgerError: the URL cannot be read.
    """
    return parsed(url).drivername in POSTGRES


def named(url: URL) -> str:
    """host:port/database of a PostgreSQL server, as people and logs are told of it."""
    host = url.host or _first(url, "host") or "localhost"
    return f"{host}:{url.port or _first(url, 'port') or PORT}/{url.database}"


def parsed(url: str | URL) -> URL:
    """The parts of a database's URL. No error repeats it, for it may hold a password.

    Raises:
        LedgerError: it cannot be read, or only so that a part of the password looks like a host.
    """
    try:
        found = make_url(url)
    except ArgumentError:
        raise LedgerError(
            "the database's URL cannot be read: write it as sqlite:///leadlight.db, or as "
            f"{AS_POSTGRES}"
        ) from None
    except ValueError:
        raise LedgerError(f"the port in the database's URL is no number; {ENCODED}") from None
    if found.drivername in POSTGRES:
        _refuse_torn(found, url)
    elif found.drivername.startswith("postgres"):
        raise LedgerError("begin the database's URL with postgresql+psycopg://")
    return found


def _refuse_torn(found: URL, url: str | URL) -> None:
    """The first @ ends the password: what follows of it would be told as host or database."""
    text = url if isinstance(url, str) else url.render_as_string(hide_password=False)
    if "@" in f"{found.host}{found.database}" or text.count("@") > 1:
        raise LedgerError(f"the database's URL has an @ where none can be: {ENCODED}")


def _first(url: URL, name: str) -> str:
    """A part of the address that may stand behind the question mark, such as a socket's folder."""
    given = url.query.get(name, "")
    return given if isinstance(given, str) else ",".join(given)


def _database(url: str | URL) -> str:
    """The URL is not repeated: that of another database may hold a password."""
    found = parsed(url)
    if found.drivername in POSTGRES:
        raise LedgerError(f"{named(found)}: {NO_FILE}")
    is_file = found.drivername == "sqlite" and found.database != ":memory:"
    if not is_file or not found.database:
        raise LedgerError(
            "DATABASE_URL must name a SQLite file, such as sqlite:///leadlight.db, or a PostgreSQL "
            f"database, such as {AS_POSTGRES}"
        )
    return found.database
