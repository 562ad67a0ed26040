"""`leadlight score`: judges every company and keeps what changed."""

import argparse

from bot import passes
from bot.clock import now
from bot.commands import listing
from bot.commands.opening import day, opened, say, say_json
from ledger import companies
from scoring.rescore import assess, level_label, rescore

HELP = "rescore, store levels, queue notices; prints what changed"
EXAMPLE = "leadlight score --as-of 2026-11-20"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which day."""
    parser.add_argument("--as-of", metavar="DAY", help="a day such as 2026-11-20 (today)")
    parser.add_argument("--json", action="store_true", help="figures as JSON")


def run(args: argparse.Namespace) -> int:
    """Rescores; a day before the last one, or to come, is shown and not stored."""
    with opened() as o:
        as_of = day(args.as_of) if args.as_of else o.today
        passes.recognise(o.services, now)
        found = rescore(o.ledger, o.rules, as_of, o.today, now())
        with o.ledger.read() as session:
            named = companies.by_ids(session, [c.company_id for c in found.changes])
            listed = assess(session, o.rules, as_of) if args.json else ()
        changes = [
            {
                "company": named[change.company_id].key,
                "name": named[change.company_id].name,
                "from": level_label(o.rules, change.from_level),
                "to": level_label(o.rules, change.to_level),
                "points": change.points / 100,
            }
            for change in found.changes
        ]
        if args.json:
            say_json({**listing.as_report(o.rules, listed, as_of), "changes": changes})
            return 0
    for change in changes:
        say(f"{change['company']}: {change['from']} to {change['to']}, {change['points']:g} points")
    say(f"{found.companies} companies on {as_of}, {len(changes)} changed their level")
    if not found.stored:
        say("Nothing was stored: this day lies before the last rescored one, or is still to come.")
    return 0
