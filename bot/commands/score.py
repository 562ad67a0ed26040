"""`leadlight score`: judges every company and keeps what changed."""

import argparse
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot import adopted, passes
from bot.clock import now
from bot.commands import listing
from bot.commands.in_force import as_json as in_force_json
from bot.commands.opening import Opened, complain, day, opened, say, say_json
from bot.quiet import due
from bot.replay import replay_facts
from bot.views.texts import plural
from ledger import companies
from scoring.rescore import assess, level_label
from scoring.rules import Rules

HELP = "rescore, store levels, queue notices; prints what changed"
EXAMPLE = "leadlight score --as-of 2026-11-20"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which day."""
    parser.add_argument("--as-of", metavar="DAY", help="a day such as 2026-11-20 (today)")
    parser.add_argument("--json", action="store_true", help="figures as JSON")


def run(args: argparse.Namespace) -> int:
    """Rescores; a day before the last one, or to come, is shown and not stored.

    1 where RULES_FILE waits to be adopted: then nothing is stored.
    """
    with opened() as o:
        as_of = day(args.as_of) if args.as_of else o.today
        passes.recognise(o.services, now)
        in_force = adopted.begin(o.ledger, o.rules, o.settings.rules_file)
        if in_force is not o.rules:
            return _unadopted(o, in_force, as_of, as_json=args.json)
        at = now()
        due_at = due(o.rules.quiet, o.services.zone, at)
        found = adopted.score(o.ledger, o.rules, as_of, o.today, at, due_at)
        with o.ledger.read() as session:
            named = companies.by_ids(session, [c.company_id for c in found.changes])
            listed = assess(session, o.rules, as_of) if args.json else ()
            report = listing.as_report(session, o.rules, listed, as_of) if args.json else {}
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
            say_json({**report, "changes": changes})
            return 0
    _say_changes(changes)
    count = plural(found.companies, "company", "companies")
    say(f"{count} on {as_of}, {len(changes)} changed their level")
    if not found.stored:
        say("Nothing was stored: this day lies before the last rescored one, or is still to come.")
    return 0


def _unadopted(o: Opened, in_force: Rules, as_of: date, *, as_json: bool) -> int:
    """Says who would change by rules that are not in force; stores nothing."""
    with o.ledger.read() as session:
        facts = replay_facts(session, o.settings.timezone, in_force, o.rules, as_of, as_of)
        listed = assess(session, o.rules, as_of) if as_json else ()
        report = listing.as_report(session, o.rules, listed, as_of) if as_json else {}
    changes = [
        {
            "company": one["company"],
            "name": one["name"],
            "from": one["today"],
            "to": one["new"],
            "points": one["points"],
        }
        for one in facts["last_day"]["companies"]
    ]
    if as_json:
        say_json({**report, "changes": changes, "in_force": in_force_json(in_force)})
    else:
        _say_changes(changes)
        one = len(changes) == 1
        who = (
            "1 company would change its" if one else f"{len(changes)} companies would change their"
        )
        say(f"{who} level by {o.rules.name}")
    complain(
        f"Nothing was stored: this ledger judges by {in_force.name}, version {in_force.version}. "
        "To take what RULES_FILE says: leadlight rules adopt"
    )
    return 1


def _say_changes(changes: Sequence[Mapping[str, Any]]) -> None:
    for change in changes:
        say(f"{change['company']}: {change['from']} to {change['to']}, {change['points']:g} points")
