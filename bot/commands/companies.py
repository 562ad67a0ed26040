"""`leadlight companies`: the list."""

import argparse

from bot.commands import listing
from bot.commands.in_force import other_rules
from bot.commands.opening import UsageError, day, opened, say_json
from scoring.rescore import assess
from scoring.rules_model import FORMER

HELP = "every company with an activity in 90 days or a level, by points"
EXAMPLE = "leadlight companies --level OQL2"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which of them, on which day."""
    parser.add_argument("--level", metavar="LEVEL", help="only those at this level")
    parser.add_argument("--as-of", metavar="DAY", help="a day such as 2026-11-20 (today)")
    parser.add_argument("--json", action="store_true", help="figures as JSON")


def run(args: argparse.Namespace) -> int:
    """Lists; computed for the day that is asked for."""
    with opened() as o:
        names = {name.lower(): name for name in (FORMER, *o.rules.level_names)}
        wanted = names.get(args.level.lower()) if args.level else None
        if args.level and wanted is None:
            raise UsageError(f"{args.level!r} is no level: there is {', '.join(names.values())}")
        as_of = day(args.as_of) if args.as_of else o.today
        with o.ledger.read() as session:
            found = assess(session, o.rules, as_of)
            shown = [one for one in found if wanted is None or one.level == wanted]
            report = listing.as_report(session, o.rules, shown, as_of) if args.json else {}
        beside = other_rules(o)
        if args.json:
            say_json(report | beside)
        else:
            listing.show(shown)
    return 0
