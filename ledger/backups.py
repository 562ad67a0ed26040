"""Backups: a whole ledger in one file, made while the service writes, and proved before it counts.

Why SQLite's own copying: whoever copies the file alone leaves out what stands in the log beside it.
One read transaction spans the copy, so that it is of one moment and no writer makes it begin anew.
The copy is checked under another name first; whatever bears a backup's name can be restored.
"""

import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlmodel import Session

from ledger import meta, schema
from ledger.engine import DRIVER, Ledger
from ledger.errors import LedgerError
from ledger.place import sync
from ledger.traces import GONE

LAST: Final = "backup:last"  # in meta: when the last backup was finished, ISO
PAGES: Final = 1_000  # copied at a time, some 4 MB
KEY: Final = ".identity-key"  # behind the name of a ledger, or of a backup
IDENTITY: Final = "backup:identity"  # in meta: letters that tell a ledger's backups from another's
DAILY: Final = re.compile(r"leadlight-([0-9a-f]{6})-(\d{4}-\d\d-\d\d)\.db")
UNNAMED: Final = re.compile(r"leadlight-(\d{4}-\d\d-\d\d)\.db")  # of before they told whose
ASIDE: Final = ".before-restore-"  # between a ledger's name and the moment of a restore
ACTOR: Final = "SELECT 1 FROM actor WHERE source = ? AND key = ?"
# Of whom a referral alone knows: its number and the second of its making are the key.
REFERRED: Final = """
SELECT 1 FROM referral WHERE ? = 'DQL' AND id || '@' || made_at = ? AND person_name <> ?
"""

Progress = Callable[[int, int], None]  # pages that are copied, of how many


