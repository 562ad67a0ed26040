"""`leadlight migrate-to`: a SQLite ledger becomes a PostgreSQL one, compared row by row."""

import argparse
from contextlib import AbstractContextManager, closing
from typing import TYPE_CHECKING

from bot.commands.opening import UsageError, complain, made_before, say
from bot.commands.progress import Advance, progress
from bot.identity_key import hiding, key_file
from bot.settings import Settings, load
from ledger.engine import Ledger
from ledger.place import is_postgres
from ledger.schema import open_ledger

if TYPE_CHECKING:
    from ledger.moving import Moved

HELP = "move the ledger from its SQLite file into an empty PostgreSQL database, compared row by row"
EXAMPLE = "leadlight migrate-to postgresql+psycopg://leadlight@db.example:5432/leadlight"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where to."""
    parser.add_argument(
        "url",
        metavar="URL",
        help="the database; others on this machine can see what you type, so leave the password "
        "out and set PGPASSWORD, or keep it in ~/.pgpass",
    )


def run(args: argparse.Namespace) -> int:
    """Moves what DATABASE_URL names, or goes on where an earlier attempt ended; 1: rows differ.

    The service has to be stopped.
    """
    settings = load("ledger")
    if is_postgres(settings.database_url):
        raise UsageError("DATABASE_URL has to name the SQLite file that is moved, until it is")
    if not is_postgres(args.url):
        raise UsageError(
            "the URL has to name a PostgreSQL database, such as "
            "postgresql+psycopg://leadlight@db.example:5432/leadlight"
        )
    made_before()
    with (
        closing(open_ledger(settings.database_url, settings.timezone, hiding(settings))) as source,
        closing(Ledger(args.url)) as target,
    ):
        from ledger import moving  # here: whoever asks for --help needs no driver of PostgreSQL's

        try:
            moved = moving.move(source, target, _watched)
        except KeyboardInterrupt:
            complain("The move was interrupted: run it again to go on.")
            raise
    _tell_changes(moved)
    if moved.unlike:
        _tell_differences(moved, target.name)
        return 1
    say(
        f"{moved.rows:,} rows of {moved.tables} tables are in {target.name}. Each was compared "
        f"with {source.name}: they are the same."
    )
    _tell_settings(settings, source.name)
    return 0


def _watched(what: str, rows: int) -> AbstractContextManager[Advance]:
    return progress(what, f"of {rows:,} rows", rows)


def _tell_changes(moved: "Moved") -> None:
    for (table, what), count in sorted(moved.changed.items()):
        complain(f"PostgreSQL does not take it: {table}: {count:,} {what}.")


def _tell_differences(moved: "Moved", name: str) -> None:
    for table, keys in moved.unlike.items():
        complain(f"{table}: not the same on both sides: {', '.join(keys)}")
    complain(
        f"{name} is not the ledger, and refuses to be opened. Somebody else has written there, or "
        "its server does not keep what it is given: make it anew, empty, and run this again."
    )


def _tell_settings(settings: Settings, source: str) -> None:
    """What is set now, and what becomes of the file."""
    say("\nNow set, the same for every instance, and start the service:")
    say("  DATABASE_URL  the URL that you gave here, with its password")
    say(f"  IDENTITY_KEY  {_key(settings)}")
    if settings.backup_dir is not None:
        say("  BACKUP_DIR    nothing: remove it, and back the database up (docs/postgresql.md)")
    say(f"\n{source} was left as it is: keep it as a backup, and let nothing write there.")


def _key(settings: Settings) -> str:
    if settings.identity_key is not None:
        return "as it is set now"
    kept = key_file(settings)
    if kept.exists():
        return f"what the file {kept} holds: without it the forgotten come back by name"
    return "a new one: `openssl rand -hex 32`"
