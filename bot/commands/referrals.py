"""`leadlight referrals`: who was handed to whom, and what came of it."""

import argparse
from datetime import UTC, datetime

from bot.commands.figures import for_programs
from bot.commands.opening import opened, say, say_json, table
from bot.dql.facts import referral_facts
from ledger import referrals

HELP = "referrals and their state, newest first"
EXAMPLE = "leadlight referrals --json"

MOST = 500


def arguments(parser: argparse.ArgumentParser) -> None:
    """How to show them."""
    parser.add_argument("--json", action="store_true", help="facts as JSON")


def run(args: argparse.Namespace) -> int:
    """Lists them."""
    with opened() as o:
        with o.ledger.read() as session:
            rows = referrals.recent(session, MOST)
            found = [referral_facts(session, o.rules, row) for row in rows]
        if args.json:
            say_json({"referrals": for_programs(found)})
            return 0
    if not found:
        say("Nobody was referred so far. In Slack: /dql refer")
        return 0
    table(
        ("number", "person", "company", "team", "state", "made"),
        [
            (
                f"DQL-{one['id']}",
                one["person"],
                one["company_name"],
                one["team"],
                one["state"],
                datetime.fromtimestamp(one["steps"][0]["at"], UTC).strftime("%Y-%m-%d"),
            )
            for one in found
        ],
    )
    return 0
