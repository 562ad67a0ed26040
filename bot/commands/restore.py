"""`leadlight restore`: a backup becomes the ledger; what was there is kept aside."""

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.clock import now
from bot.commands.backup import counted, key_beside
from bot.commands.opening import UsageError, complain, say, say_json
from bot.commands.progress import progress
from bot.identity_key import hiding, key_file
from bot.settings import Settings, load
from ledger import restoring
from ledger.backups import verify
from ledger.engine import ledger_file
from ledger.restoring import Restored

HELP = "put a backup in the ledger's place; what was there is kept aside"
EXAMPLE = "leadlight restore /mnt/backups/leadlight.db"
QUESTION = "Put it in the ledger's place? [y/N] "


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which backup."""
    parser.add_argument("file", metavar="FILE", help="a file that `leadlight backup` made")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument("--json", action="store_true", help="what was done as JSON")


def run(args: argparse.Namespace) -> int:
    """Checks the backup, asks, and restores; 1 where the answer is no."""
    settings, file = load("ledger"), Path(args.file)
    ledger = ledger_file(settings.database_url)
    found = verify(file)
    if not args.json:
        say(f"{file}: {found.size / 2**20:,.1f} MB, whole, schema {found.revision}.")
    if ledger.exists() and not args.yes and not _agreed():
        complain("Nothing was restored.")
        return 1
    with _key_of(settings, file), progress(f"to {ledger}", "pages") as advance:
        done = restoring.restore(file, ledger, hiding(settings), now(), counted(advance))
    if args.json:
        say_json(
            {
                "ledger": str(ledger),
                "aside": str(done.aside) if done.aside else None,
                "forgotten_again": done.forgotten,
                "is_known": done.is_known,
                "next_referral": done.next_referral,
            }
        )
    else:
        _tell(ledger, done)
    if not done.is_known:
        complain(
            f"{done.aside} could not be read, so nobody knows who was forgotten since the backup: "
            "forget them again, by the list that you keep of requests."
        )
    return 0


def _tell(ledger: Path, done: Restored) -> None:
    say(f"{ledger} is the backup now.")
    if done.aside is not None:
        say(f"What was there is in {done.aside}: delete it once you need it no more.")
    say(
        f"The next referral is DQL-{done.next_referral}: no number is given anew. Messages that "
        "were sent since the backup are looked for in Slack before they are sent."
    )
    if done.forgotten:
        say(f"Forgotten again, for they asked for it since the backup: {done.forgotten}.")


@contextmanager
def _key_of(settings: Settings, file: Path) -> Iterator[None]:
    """A key that was backed up beside is taken where there is none; none is ever replaced.

    Nor does a refused restore leave one behind, be it that one or one that was newly made.
    """
    if settings.identity_key is not None or key_file(settings).exists():
        yield
        return
    key, kept = key_file(settings), key_beside(file)
    try:
        if kept.exists():
            handle = os.open(key, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(handle, "wb") as out:
                out.write(kept.read_bytes())
        yield
    except BaseException:
        key.unlink(missing_ok=True)
        raise


def _agreed() -> bool:
    if not sys.stdin.isatty():
        raise UsageError("nobody can be asked here: say --yes to restore")
    return input(QUESTION).strip().lower() in {"y", "yes"}
