"""`leadlight import` of tallies in place of events: from a warehouse, or its answer as a file."""

import argparse
import sys
from collections import Counter
from contextlib import nullcontext
from datetime import date
from pathlib import Path

from bot import passes, warehouses
from bot.clock import now
from bot.commands.imported import SHOWN
from bot.commands.opening import Opened, UsageError, complain, day, opened, say, say_json
from bot.commands.progress import progress
from bot.views.texts import plural
from collectors import warehouse_file
from collectors.errors import SourceError
from collectors.warehouse_dialects import DIALECTS
from ledger import jobs
from scoring.rules import Warehouse
from scoring.rules_warehouses import PRINTED

TALLIES = "tallies"  # a format of files, beside those of activities


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which warehouse, for which days, or only the text of its query."""
    parser.add_argument(
        "--warehouse", default="", metavar="NAME", help="ask one of the rules file for tallies"
    )
    parser.add_argument(
        "--from", default="", dest="from_day", metavar="DAY", help="of a warehouse: all since then"
    )
    parser.add_argument(
        "--print-sql", choices=DIALECTS, metavar="ENGINE", help=f"the query: {', '.join(DIALECTS)}"
    )


def is_asked(args: argparse.Namespace) -> bool:
    """Whether the arguments of `import` speak of tallies."""
    return bool(args.warehouse or args.print_sql or args.from_day or args.format == TALLIES)


def run(args: argparse.Namespace) -> int:
    """Asks, prints or reads; a row that cannot be read is told and stops nothing."""
    check(args)
    with opened() as o:
        if args.print_sql:
            say(_text(o, args))
            return 0
        asked = warehouses.Asked()
        if args.warehouse:
            try:
                asked = _ask(o, _named(o, args.warehouse), _first(args))
            except SourceError as error:
                complain(str(error))
                return 1
        for name in args.file:
            _read(o, name, asked)
        passes.recognise(o.services, now)
        with o.ledger.write() as session:
            jobs.hasten(session, "score", now())
    _tell(asked, args.json)
    return 1 if asked.rejected else 0


def check(args: argparse.Namespace) -> None:
    """Raises UsageError for arguments that do not go together."""
    if bool(args.warehouse) == bool(args.file):
        raise UsageError("name either files of tallies or a --warehouse")
    if args.file and args.format != TALLIES:
        raise UsageError("--print-sql and --from ask a --warehouse: name one")
    if args.map or args.source or args.follow or args.dry_run:
        raise UsageError("tallies go without --map, --source, --follow and --dry-run")
    missing = [name for name in args.file if name != "-" and not Path(name).is_file()]
    if missing:
        raise UsageError(f"there is no file {', '.join(missing)}")


def _named(o: Opened, name: str) -> Warehouse:
    found = next((one for one in o.rules.warehouses if one.name == name), None)
    if found is None:
        known = ", ".join(one.name for one in o.rules.warehouses) or "none"
        raise UsageError(f"the rules file has no warehouse {name}: there is {known}")
    if found.engine in PRINTED:
        raise UsageError(
            f"{found.engine} is asked by your own tool: `leadlight import --warehouse {name} "
            f"--print-sql {found.engine}`, then `leadlight import --format {TALLIES} FILE`"
        )
    return found


def _text(o: Opened, args: argparse.Namespace) -> str:
    """The session's statements and the query, as somebody pastes them."""
    found = next((one for one in o.rules.warehouses if one.name == args.warehouse), None)
    warehouse = found or _named(o, args.warehouse)
    first, last = warehouses.due(o.services, warehouse, now(), _first(args))
    if last < first:
        raise UsageError(f"no day is due: --from goes up to {last}")
    asked = warehouses.text_of(o.rules, warehouse, o.services, first, last, args.print_sql)
    session = DIALECTS[args.print_sql].session
    return "".join(f"{statement};\n" for statement in session) + f"{asked};"


def _ask(o: Opened, warehouse: Warehouse, first: date | None) -> warehouses.Asked:
    since, last = warehouses.due(o.services, warehouse, now(), first)
    with progress(f"Asking {warehouse.name}", "days", max((last - since).days + 1, 0)) as advance:
        return warehouses.ask(o.services, o.settings, warehouse, now, first, advance)


def _first(args: argparse.Namespace) -> date | None:
    return day(args.from_day) if args.from_day else None


def _read(o: Opened, name: str, asked: warehouses.Asked) -> None:
    shown = "standard input" if name == "-" else name
    reading = warehouses.reading_of(o.rules, o.settings, now())
    with nullcontext(sys.stdin.buffer) if name == "-" else Path(name).open("rb") as stream:
        found = warehouse_file.read(stream, shown, reading)
        warehouses.store(o.services, found, asked, now)


def _tell(asked: warehouses.Asked, as_json: bool) -> None:
    if as_json:
        say_json(_figures(asked))
        return
    tallies = plural(asked.tallies, "tally", "tallies")
    said = f"{plural(asked.days, 'day')}: {tallies}, {asked.changed} of them new or changed"
    rows = plural(len(asked.rejected), "row")
    say(f"{said}, {rows} not readable" if asked.rejected else said)
    _tell_left_out(asked.left_out)
    for one in asked.rejected[:SHOWN]:
        complain(f"{one.place}: {one.reason}")
    if len(asked.rejected) > SHOWN:
        complain(f"… and {len(asked.rejected) - SHOWN} more rows that cannot be read (--json)")


def _figures(asked: warehouses.Asked) -> dict[str, object]:
    """`left_out` is there where no tally came."""
    rejected = [{"place": one.place, "reason": one.reason} for one in asked.rejected]
    figures = {"days": asked.days, "tallies": asked.tallies, "changed": asked.changed}
    left_out = {} if asked.left_out is None else {"left_out": dict(asked.left_out.most_common())}
    return {**figures, "rejected": rejected, **left_out}


def _tell_left_out(left_out: Counter[str] | None) -> None:
    """Loud where no tally came: a table is easily asked in vain."""
    if left_out is None:
        return
    complain(f"Nothing came over of {plural(left_out.total(), 'row')} in these days.")
    for reason, rows in left_out.most_common():
        complain(f"  {rows} left out: {reason}")
