"""`leadlight import`: activities from files."""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from bot import passes
from bot.clock import now
from bot.commands.opening import Opened, UsageError, complain, opened, say, say_json
from bot.commands.progress import progress
from bot.identity_key import pseudonyms
from collectors import activity_file
from collectors.activity_file import Format
from collectors.reading import Pseudonym, Reading
from ledger import intake, jobs, tallies
from ledger.drafts import ActivityDraft, Rejected

HELP = "activities from CSV or JSON lines (downloads, page views, forum posts)"
EXAMPLE = "leadlight import downloads.csv views.jsonl"

FORMATS: tuple[Format, ...] = ("auto", "csv", "jsonl")
SHOWN = 20


@dataclass
class Result:
    """What became of the rows; `actors` counts accepted rows by actor."""

    read: int = 0
    new: int = 0
    duplicate: int = 0
    filtered: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    actors: Counter[tuple[str, str]] = field(default_factory=Counter)
    seen: set[tuple[str, str]] = field(default_factory=set)  # of a dry run


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which files, read how."""
    parser.add_argument("file", nargs="+", metavar="FILE", help="a file; - is standard input")
    parser.add_argument("--format", default="auto", metavar="FORMAT", help=", ".join(FORMATS))
    parser.add_argument("--dry-run", action="store_true", help="read and check, store nothing")
    parser.add_argument("--json", action="store_true", help="figures as JSON")


def run(args: argparse.Namespace) -> int:
    """Imports; a row that cannot be read is named with its line and stops nothing."""
    if args.format not in FORMATS:
        raise UsageError(f"{args.format!r} is no format: there is {', '.join(FORMATS)}")
    missing = [name for name in args.file if name != "-" and not Path(name).is_file()]
    if missing:
        raise UsageError(f"there is no file {', '.join(missing)}")
    result = Result()
    with opened() as o:
        for name in args.file:
            bring(o, name, result, args.format, dry_run=args.dry_run)
        homeless = 0 if args.dry_run else _settle(o, result)
    _tell(result, homeless, args.json, args.dry_run)
    return 1 if result.rejected else 0


def bring(
    o: Opened, name: str, result: Result, format: Format = "auto", *, dry_run: bool = False
) -> None:
    """Reads one file into the ledger, and what became of its rows into `result`."""
    pseudonym = pseudonyms(o.settings)
    with _stream(name) as stream, progress(name, "rows") as advance:
        for size in _read(o, stream, name, format, pseudonym, dry_run, result):
            advance(size)


def outcome(result: Result, dry_run: bool = False) -> str:
    """What became of the rows, in a sentence."""
    stored = "would be new" if dry_run else "new"
    said = f"{result.read} rows read: {result.new} {stored}, {result.duplicate} known already"
    return f"{said}, {len(result.rejected)} not readable" if result.rejected else said


def _read(
    o: Opened,
    stream: IO[bytes],
    name: str,
    format: Format,
    pseudonym: Pseudonym,
    dry_run: bool,
    result: Result,
) -> Iterator[int]:
    """Stores a file batch by batch, each one transaction; yields the rows of each."""
    shown = "standard input" if name == "-" else name
    reading = Reading(frozenset(o.rules.kinds), now(), pseudonym)
    batches = activity_file.read(stream, shown, reading, format)
    for batch in batches:
        for column in batch.unknown_columns:
            complain(f"{shown}: column {column!r} means nothing here and is left out")
        if dry_run:
            new = _count_new(o, batch.drafts, result.seen)
        else:
            with o.ledger.write() as session:
                new = intake.record(session, batch.drafts, o.settings.timezone, now()).new
        result.read += batch.read
        result.new += new
        result.duplicate += len(batch.drafts) - new
        result.filtered += batch.filtered
        result.rejected += batch.rejected
        result.actors.update((d.actor.source, d.actor.key) for d in batch.drafts)
        yield batch.read


def _count_new(o: Opened, drafts: Sequence[ActivityDraft], seen: set[tuple[str, str]]) -> int:
    """How many would be new; remembers them, so that twins in one run are seen."""
    ids = {(draft.source, draft.external_id) for draft in drafts} - seen
    with o.ledger.read() as session:
        ids -= intake.known(session, ids)
    seen |= ids
    return len(ids)


def _settle(o: Opened, result: Result) -> int:
    """Recognises who came in; returns how many rows belong to no company."""
    passes.recognise(o.services, now)
    with o.ledger.write() as session:
        jobs.hasten(session, "score", now())
    with o.ledger.read() as session:
        without = tallies.without_company(session, result.actors)
    return sum(result.actors[identity] for identity in without)


def _tell(result: Result, homeless: int, as_json: bool, dry_run: bool) -> None:
    if as_json:
        say_json(
            {
                "read": result.read,
                "new": result.new,
                "duplicate": result.duplicate,
                "filtered": result.filtered,
                "rejected": [_rejected(one) for one in result.rejected],
                "without_company": homeless,
            }
        )
        return
    say(outcome(result, dry_run))
    if homeless:
        say(f"{homeless} of them belong to no company yet")
    for one in result.rejected[:SHOWN]:
        complain(f"{one.place}: {one.reason}")
    if len(result.rejected) > SHOWN:
        complain(f"… and {len(result.rejected) - SHOWN} more rows that cannot be read (--json)")


def _rejected(one: Rejected) -> dict[str, object]:
    """The place taken apart: "downloads.csv line 12"."""
    file, _, line = one.place.rpartition(" line ")
    if not line.isdecimal():
        file, line = one.place, "0"
    return {"file": file, "line": int(line), "reason": one.reason}


@contextmanager
def _stream(name: str) -> Iterator[IO[bytes]]:
    if name == "-":
        yield sys.stdin.buffer
        return
    with Path(name).open("rb") as stream:
        yield stream
