"""`leadlight digest`: the weekly digest as it would be posted, or posted."""

import argparse
from dataclasses import replace
from datetime import date, timedelta

from bot import digest
from bot.clock import now
from bot.commands.figures import for_programs
from bot.commands.opening import complain, day, opened, say, say_json
from bot.outbox import outbox_of
from bot.services import Services, services_of
from bot.views.digest import digest as view
from bot.views.plain import as_text
from bot.workspaces import open_workspaces
from ledger import meta, notices

HELP = "the weekly digest as it would be posted"
EXAMPLE = "leadlight digest --as-of 2026-11-20"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which week, and whether to post it."""
    parser.add_argument("--as-of", metavar="DAY", help="the last day of the week (yesterday)")
    parser.add_argument("--send", action="store_true", help="post it, once a week")
    parser.add_argument("--json", action="store_true", help="facts as JSON")


def run(args: argparse.Namespace) -> int:
    """Shows the digest; with --send it goes through the outbox, which posts each week once."""
    with opened("slack" if args.send else "ledger") as o:
        until = day(args.as_of) + timedelta(days=1) if args.as_of else o.today
        if not args.send:
            with o.ledger.read() as session:
                team = meta.get(session, meta.INTERNAL_TEAM) or ""
                facts = digest.digest_facts(session, replace(o.services, team_id=team), until)
            say_json(for_programs(facts)) if args.json else say(as_text(view(facts)))
            return 0
        workspaces = open_workspaces(o.settings)
        services = services_of(o.settings, o.ledger, o.rules, workspaces)
        digest.queue(services, until, now())
        if not _waits_for(services, until):
            complain("This week's digest was sent before: nothing is said twice.")
            return 1
        outbox_of(services, workspaces[0]).deliver()
        if reason := _waits_for(services, until):
            complain(f"The digest is not posted yet: {reason}.")
            complain("It stays queued: run this again in a while, or let the service post it.")
            return 1
        say(f"The digest of the week to {until - timedelta(days=1)} is posted.")
    return 0


def _waits_for(services: Services, until: date) -> str:
    """Why the digest of the week is not sent; empty when it is."""
    with services.ledger.read() as session:
        kept = notices.by_key(session, digest.key(services, until))
    if kept is None or kept.state != notices.SENT:
        return kept.error or "Slack did not answer" if kept else "it is not queued"
    return ""
