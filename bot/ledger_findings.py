"""What `doctor` says of the ledger: disk, pages, backups."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime

from bot.findings import Finding
from bot.settings import Settings
from bot.upkeep import LATE
from ledger import backups, health, rights
from ledger.engine import Ledger
from ledger.schema import refuse_other


def kept_safe(given: Settings, kept: Ledger, now: datetime) -> Iterator[Finding]:
    """Whether it can be written, and how long ago it was checked and backed up."""
    for cause in health.causes(kept):
        saw, _, mend = cause.rpartition(": ")
        yield Finding("ledger", False, saw, mend)
    with kept.read() as session:
        last, checked = backups.last(session), health.checked(session)
        lack = rights.lacking(session)
    if lack is not None:
        yield Finding("rights", lack.fine, lack.saw, lack.mend)
    if checked is not None and not checked.found:
        yield Finding("ledger's pages", True, f"read {_moment(checked.at)}, nothing was wrong")
    if kept.is_file:
        yield _backup(given, last, now)


def unmade(given: Settings) -> Finding:
    """Of a database in which no ledger is yet, and none is made by looking.

    Raises:
        LedgerError: none can be made there.
    """
    with closing(Ledger(given.database_url)) as kept, kept.read() as session:
        refuse_other(kept, session)
        saw = f"there is none at {kept.name} yet"
    mend = "`leadlight run` makes it; is it where you meant? DATABASE_URL says where"
    return Finding("ledger", True, saw, mend)


def _backup(given: Settings, last: datetime | None, now: datetime) -> Finding:
    every_day = given.backup_dir is not None
    where = f", one a day in {given.backup_dir}" if every_day else ""
    if given.backup_dir is not None and not given.backup_dir.is_dir():
        saw = f"there is no folder {given.backup_dir}"
        return Finding("backup", False, saw, "make it, or mount it: it is looked for every hour")
    if last is None:
        mend = "" if every_day else "set BACKUP_DIR, or run `leadlight backup FILE` every day"
        return Finding("backup", True, f"none yet{where}", mend)
    saw = f"the last {_moment(last)}{where}"
    if every_day and now - last > LATE:
        return Finding("backup", False, saw, "look at BACKUP_DIR and its room; the log says why")
    return Finding("backup", True, saw)


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
