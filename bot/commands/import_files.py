"""`leadlight import`: activities from files, and from logs that still grow."""

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO

from bot.clock import now
from bot.commands import warehouse
from bot.commands.follow import follow, told_to_end
from bot.commands.formats import FORMATS, NOTHING, Asked
from bot.commands.imported import Result, outcome, tell
from bot.commands.opening import Opened, UsageError, complain, opened
from bot.commands.progress import Advance, progress
from bot.commands.storing import reading, record, settle
from bot.unread import imported
from collectors.column_map import ColumnMap, MapError, read_map
from ledger import intake
from ledger.drafts import ActivityDraft
from ledger.veil import veiled_activities

__all__ = ["Result", "bring", "outcome"]

HELP = "activities from CSV or JSON lines (downloads, page views, forum posts), and access logs"
EXAMPLE = "leadlight import downloads.csv access.log.1.gz"

_SOURCE = re.compile(r"\w[\w./-]{0,63}")
_OWN_SOURCE = ("csv", "jsonl", "scarf", "docker-hub")  # formats whose rows name their source


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which files, read how."""
    parser.add_argument("file", nargs="*", metavar="FILE", help="a file; - is standard input")
    formats = ", ".join((*FORMATS, warehouse.TALLIES))
    parser.add_argument("--format", default="auto", metavar="FORMAT", help=formats)
    parser.add_argument(
        "--source",
        default="",
        metavar="NAME",
        help="of access logs: the site, as docs.acme.example",
    )
    parser.add_argument(
        "--map",
        metavar="MAP",
        help="an export's columns: a TOML file, or posthog, matomo, common-room, orbit, discourse",
    )
    parser.add_argument(
        "--follow", action="store_true", help="keep up with an access log that grows and rotates"
    )
    warehouse.arguments(parser)
    parser.add_argument("--dry-run", action="store_true", help="read and check, store nothing")
    parser.add_argument("--json", action="store_true", help="figures as JSON")


def run(args: argparse.Namespace) -> int:
    """Imports; a row that cannot be read is named with its line and stops nothing."""
    if warehouse.is_asked(args):
        return warehouse.run(args)
    _check(args)
    result = Result()
    homeless = _follow(args, result) if args.follow else _bring_all(args, result)
    tell(result, homeless, args.json, args.dry_run)
    return 1 if result.rejected else 0


def _follow(args: argparse.Namespace, result: Result) -> int:
    """Follows one log; told to end while the ledger is being opened, it ends as well as later."""
    with told_to_end() as end, opened() as o:
        return follow(o, Path(args.file[0]), result, args.source, end)


def _bring_all(args: argparse.Namespace, result: Result) -> int:
    asked = Asked(source=args.source)
    with opened() as o:
        if args.map:
            asked = replace(asked, columns=_columns(args.map, frozenset(o.rules.kinds)))
        for name in args.file:
            bring(o, name, result, args.format, asked, dry_run=args.dry_run)
        return 0 if args.dry_run else settle(o, result)


def bring(
    o: Opened,
    name: str,
    result: Result,
    format: str = "auto",
    asked: Asked = NOTHING,
    *,
    dry_run: bool = False,
) -> None:
    """Reads one file into the ledger, and what became of its rows into `result`.

    A batch is one transaction, so that whatever interrupts it loses and doubles nothing.
    """
    shown = "standard input" if name == "-" else name
    with _stream(name) as (stream, size), _progress(shown, size) as advance:
        at = 0
        for batch in FORMATS[format](stream, shown, reading(o), asked):
            for column in batch.unknown_columns:
                complain(f"{shown}: column {column!r} means nothing here and is left out")
            if dry_run:
                result.add(batch, _count_new(o, batch.drafts, result.seen))
            else:
                with o.ledger.write() as session:
                    record(o, session, batch, result)
            at, was = (stream.tell() if size else at + batch.read), at
            advance(at - was)
    if not dry_run and name != "-":
        with o.ledger.write() as session:
            imported(session, Path(name), now())


def _check(args: argparse.Namespace) -> None:
    if not args.file:
        raise UsageError("name a file, or a --warehouse of the rules file")
    if args.format not in FORMATS:
        raise UsageError(f"{args.format!r} is no format: there is {', '.join(FORMATS)}")
    missing = [name for name in args.file if name != "-" and not Path(name).is_file()]
    if missing:
        raise UsageError(f"there is no file {', '.join(missing)}")
    if args.source and args.format in _OWN_SOURCE:
        raise UsageError(f"--source does not go with {args.format}: its rows name their source")
    if args.source and not _SOURCE.fullmatch(args.source):
        raise UsageError("--source is a short name of letters, digits, . - _ and /")
    if args.map and (args.format != "auto" or args.source or args.follow):
        raise UsageError("--map says all of a format: leave out --format, --source and --follow")
    if args.follow:
        _check_follow(args)


def _columns(name: str, kinds: frozenset[str]) -> ColumnMap:
    try:
        return read_map(name, kinds)
    except MapError as error:
        raise UsageError(str(error)) from None


def _check_follow(args: argparse.Namespace) -> None:
    if args.format not in ("auto", "access-log"):
        raise UsageError(f"--follow is for access logs, not for {args.format}")
    if args.dry_run or len(args.file) > 1 or args.file == ["-"]:
        raise UsageError("--follow keeps up with one file and stores what it reads: name one")


def _count_new(o: Opened, drafts: Sequence[ActivityDraft], seen: set[tuple[str, str]]) -> int:
    """How many would be new; remembers them, so that twins in one run are seen."""
    with o.ledger.read() as session:
        drafts = veiled_activities(session, drafts)
        ids = {(draft.source, draft.external_id) for draft in drafts} - seen
        ids -= intake.known(session, ids)
    seen |= ids
    return len(ids)


def _progress(shown: str, size: int | None) -> AbstractContextManager[Advance]:
    return progress(shown, "bytes", size) if size else progress(shown, "rows")


@contextmanager
def _stream(name: str) -> Iterator[tuple[IO[bytes], int | None]]:
    """The bytes of a file, and how many there are, where that is known."""
    if name == "-":
        yield sys.stdin.buffer, None
        return
    path = Path(name)
    with path.open("rb") as stream:
        yield stream, path.stat().st_size or None
