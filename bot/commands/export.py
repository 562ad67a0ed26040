"""`leadlight export`: all that is known, or all about one person, as files for a spreadsheet."""

import argparse
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from bot import forgetting
from bot.cells import ENCODING, write
from bot.commands import exported, exported_person
from bot.commands.exported import Row, Sheet
from bot.commands.opening import Opened, UsageError, made_before, opened, say, say_json
from bot.commands.progress import Advance, progress
from bot.forgetting import Asked, ForgettingError
from bot.identity_key import pseudonyms
from ledger import actors, exporting, exporting_person, forgotten_referrals, traces
from ledger.engine import Session
from ledger.tables import Actor

HELP = "all that is known, or all about one person, as CSV files in a folder"
EXAMPLE = "leadlight export taken-away --person github:octocat"
SOME = 1_000  # rows after which the progress is shown


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where to, and of whom."""
    parser.add_argument("folder", metavar="DIR", help="the folder; it is made")
    parser.add_argument(
        "--person",
        metavar="SOURCE:HANDLE",
        help="only what is known of them: a handle, an id, or the mail address of a row; or a "
        "referral, such as DQL-12, of somebody who has no account",
    )
    parser.add_argument("--json", action="store_true", help="files and their rows as JSON")


def run(args: argparse.Namespace) -> int:
    """Writes the files, of one moment; those of an earlier export are replaced."""
    folder = Path(args.folder)
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file: name a folder")
    made_before()
    with opened() as o:
        asked = _asked(o, args.person) if args.person else None
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with o.ledger.read() as session, progress(f"to {folder}", "rows") as advance:
            written = {
                sheet.name: _write(folder / sheet.name, sheet, advance)
                for sheet in _sheets(o, session, asked)
            }
    if args.json:
        say_json({"folder": str(folder), "rows": written})
        return 0
    for name, rows in written.items():
        say(f"{folder / name}: {rows:,} rows")
    if asked is not None:
        say(
            "\nLook before you hand it over: a row may name others as well, and companies.csv and "
            "levels.csv are what you know of companies. See docs/privacy.md."
        )
    return 0


def _asked(o: Opened, typed: str) -> Asked:
    """Who is meant.

    Raises:
        UsageError: nobody, several, or somebody who is forgotten.
    """
    try:
        found = forgetting.look_up(o.services, typed, pseudonyms(o.settings))
    except ForgettingError as error:
        raise UsageError(str(error)) from None
    if isinstance(found, Asked):
        return found
    raise UsageError(f"{typed} was forgotten on {found.at:%Y-%m-%d}: nothing names them any more")


def _sheets(o: Opened, session: Session, asked: Asked | None) -> Iterator[Sheet]:
    if asked is not None and (row := forgetting.referral_of(session, asked)):
        who = forgotten_referrals.referred(session, row)
        yield exported.referrals(session, o.rules, [one.id for one in who.referrals])
        yield from exported_person.sheets(exporting_person.of_referral(session, who))
        return
    if asked is not None:
        actor = actors.by_identity(session, asked.source, asked.key)
        yield from _sheets_of(o, session, actor) if actor else ()
        return
    yield exported.activities(session)
    yield exported.companies(session, o.rules, o.today, None)
    yield exported.levels(session, o.rules, None)
    yield exported.referrals(session, o.rules)


def _sheets_of(o: Opened, session: Session, actor: Actor) -> Iterator[Sheet]:
    theirs = exporting.stood_for(session, actor.id)
    yield exported.activities(session, actor.id)
    yield exported.companies(session, o.rules, o.today, theirs)
    yield exported.levels(session, o.rules, theirs)
    yield exported.referrals(session, o.rules, _referred(session, actor))
    yield from exported_person.sheets(exporting_person.person(session, actor))


def _referred(session: Session, actor: Actor) -> list[int]:
    known = traces.traces_of(actor, "")
    return [one.id for one in traces.referrals_of(session, actor, known)]


def _write(path: Path, sheet: Sheet, advance: Advance) -> int:
    """A file that its owner alone may read."""
    handle = os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    if path.suffix == ".json":
        rows = [dict(zip(sheet.head, row, strict=True)) for row in _told(sheet.rows, advance)]
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            json.dump(rows, out, indent=2, ensure_ascii=False)
        return len(rows)
    with os.fdopen(handle, "w", encoding=ENCODING, newline="") as out:
        return write(out, sheet.head, _told(sheet.rows, advance))


def _told(rows: Iterable[Row], advance: Advance) -> Iterator[Row]:
    """The same rows; of each some it is told that they are written."""
    for number, row in enumerate(rows, start=1):
        yield row
        if number % SOME == 0:
            advance(SOME)
