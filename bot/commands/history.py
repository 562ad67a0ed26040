"""`leadlight history`: levels over time, of all companies or of one."""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.commands.opening import complain, opened, say, say_json, table
from bot.commands.replay import span, span_arguments, write_page
from bot.history import base_facts, company_facts
from bot.pages.history import base_page, company_page, former_line
from bot.views.texts import plural
from bot.whom import fitting

HELP = "levels over time: the base by week and who fell, or one company's days"
EXAMPLE = "leadlight history acme.com --from 2026-06-01"

ROWS = 15
MOVES = ("entered", "left", "rose", "fell")  # the first two are the base's, the others within it


def arguments(parser: argparse.ArgumentParser) -> None:
    """Whose, which days, and how to show it."""
    parser.add_argument("name", nargs="?", metavar="NAME", help="a company's domain or name (all)")
    span_arguments(parser)
    parser.add_argument("--json", action="store_true", help="figures as JSON")
    parser.add_argument("--html", metavar="FILE", help="write a page with charts")


def run(args: argparse.Namespace) -> int:
    """Shows it, computed from the tallies; 1 when no company, or several, have that name."""
    with opened() as o:
        first, last = span(args, o.today)
        with o.ledger.read() as session:
            if args.name:
                found = fitting(session, args.name)
                if len(found) != 1:
                    others = ", ".join(one.key for one in found) or "none is known by that name"
                    complain(f"{args.name!r} is not one company: {others}")
                    return 1
                facts = company_facts(session, o.rules, found[0], first, last)
            else:
                most = None if args.json or args.html else ROWS
                facts = base_facts(session, o.rules, first, last, most)
    if args.html:
        write_page(Path(args.html), company_page(facts) if args.name else base_page(facts))
    if args.json:
        say_json(facts)
    elif args.name:
        _show_company(facts)
    else:
        _show_base(facts)
    return 0


def _show_base(facts: Mapping[str, Any]) -> None:
    growth, former = facts["growth"], facts["former"]
    percent = "" if growth["percent"] is None else f" ({growth['percent']:+g} %)"
    before = plural(growth["from"], "company", "companies")
    say(f"{before} at a level in the first week, {growth['to']} now{percent}")
    say(f"OQL0: {former_line(former)}\n")
    names = list(facts["weeks"][0]["levels"])
    table(
        ("week to", *names, *MOVES, "OQL0"),
        [
            (
                week["until"],
                *(week["levels"][name]["companies"] for name in names),
                *(week[move] for move in MOVES),
                week["cold"],
            )
            for week in facts["weeks"]
        ],
    )
    if facts["churn"]:
        say("\nFell")
        table(
            ("company", "from", "to", "since", "before", "points", "what fell"),
            [
                (
                    one["company"],
                    one["from"],
                    one["to"],
                    one["since"],
                    one["before"],
                    one["points"],
                    ", ".join(f"{name} {by:g}" for name, by in one["categories"].items()),
                )
                for one in facts["churn"][:ROWS]
            ],
        )
        if facts["fell"] > ROWS:
            say(f"and {facts['fell'] - ROWS} more")


def _show_company(facts: Mapping[str, Any]) -> None:
    growth = facts["growth"]
    percent = "" if growth["percent"] is None else f" ({growth['percent']:+g} %)"
    then = f"{growth['from']:g} points on {facts['from']}"
    say(f"{facts['company']}: {then}, {growth['to']:g} on {facts['to']}{percent}")
    spent = (f"{days} days at {level}" for level, days in facts["days_at"].items())
    say(f"In these days: {', '.join(spent)}\n")
    table(
        ("level", "entered", "left", "days"),
        [(one["level"], one["entered"], one["left"] or "-", one["days"]) for one in facts["stays"]],
    )
    say()
    table(
        ("day", "points", "level"),
        [(one["day"], one["points"], one["level"]) for one in facts["days"]],
    )
