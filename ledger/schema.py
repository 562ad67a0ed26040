"""Opening a ledger: made if new, upgraded if older, refused if newer or of another time zone."""

import os
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from sqlalchemy import URL, inspect
from sqlalchemy.exc import DatabaseError

from ledger import meta, moving_mark, rights, service_lock
from ledger.engine import Ledger, Pseudonym, Session
from ledger.errors import LedgerAwayError, LedgerError, in_words, is_of_rights, is_passing
from ledger.mounts import refuse_shared
from ledger.place import is_postgres, ledger_file

MIGRATIONS = Path(__file__).parent / "migrations"
ENCODING = "SELECT current_setting('server_encoding')"


def open_ledger(url: str, zone: ZoneInfo, pseudonym: Pseudonym | None = None) -> Ledger:
    """The ledger behind `url`, at the schema that this code expects.

    `pseudonym` is the keyed hash under which the forgotten are known again, see `ledger.veil`.

    Raises:
        LedgerAwayError: its server cannot be reached now.
        LedgerError: not a ledger, damaged, on a network file system, written by a newer Leadlight,
            or counted in days of another time zone.
    """
    ledger = _opened(url, pseudonym)
    try:
        _check_zone(ledger, zone)
    except (DatabaseError, LedgerError):
        ledger.close()
        raise
    return ledger


def open_for_retally(url: str) -> Ledger:
    """The same without the check of the zone, for the command that changes it."""
    return _opened(url)


def _opened(url: str, pseudonym: Pseudonym | None = None) -> Ledger:
    ledger = Ledger(url, pseudonym)
    try:
        if ledger.is_file:
            refuse_shared(ledger.path)
            if not ledger.path.exists():
                _make(ledger.path)
        upgrade(ledger)
        _refuse_unfinished(ledger)
    except (DatabaseError, OSError) as error:
        with closing(ledger):
            raise unopened(ledger, error) from error
    except LedgerError:
        ledger.close()
        raise
    return ledger


def _make(path: Path) -> None:
    """A whole ledger under another name, then linked to its own.

    Why: nobody ever sees a part of one, however many processes are first or killed meanwhile.
    """
    place = path.resolve()  # SQLite follows a link, and so must we
    log = place.with_name(place.name + "-wal")
    if log.exists() and not place.exists():  # in this order: another process may be making both
        raise LedgerError(
            f"{log} is there, but not the ledger it belongs to: "
            f"put {place.name} back beside it, or remove it to start anew"
        )
    lock = service_lock.lock_of(path)
    if lock.exists() and not place.exists():
        raise LedgerError(
            f"{place} is gone, although a service has worked with it: restore a backup by "
            f"`leadlight restore`, or remove {lock} to start anew"
        )
    with TemporaryDirectory(prefix=f".{place.name}.", dir=place.parent) as folder:
        made = Ledger(URL.create("sqlite", database=str(Path(folder, place.name))))
        try:
            # First of all, because SQLite gives the log beside it the same mode, and keeps it.
            made.path.touch(mode=0o600)
            upgrade(made)
        finally:
            made.close()
        with suppress(FileExistsError):  # another process was first: its ledger is the ledger
            os.link(made.path, place)


def upgrade(ledger: Ledger) -> None:
    """Brings the schema to this code's version in one transaction: all of it or none.

    Raises:
        LedgerError: the ledger is newer than this code, or not a ledger at all.
    """
    head = newest()
    with ledger.read() as session:  # a look that waits for no writer
        if _revision(session) == head:
            return
    from ledger import upgrading  # here: Alembic is 7 MB that a ledger needs once a release

    with ledger.write() as session:
        connection, current = session.connection(), _revision(session)
        if current == head:
            return
        if current is None:
            refuse_other(ledger, session)
        if current is not None and current not in upgrading.known(MIGRATIONS):
            raise LedgerError(
                f"{ledger.name} was written by a newer Leadlight (schema {current}): upgrade"
            )
        upgrading.to_head(connection, MIGRATIONS)


def is_made(url: str) -> bool:
    """Whether there is a ledger behind `url`; nothing is made by looking.

    Raises:
        LedgerError: the URL cannot be one, or its server does not answer.
    """
    if not is_postgres(url):
        return ledger_file(url).exists()
    with closing(Ledger(url)) as ledger:
        try:
            with ledger.read() as session:
                return _revision(session) is not None
        except DatabaseError as error:
            raise unopened(ledger, error) from error


def unopened(ledger: Ledger, error: Exception) -> LedgerError:
    """Why it cannot be opened, and the mend: where rights lack, the statements that give them."""
    if is_of_rights(error):
        with ledger.read() as session:
            if lack := rights.lacking(session):
                return LedgerError(f"{ledger.name} cannot be opened, for {lack}")
    kind = LedgerAwayError if is_passing(error) else LedgerError
    return kind(f"{ledger.name} cannot be opened {in_words(error)}")


def refuse_other(ledger: Ledger, session: Session) -> None:
    """Lets pass a database without a ledger that may become one.

    Raises:
        LedgerError: this user may make none there, or it is another programme's.
    """
    if lack := rights.lacking(session):
        raise LedgerError(f"{ledger.name} cannot be opened, for {lack}")
    connection = session.connection()
    if inspect(connection).get_table_names():
        another = (
            "another file"
            if ledger.is_file
            else "an empty database, or a schema by ?options=-csearch_path%3Dleadlight"
        )
        raise LedgerError(f"{ledger.name} is a database, but no ledger: name {another}")
    if not ledger.is_file and (kept := connection.exec_driver_sql(ENCODING).scalar_one()) != "UTF8":
        raise LedgerError(
            f"{ledger.name} keeps text as {kept}: make the database with ENCODING 'UTF8'"
        )


def _refuse_unfinished(ledger: Ledger) -> None:
    """A ledger is moved from a file into a database, never the other way."""
    if not ledger.is_file:
        with ledger.read() as session:
            moving_mark.refuse_unfinished(session, ledger.name)


def newest() -> str:
    """The revision that this code expects: the last of the steps, each in a file named by it."""
    steps = sorted((MIGRATIONS / "versions").glob("v*_*.py"))
    return steps[-1].name[1:].partition("_")[0]


def _revision(session: Session) -> str | None:
    """The one that Alembic noted; None in a database that it never saw."""
    connection = session.connection()
    if not inspect(connection).has_table("alembic_version"):
        return None
    noted = connection.exec_driver_sql("SELECT version_num FROM alembic_version")
    return noted.scalar_one_or_none()


def _check_zone(ledger: Ledger, zone: ZoneInfo) -> None:
    with ledger.read() as session:
        kept = meta.get(session, meta.TIMEZONE)
    if kept is None:
        with ledger.write() as session:
            meta.put(session, meta.TIMEZONE, zone.key)
    elif kept != zone.key:
        raise LedgerError(
            f"{ledger.name} counts its days in {kept}, but TIMEZONE is {zone.key}: "
            f"set TIMEZONE={kept}, or run `leadlight retally` to count them anew"
        )
