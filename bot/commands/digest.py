"""`leadlight digest`: the digest of a week, month or quarter as it would be posted, or posted."""

import argparse
import time
from dataclasses import replace
from datetime import date, timedelta

from bot.clock import now
from bot.commands.figures import for_programs
from bot.commands.opening import complain, day, opened, say, say_json
from bot.digests import queueing
from bot.digests.facts import digest_facts
from bot.digests.spans import Period, span_of
from bot.outbox import PACE, Outbox, outbox_of
from bot.services import Services, services_of
from bot.views.digest import digest as view
from bot.views.plain import as_text
from bot.workspaces import open_workspaces
from ledger import meta, notices

HELP = "the weekly digest as it would be posted, or that of a month or a quarter"
EXAMPLE = "leadlight digest --as-of 2026-11-20"
TURNS = 10  # of a second each
SILENT = "Slack did not answer"
PARTS = 20  # of a thread that are waited for, at the pace at which Slack takes them


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which days, and whether to post it."""
    parser.add_argument("--as-of", metavar="DAY", help="the last day of the week (yesterday)")
    parser.add_argument(
        "--period",
        type=Period,
        choices=list(Period),
        default=Period.WEEK,
        help="a week, or the last whole month or quarter until then (week)",
    )
    parser.add_argument("--send", action="store_true", help="post it, one a week")
    parser.add_argument("--json", action="store_true", help="facts as JSON")


def run(args: argparse.Namespace) -> int:
    """Shows the digest; with --send it goes through the outbox, which posts one a week."""
    with opened("slack" if args.send else "ledger") as o:
        until = day(args.as_of) + timedelta(days=1) if args.as_of else o.today
        if not args.send:
            with o.ledger.read() as session:
                team = meta.get(session, meta.INTERNAL_TEAM) or ""
                services = replace(o.services, team_id=team)
                facts = digest_facts(session, services, until, args.period)
            say_json(for_programs(facts)) if args.json else say(as_text(view(facts)))
            return 0
        workspaces = open_workspaces(o.settings)
        services = services_of(o.settings, o.ledger, o.rules, workspaces)
        queueing.queue(services, until, now(), args.period)
        if not _waits_for(services, until):
            complain("This week's digest was sent before: nothing is said twice.")
            return 1
        outbox = outbox_of(services, workspaces[0])
        if reason := _delivered(outbox, services, until):
            complain(f"The digest is not posted yet: {reason}.")
            complain("It stays queued: run this again in a while, or let the service post it.")
            return 1
        for _ in range(PARTS):
            if not _thread_waits(services, until):
                break
            time.sleep(PACE.total_seconds())
            outbox.deliver()
        title = span_of(args.period, until).title
        say(f"The digest of {'the ' * (args.period is Period.WEEK)}{title} is posted.")
    return 0


def _delivered(outbox: Outbox, services: Services, until: date) -> str:
    """Posts it, or says why not; a message of the service to the same channel is waited for."""
    reason = ""
    for _ in range(TURNS):
        outbox.deliver()
        reason = _waits_for(services, until)
        if reason != SILENT:
            break
        time.sleep(PACE.total_seconds())
    return reason


def _waits_for(services: Services, until: date) -> str:
    """Why the digest of the week is not sent; empty when it is."""
    with services.ledger.read() as session:
        kept = notices.by_key(session, queueing.key(services, until))
    if kept is None or kept.state != notices.SENT:
        return kept.error or SILENT if kept else "it is not queued"
    return ""


def _thread_waits(services: Services, until: date) -> bool:
    """Whether something of its thread is only waiting for its turn; what failed is tried later."""
    with services.ledger.read() as session:
        parts = notices.with_prefix(session, queueing.key(services, until) + ":")
    return any(one.state == notices.PENDING and not one.error for one in parts)
