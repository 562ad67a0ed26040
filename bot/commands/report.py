"""`leadlight report`: what DevRel brought, as sentences, tables, a page, a file or JSON."""

import argparse
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from bot.cells import ENCODING
from bot.commands.opening import UsageError, complain, day, opened, say, say_json, table
from bot.commands.replay import write_page
from bot.pages.report import report_page
from bot.reporting.csv_file import csv_text
from bot.reporting.report import report
from bot.reporting.spans import Span, SpanError, days, parse, this_quarter
from bot.views.texts import worth

HELP = "what DevRel brought in a quarter or any span: one page for an executive"
EXAMPLE = "leadlight report 2026-Q3 --html report.html"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which days, and how to show it."""
    parser.add_argument(
        "span", nargs="*", metavar="SPAN", help='2026-Q3, "last quarter", 2026 (this quarter)'
    )
    parser.add_argument("--from", dest="first", metavar="DAY", help="the first day")
    parser.add_argument("--to", dest="last", metavar="DAY", help="the last day (today)")
    parser.add_argument("--html", metavar="FILE", help="write the page, for one sheet of A4")
    parser.add_argument("--csv", metavar="FILE", help="write the referrals, for a spreadsheet")
    parser.add_argument("--names", action="store_true", help="name the people")
    parser.add_argument("--json", action="store_true", help="figures as JSON")


def run(args: argparse.Namespace) -> int:
    """Shows it; an empty span says what to do."""
    with opened() as o:
        span, zone = _span(args, o.today), o.settings.timezone
        with o.ledger.read() as session:
            found = report(session, o.rules, zone, span, o.today, names=args.names)
        if args.csv:
            text = csv_text(found.handed, span, zone, names=args.names)
            Path(args.csv).write_text(text, encoding=ENCODING, newline="")
            complain(f"The referrals are in {args.csv}.")
    if args.html:
        write_page(Path(args.html), report_page(found.facts))
    if args.json:
        say_json(found.facts)
    else:
        _show(found.facts)
    return 0


def _span(args: argparse.Namespace, today: date) -> Span:
    """The span that is asked for: in words, or from one day to another.

    Raises:
        UsageError: both, or no days that there were.
    """
    if args.span and (args.first or args.last):
        raise UsageError("name a span, or --from and --to, not both")
    try:
        if not (args.first or args.last):
            return parse(" ".join(args.span), today)
        last = day(args.last) if args.last else today
        first = day(args.first) if args.first else this_quarter(last).first
        return days(first, last, today)
    except SpanError as error:
        raise UsageError(str(error)) from None


def _show(facts: Mapping[str, Any]) -> None:
    """The sentences, then team by team and activity by activity."""
    span = facts["span"]
    say(f"{span['from']} to {span['to']}, as it stands on {facts['as_of']}\n")
    say("\n".join(facts["sentences"]))
    if facts["teams"]:
        counted = ("made", "accepted", "declined", "waiting", "outcomes", "recorded")
        others = ("goal", "days_to_accept", "days_to_outcome")
        say("\nTeam by team")
        table(
            ("team", *counted, "goal", "days to accept", "days to outcome"),
            [
                (
                    team["team"],
                    *(team[name] for name in counted),
                    *("-" if team[name] is None else team[name] for name in others),
                )
                for team in facts["teams"]
            ],
        )
    if facts["origins"]:
        say("\nActivity by activity")
        table(
            ("activity", "which", "made", "outcomes", "recorded"),
            [
                (row["origin"], one["which"], one["made"], one["outcomes"], one["recorded"])
                for row in facts["origins"]
                for one in row["which"]
            ],
        )
    _show_value(facts)
    say(f"\n{facts['still_active']['sentence']}")


def _show_value(facts: Mapping[str, Any]) -> None:
    if not facts["value"]:
        return
    say("\nSourced and influenced, never added up; values in the team's own currency")
    sides = ("sourced", "influenced")
    table(
        ("team", "outcome", "sourced", "value", "influenced", "value"),
        [
            (
                row["team"],
                row["outcome"],
                *(
                    cell
                    for side in sides
                    for cell in (row[side]["count"], _value(row[side]["value"]))
                ),
            )
            for row in facts["value"]
        ],
    )


def _value(value: float | None) -> str:
    return "-" if value is None else worth(value)
