"""`leadlight backup`: the whole ledger in one file, while the service goes on."""

import argparse
import os
from pathlib import Path

from bot.clock import now
from bot.commands.opening import Opened, UsageError, made_before, opened, say, say_json
from bot.commands.progress import Advance, progress
from bot.identity_key import key_file
from ledger import backups

HELP = "the whole ledger in one checked file, while the service goes on"
EXAMPLE = "leadlight backup /mnt/backups/leadlight.db"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where to."""
    parser.add_argument("file", metavar="FILE", help="the file to make; its folder is there")
    parser.add_argument("--force", action="store_true", help="replace a file of that name")
    parser.add_argument(
        "--with-key",
        action="store_true",
        help="put the identity key beside it, as FILE.identity-key",
    )
    parser.add_argument("--json", action="store_true", help="what was made as JSON")


def run(args: argparse.Namespace) -> int:
    """Makes it, whole or not at all."""
    file = Path(args.file)
    made_before()
    with opened() as o:
        key = _check(o, file, force=args.force, with_key=args.with_key)
        with progress(f"to {file}", "pages") as advance:
            made = backups.backup(o.ledger, file, now(), counted(advance))
        if key is not None:
            _copy_key(key, key_beside(file))
        told = {"file": str(file), "bytes": made.size, "schema": made.revision}
        if args.json:
            say_json({**told, "key": str(key_beside(file)) if key else None})
            return 0
        say(f"{file}: {made.size / 2**20:,.1f} MB, checked. It can be restored.")
        say(_of_key(o, file, copied=key is not None))
    return 0


def _check(o: Opened, file: Path, *, force: bool, with_key: bool) -> Path | None:
    """The key to copy, if one is asked for, once nothing stands in the way.

    Raises:
        UsageError: something does.
    """
    if file.is_dir() or not file.parent.is_dir():
        raise UsageError(f"{file} cannot be a file: name one in a folder that is there")
    if file.resolve() == o.ledger.path.resolve():
        raise UsageError(f"{file} is the ledger itself: name another file")
    there = [one for one in (file, key_beside(file)) if one.exists() and (one == file or with_key)]
    if there and not force:
        raise UsageError(f"{there[0]} is there already: name another file, or say --force")
    if not with_key:
        return None
    if o.settings.identity_key is not None:
        raise UsageError("--with-key is for a key in a file; yours is the setting IDENTITY_KEY")
    key = key_file(o.settings)
    if not key.exists():
        raise UsageError(f"there is no key {key} yet: leave out --with-key")
    return key


def counted(advance: Advance) -> backups.Progress:
    """What the copying tells, pages so far, as the pages more that a bar is told."""
    shown = 0

    def tell(copied: int, _pages: int) -> None:
        nonlocal shown
        advance(copied - shown)
        shown = copied

    return tell


def key_beside(file: Path) -> Path:
    """Where the key of a backup lies, if it was put beside it."""
    return file.with_name(file.name + backups.KEY)


def _copy_key(key: Path, to: Path) -> None:
    handle = os.open(to, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(key.read_bytes())


def _of_key(o: Opened, file: Path, *, copied: bool) -> str:
    if copied:
        return f"The identity key is in {key_beside(file)}: keep the two apart if you can."
    if o.settings.identity_key is not None:
        return "The identity key is not in it: keep the setting IDENTITY_KEY as well, elsewhere."
    return (
        f"The identity key is not in it: keep {key_file(o.settings)} as well, elsewhere. Without "
        "it the forgotten come back by name."
    )