@dataclass(frozen=True, slots=True)
class Backup:
    """A file that can be restored."""

    path: Path
    size: int  # bytes
    revision: str  # of its schema


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that still holds somebody; `until` is the day on which it goes by itself, if any."""

    path: Path
    until: date | None


def _silent(_copied: int, _pages: int) -> None:
    """Nobody watches."""


def backup(ledger: Ledger, file: Path, now: datetime, progress: Progress = _silent) -> Backup:
    """Copies the ledger to `file` (mode 0600), in the place of what was there; checks the copy.

    Raises:
        LedgerError: the copy is not whole.
        OSError: there is no such folder, or no room in it.
    """
    made = file.with_name(f".{file.name}.part")
    made.unlink(missing_ok=True)
    try:
        made.touch(mode=0o600)
        with _raw(ledger) as connection:
            copy(connection, made, progress)
        found = verify(made)
        sync(made)
        made.replace(file)
        sync(file.parent)
    finally:
        made.unlink(missing_ok=True)
    # Where SQLite cannot stand a second writer, the service forbids this; the backup is good.
    with suppress(LedgerError), ledger.write() as session:
        meta.put(session, LAST, now.isoformat())
    return Backup(file, found.size, found.revision)


def daily(ledger: Ledger, folder: Path, keep: int, today: date, now: datetime) -> Backup:
    """The backup of a day; the newest `keep` of this ledger stay, others' are left alone.

    Of files that do not tell whose they are, those go that are older than `keep` days.
    """
    if not folder.is_dir():  # one that was forgotten to be mounted must not be made
        raise LedgerError(f"there is no folder {folder}: make it, or mount it")
    whose = identity(ledger)
    for left in folder.glob(f".leadlight-{whose}-*.db.part"):  # by a process that was killed at it
        left.unlink(missing_ok=True)
    made = backup(ledger, daily_file(ledger, folder, today), now)
    old = sorted(_dailies(folder, whose), reverse=True)[keep:]
    old += [one for one in _unnamed(folder) if one[0] <= today - timedelta(days=keep)]
    for _, path in old:
        path.unlink(missing_ok=True)
    return made


def daily_file(ledger: Ledger, folder: Path, day: date) -> Path:
    """Where the backup of a day lies: `leadlight-3f09ac-2026-11-22.db`."""
    return folder / f"leadlight-{identity(ledger)}-{day}.db"


def identity(ledger: Ledger) -> str:
    """Six letters by which a ledger's backups are told from those of another one; kept for ever.

    Why not its name: in containers every ledger is /data/leadlight.db, and one volume may take the
    backups of all of them.
    """
    with ledger.read() as session:
        kept = meta.get(session, IDENTITY)
    if kept is not None:
        return kept
    with ledger.write() as session:
        if meta.get(session, IDENTITY) is None:  # another process may have been first
            meta.put(session, IDENTITY, secrets.token_hex(3))
    return identity(ledger)


def last(session: Session) -> datetime | None:
    """When the last backup was finished, aware, UTC; None where there was none."""
    kept = meta.get(session, LAST)
    return datetime.fromisoformat(kept) if kept else None


def verify(file: Path) -> Backup:
    """Reads every page of a file, and says what it is.

    Raises:
        LedgerError: it is missing, empty, damaged, no ledger, or of a newer Leadlight.
    """
    if not file.is_file():
        raise LedgerError(f"there is no file {file}: check its name and where you are")
    if not (size := file.stat().st_size):
        raise LedgerError(f"{file} is empty, so it is no backup: take another one")
    try:
        with reading(file) as connection:
            connection.execute("PRAGMA cache_size=-65536")  # each index asks for rows in its order
            found = [row[0] for row in connection.execute("PRAGMA integrity_check(3)")]
            revision = _revision(connection)
    except DRIVER.DatabaseError as error:
        raise LedgerError(f"{file} is no whole ledger ({error}): take another backup") from None
    if found != ["ok"]:
        raise LedgerError(f"{file} is damaged ({'; '.join(found)}): take another backup")
    if revision is None:
        raise LedgerError(f"{file} is a database, but no ledger: take another file")
    if revision > schema.newest():
        raise LedgerError(
            f"{file} was written by a newer Leadlight (schema {revision}): upgrade first"
        )
    return Backup(file, size, revision)


def holding(ledger: Ledger, folder: Path | None, keep: int, who: tuple[str, str]) -> list[Copy]:
    """The copies that hold somebody: daily ones, and those that a restore put aside.

    `who` is an actor's source and key, or by what `ledger.forgotten_referrals` knows a referral.
    One that cannot be read is named as well, for nobody knows.
    """
    found = []
    if folder is not None:
        dailies = (*_dailies(folder, identity(ledger)), *_unnamed(folder))
        found = [Copy(path, day + timedelta(days=keep)) for day, path in sorted(dailies)]
    if not ledger.is_file:
        return []
    place = ledger.path.resolve()
    found += [
        Copy(path, None)
        for path in sorted(place.parent.glob(f"{place.name}{ASIDE}*"))
        if not path.name.endswith(("-wal", "-shm"))
    ]
    return [one for one in found if _may_hold(one.path, who)]


@contextmanager
def reading(file: Path) -> Iterator[Any]:
    """A connection to a copy that changes nothing in it or beside it."""
    beside = file.with_name(file.name + "-wal")
    alone = "" if beside.exists() else "&immutable=1"
    uri = f"{file.absolute().as_uri()}?mode=ro{alone}"
    with closing(DRIVER.connect(uri, uri=True, isolation_level=None)) as connection:
        yield connection


def copy(connection: Any, to: Path, progress: Progress = _silent) -> None:
    """All that a connection sees at this moment, into a file that stands alone."""
    connection.execute("BEGIN")
    try:
        connection.execute("SELECT 1 FROM sqlite_schema").fetchone()  # from here on one moment
        with closing(DRIVER.connect(to, isolation_level=None)) as target:
            connection.backup(
                target,
                pages=PAGES,
                progress=lambda _status, left, pages: progress(pages - left, pages),
            )
            target.execute("PRAGMA journal_mode=DELETE")
    finally:
        connection.execute("ROLLBACK")


@contextmanager
def _raw(ledger: Ledger) -> Iterator[Any]:
    with closing(ledger.engine.raw_connection()) as pooled:
        yield pooled.driver_connection


def _revision(connection: Any) -> str | None:
    tables = "SELECT 1 FROM sqlite_schema WHERE name = 'alembic_version'"
    if connection.execute(tables).fetchone() is None:
        return None
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else None


def _dailies(folder: Path, whose: str) -> Iterator[tuple[date, Path]]:
    for path in folder.glob("leadlight-*.db"):
        if (named := DAILY.fullmatch(path.name)) and named[1] == whose:
            yield date.fromisoformat(named[2]), path


def _unnamed(folder: Path) -> Iterator[tuple[date, Path]]:
    for path in folder.glob("leadlight-*.db"):
        if named := UNNAMED.fullmatch(path.name):
            yield date.fromisoformat(named[1]), path


def _may_hold(path: Path, who: tuple[str, str]) -> bool:
    try:
        with reading(path) as connection:
            asked = (ACTOR, who), (REFERRED, (*who, GONE))
            return any(connection.execute(*one).fetchone() for one in asked)
    except DRIVER.DatabaseError:
        return True
