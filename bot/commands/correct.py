"""`leadlight correct`: what people say of who is who, one line or a file of them."""

import argparse
import csv
import getpass
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, TextIO

from bot import passes
from bot.clock import now
from bot.commands.opening import Opened, UsageError, complain, opened, say, say_json
from bot.consequences import consequences, correction_facts
from bot.correcting import correct, numbers
from bot.correcting import undo as take_back
from bot.correction_file import COLUMNS, FileError, Row, in_force, read, write
from bot.correction_line import EXAMPLES, VERBS, LineError, read_line
from bot.grammar import Word
from bot.naming import NamingError
from bot.views import corrections as views
from bot.views.blocks import Message, plural
from bot.views.plain import as_text
from ledger import corrections
from ledger.corrections import AlreadySo, By, CorrectionError
from ledger.engine import Session
from ledger.tables import Correction

HELP = "say who is who: which company a person or a name stands for, kept and undoable"
EXAMPLE = "leadlight correct merge 'Acme Labs' into acme.com"

SPEAKER: Final = "command line"


class _DryRunError(Exception):
    """Ends the transaction of a dry run, so that nothing of it stays."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """A line, a file of lines, or the list."""
    verbs = "; ".join(f"{verb} {takes}" for verb, takes in VERBS.items())
    parser.add_argument(
        "line", nargs="*", metavar="WORD", help=f"one of: {verbs}; undo NUMBER".replace("%", "%%")
    )
    parser.add_argument("--note", default="", metavar="TEXT", help="why, for the list")
    parser.add_argument("--file", metavar="FILE", help=f"a CSV file ({','.join(COLUMNS)}); - reads")
    parser.add_argument("--dry-run", action="store_true", help="say what a file would do")
    parser.add_argument("--list", action="store_true", help="every correction that stands")
    parser.add_argument(
        "--csv", metavar="FILE", help="write that list as --file reads it; - prints"
    )
    parser.add_argument("--json", action="store_true", help="figures as JSON")


def run(args: argparse.Namespace) -> int:
    """Does what was asked; 1 where some row of a file could not be taken."""
    asked = [bool(args.line), args.file is not None, args.list or args.csv is not None]
    if sum(asked) != 1:
        raise UsageError(
            "correct takes a line, or --file FILE, or --list; such as: leadlight correct "
            + EXAMPLES["merge"]
        )
    with opened() as o:
        if args.file is not None:
            return _take_file(o, args)
        if args.line:
            return _take_line(o, args)
        return _list(o, args)


def _take_line(o: Opened, args: argparse.Namespace) -> int:
    verb, *rest = args.line
    if verb.lower() == "undo":
        return _undo(o, rest, args.json)
    if verb.lower() not in VERBS:
        raise UsageError(f"{verb!r} is no verb: there is {', '.join(VERBS)}, undo")
    words = [_word(text) for text in rest]
    try:
        line = replace(read_line(verb.lower(), words), note=args.note)
        with o.ledger.write() as session:
            made = correct(session, o.services, line, _by())
    except AlreadySo as error:
        say(f"Nothing to do: {error}.")
        return 0
    except (LineError, NamingError, CorrectionError) as error:
        raise UsageError(f"{error}; such as: leadlight correct {EXAMPLES[verb.lower()]}") from None
    passes.recognise(o.services, now)
    with o.ledger.read() as session:
        facts = consequences(session, o.services, made, o.today)
    if args.json:
        say_json(facts)
        return 0
    _say(views.said(facts))
    if facts["is_unseen"]:
        say(views.UNSEEN)
    say(f"Undo: leadlight correct undo {facts['id']}")
    return 0


def _word(text: str) -> Word:
    """A word as the shell hands it over: its own quotes are off already."""
    if len(text) > 2 and text[0] == text[-1] == '"':
        return Word(text[1:-1], quoted=True)
    return Word(text, quoted=" " in text)


def _undo(o: Opened, rest: Sequence[str], as_json: bool) -> int:
    said = numbers(rest[0]) if len(rest) == 1 else range(0)
    if not said:
        raise UsageError("undo takes the number of a correction, which --list shows")
    with o.ledger.write() as session:
        rows = [correction_facts(o.services, one) for one in take_back(session, said, _by())]
    passes.recognise(o.services, now)
    if as_json:
        say_json(rows[0] if len(rows) == 1 else rows)
    else:
        _say(views.undone(rows))
    return 0


def _say(message: Message) -> None:
    """The first paragraph: what follows of buttons and commands is Slack's."""
    say(as_text(message).splitlines()[0])


