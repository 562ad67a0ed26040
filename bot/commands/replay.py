"""`leadlight replay`: what other rules would have said of the past; the ledger stays as it is."""

import argparse
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bot import adopted
from bot.commands.opening import Opened, UsageError, complain, day, opened, say, say_json, table
from bot.pages.replay import at_best, replay_page
from bot.replay import DAYS, replay_facts
from ledger.engine import Session
from scoring.rescore.looking_back import TooDifferentError
from scoring.rules import Rules, read_rules

HELP = "what other rules would have said of the past, against today's"
EXAMPLE = "leadlight replay --rules signals --html replay.html"

ROWS = 10
WEEKS = 8


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which rules, which days, and how to show it."""
    parser.add_argument(
        "--rules",
        metavar="FILE",
        help="a file, or points, signals, community (default: RULES_FILE, where it waits)",
    )
    span_arguments(parser)
    parser.add_argument("--json", action="store_true", help="facts as JSON")
    parser.add_argument("--html", metavar="FILE", help="write a page with charts")


def span_arguments(parser: argparse.ArgumentParser) -> None:
    """The days to look at."""
    parser.add_argument("--from", dest="first", metavar="DAY", help=f"({DAYS} days to the last)")
    parser.add_argument("--to", dest="last", metavar="DAY", help="the last day (today)")


def run(args: argparse.Namespace) -> int:
    """Compares, in a session that cannot write."""
    with opened() as o:
        first, last = span(args, o.today)
        with o.ledger.read() as session:
            today, new = _rules(args.rules, o, session)
            try:
                zone = o.settings.timezone
                facts = replay_facts(session, zone, today, new, first, last)
            except TooDifferentError as error:
                raise UsageError(str(error)) from None
    if args.html:
        write_page(Path(args.html), replay_page(facts))
    if args.json:
        say_json(facts)
    else:
        show(facts)
    return 0


def span(args: argparse.Namespace, today: date) -> tuple[date, date]:
    """The first and the last day that are asked for.

    Raises:
        UsageError: there is no day between them.
    """
    last = day(args.last) if args.last else today
    first = day(args.first) if args.first else last - timedelta(days=DAYS - 1)
    if first > last:
        raise UsageError(f"--from {first} is after --to {last}")
    return first, last


def write_page(path: Path, page: str) -> None:
    """Keeps a page in a file, and says where."""
    path.write_text(page, encoding="utf-8")
    complain(f"The page is in {path}.")


def show(facts: Mapping[str, Any]) -> None:
    """The sentences, and the first rows of each table."""
    new, today = facts["rules"]["new"], facts["rules"]["today"]
    say(f"{new['name']} ({new['version']}) against {today['name']} ({today['version']})")
    say("\n".join([*facts["summary"], *facts["notes"]]))
    _show_changes(f"Another level on {facts['to']}", facts["last_day"]["companies"])
    _show_changes("Another level than that, at best in these days", at_best(facts))
    reached = facts["reached"]["companies"][:ROWS]
    if reached:
        say(f"\n{new['announces']} reached first")
        rows = [
            (r["company"], r["today"] or "never", r["new"] or "never", _or_dash(r["days_earlier"]))
            for r in reached
        ]
        table(("company", "today's rules", "new rules", "days earlier"), rows)
    _show_weeks(facts)


def _show_changes(title: str, changes: Sequence[Mapping[str, Any]]) -> None:
    shown = changes[:ROWS]
    if not shown:
        return
    say(f"\n{title}")
    rows = [(one["company"], one["today"], one["new"], one["points"]) for one in shown]
    table(("company", "today's rules", "new rules", "points"), rows)
    if len(changes) > ROWS:
        say(f"and {len(changes) - ROWS} more")


def _show_weeks(facts: Mapping[str, Any]) -> None:
    """Announcements and companies per level of the last weeks, today's rules / the new ones."""
    sides = ("today", "new")
    levels = dict.fromkeys(name for side in sides for name in facts["rules"][side]["levels"])
    say(f"\nThe last {min(WEEKS, len(facts['weeks']))} weeks, today's rules / new rules")
    rows = [
        (
            week["until"],
            " / ".join(str(week["alerts"][side]) for side in sides),
            *(
                " / ".join(str(week["levels"][side].get(name, "-")) for side in sides)
                for name in levels
            ),
        )
        for week in facts["weeks"][-WEEKS:]
    ]
    table(("week to", "announced", *levels), rows)


def _or_dash(days: int | None) -> object:
    return "-" if days is None else days


def _rules(file: str | None, o: Opened, session: Session) -> tuple[Rules, Rules]:
    """Those in force, which are today's, and the new ones."""
    in_force = adopted.in_force(session, o.rules)
    if file is not None:
        return in_force, read_rules(file)
    if in_force is o.rules:
        raise UsageError("RULES_FILE is in force already: name others by --rules FILE")
    return in_force, o.rules
