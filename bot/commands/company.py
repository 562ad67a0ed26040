"""`leadlight company`: one company, with why and history."""

import argparse
from datetime import timedelta

from bot.commands import listing
from bot.commands.opening import complain, day, opened, say, say_json, table
from bot.facts import why_rows
from bot.naming import searched
from ledger import companies, levels, tallies
from scoring.rescore import COUNTS, assess, level_label, newest_of

HELP = "one company: level, why, lately, history"
EXAMPLE = "leadlight company acme.com"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which company, on which day."""
    parser.add_argument("name", metavar="NAME", help="its domain, or a part of its name")
    parser.add_argument("--as-of", metavar="DAY", help="a day such as 2026-11-20 (today)")
    parser.add_argument("--json", action="store_true", help="figures as JSON")


def run(args: argparse.Namespace) -> int:
    """Shows it; 1 when there is none, or several fit."""
    with opened() as o:
        as_of = day(args.as_of) if args.as_of else o.today
        with o.ledger.read() as session:
            fitting = companies.find(session, searched(args.name))
            if len(fitting) != 1:
                others = ", ".join(one.key for one in fitting) or "none is known by that name"
                complain(f"{args.name!r} is not one company: {others}")
                return 1
            found = assess(session, o.rules, as_of, fitting[0].id)
            why = why_rows(session, o.rules, fitting[0].id, as_of)
            history = [
                {
                    "day": change.day.isoformat(),
                    "from": level_label(o.rules, change.from_level),
                    "to": level_label(o.rules, change.to_level),
                    "points": change.points / 100,
                    "rules": f"{change.rules_name} {change.rules_version}",
                }
                for change in levels.of_company(session, fitting[0].id)
                if change.day <= as_of
            ]
            first = as_of - timedelta(days=o.rules.window_days - 1)
            seen = tallies.activities(session, fitting[0].id, first, as_of, COUNTS, limit=1_000)
        if args.json:
            one = listing.as_json(o.rules, found[0]) if found else {"company": fitting[0].key}
            head = {"as_of": as_of.isoformat(), "window_days": o.rules.window_days}
            say_json({**head, "rules": o.rules.name, **one, "why": why, "history": history})
            return 0
    if not found:
        say(f"{fitting[0].key}: no activity in the 90 days to {as_of}, and never an OQL.")
        return 0
    listing.show(found)
    say(f"\nWhy: points of the {o.rules.window_days} days to {as_of}")
    table(
        ("day", "category", "earned", "credited", "cut by"),
        [(w["day"], w["category"], w["raw"], w["credited"], w["cap"] or "") for w in why],
    )
    say("\nLately")
    table(
        ("last", "what", "times", "title"),
        [(a["day"], a["kind"], a["count"], a["title"]) for a in newest_of(seen)[:10]],
    )
    if history:
        say("\nLevels")
        table(("day", "from", "to"), [(h["day"], h["from"], h["to"]) for h in history])
    return 0