# --- A file ---------------------------------------------------------------------------------------


def _take_file(o: Opened, args: argparse.Namespace) -> int:
    """Every row that can be taken, the others named; all in one transaction."""
    counted = {"read": 0, "new": 0, "unchanged": 0}
    rejected: list[dict[str, Any]] = []
    try:
        with _reading(args.file) as text, o.ledger.write() as session:
            for row in read(text):
                counted["read"] += 1
                reason = _take_row(o, session, row, args.note)
                if reason in counted:
                    counted[reason] += 1
                    continue
                rejected.append({"file": args.file, "line": row.line, "reason": reason})
            if args.dry_run:
                raise _DryRunError
    except _DryRunError:
        counted["would"] = counted["new"]
    except (FileError, csv.Error) as error:
        raise UsageError(f"{args.file}: {error}; nothing of it was taken") from None
    _tell(counted, rejected, args)
    return 1 if rejected else 0


def _take_row(o: Opened, session: Session, row: Row, note: str) -> str:
    """ "new", "unchanged", or why the row cannot be taken."""
    if row.asked is None:
        return row.problem
    try:
        with session.begin_nested():
            correct(session, o.services, replace(row.asked, note=row.asked.note or note), _by())
    except AlreadySo:
        return "unchanged"
    except (NamingError, CorrectionError) as error:
        return str(error)
    return "new"


def _tell(
    counted: dict[str, int], rejected: list[dict[str, Any]], args: argparse.Namespace
) -> None:
    if args.json:
        counted.pop("would", None)
        say_json({**counted, "dry_run": args.dry_run, "rejected": rejected})
        return
    for one in rejected:
        complain(f"{one['file']} line {one['line']}: {one['reason']}")
    did = "would be made, nothing was" if args.dry_run else "made"
    say(
        f"{counted['read']} read: {counted['new']} {did}, {counted['unchanged']} said before, "
        f"{len(rejected)} rejected"
    )


@contextmanager
def _reading(name: str) -> Iterator[TextIO]:
    if name == "-":
        yield sys.stdin
        return
    try:
        with Path(name).open(encoding="utf-8-sig", newline="") as text:
            yield text
    except UnicodeDecodeError as error:
        raise UsageError(f"{name} is not UTF-8 (byte {error.start}): save it as UTF-8") from None


# --- The list -------------------------------------------------------------------------------------


def _list(o: Opened, args: argparse.Namespace) -> int:
    with o.ledger.read() as session:
        standing = in_force(reversed(corrections.listed(session)))
    if args.csv is not None:
        _write(standing, args.csv)
    elif args.json:
        say_json([correction_facts(o.services, one) for one in standing])
    else:
        for one in standing:
            listed = views.listed(correction_facts(o.services, one))
            say(as_text(Message(listed, ())).replace("\n", " · "))
    if not standing and not args.json and args.csv is None:
        say("No correction stands.")
    return 0


def _write(standing: Sequence[Correction], name: str) -> None:
    if name == "-":
        write(standing, sys.stdout)
        return
    with Path(name).open("w", encoding="utf-8", newline="") as out:
        count = write(standing, out)
    say(f"{plural(count, 'correction')} written to {name}")


def _by() -> By:
    """Whoever runs the command line, now."""
    return By(SPEAKER, getpass.getuser(), now())
