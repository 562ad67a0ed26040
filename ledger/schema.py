"""Opening a ledger: made if new, upgraded if older, refused if newer or of another time zone."""

from pathlib import Path
from zoneinfo import ZoneInfo

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect
from sqlalchemy.exc import DatabaseError

from ledger import meta
from ledger.engine import Ledger
from ledger.errors import LedgerError

MIGRATIONS = Path(__file__).parent / "migrations"


def open_ledger(url: str, zone: ZoneInfo) -> Ledger:
    """The ledger behind `url`, at the schema that this code expects.

    Raises:
        LedgerError: not a ledger, damaged, written by a newer Leadlight, or counted in days of
            another time zone.
    """
    ledger = _opened(url)
    try:
        _check_zone(ledger, zone)
    except LedgerError:
        ledger.close()
        raise
    return ledger


def open_for_retally(url: str) -> Ledger:
    """The same without the check of the zone, for the command that changes it."""
    return _opened(url)


def _opened(url: str) -> Ledger:
    ledger = Ledger(url)
    try:
        if not ledger.path.exists():
            # First of all, because SQLite gives the log beside it the same mode, and keeps it.
            ledger.path.touch(mode=0o600)
        upgrade(ledger)
    except (DatabaseError, OSError) as error:
        ledger.close()
        reason = str(getattr(error, "orig", None) or error)
        raise LedgerError(
            f"{ledger.path} cannot be opened ({reason}): "
            "check the path, its permissions and the disk, or restore a backup"
        ) from error
    except LedgerError:
        ledger.close()
        raise
    return ledger


def upgrade(ledger: Ledger) -> None:
    """Brings the schema to this code's version in one transaction: all of it or none.

    Raises:
        LedgerError: the ledger is newer than this code, or not a ledger at all.
    """
    config = alembic_config()
    known = ScriptDirectory.from_config(config)
    with ledger.write() as session:
        connection = session.connection()
        current = MigrationContext.configure(connection).get_current_revision()
        if current == known.get_current_head():
            return
        if current is None and inspect(connection).get_table_names():
            raise LedgerError(f"{ledger.path} is a database, but no ledger: name another file")
        if current is not None and current not in {s.revision for s in known.walk_revisions()}:
            raise LedgerError(
                f"{ledger.path} was written by a newer Leadlight (schema {current}): upgrade"
            )
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def alembic_config() -> Config:
    """Alembic's settings, without a file of its own."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config


def _check_zone(ledger: Ledger, zone: ZoneInfo) -> None:
    with ledger.read() as session:
        kept = meta.get(session, meta.TIMEZONE)
    if kept is None:
        with ledger.write() as session:
            meta.put(session, meta.TIMEZONE, zone.key)
    elif kept != zone.key:
        raise LedgerError(
            f"{ledger.path} counts its days in {kept}, but TIMEZONE is {zone.key}: "
            f"set TIMEZONE={kept}, or run `leadlight retally` to count them anew"
        )
