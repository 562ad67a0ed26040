"""`leadlight audit`: who changed what in Slack or here, beside corrections and referrals; and who
was refused what."""

import argparse
from collections.abc import Mapping
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.commands.opening import UsageError, opened, say, say_json, table
from ledger import audits
from ledger.tables_desk import Audit

HELP = "who followed, tagged, snoozed, handed over or was refused what, newest first"
EXAMPLE = "leadlight audit 50 --of acme.com"

MOST: Final = 20
LIMIT: Final = 10_000


def arguments(parser: argparse.ArgumentParser) -> None:
    """How many, and of what."""
    parser.add_argument(
        "most", nargs="?", type=int, default=MOST, metavar="N", help=f"so many ({MOST})"
    )
    parser.add_argument("--of", default="", metavar="WHAT", help="of a company or DQL-12 alone")
    parser.add_argument("--json", action="store_true", help="rows as JSON")


def run(args: argparse.Namespace) -> int:
    """Lists them; `leadlight correct --list` has corrections, `leadlight referrals` their steps."""
    if not 0 < args.most <= LIMIT:
        raise UsageError(f"audit takes a number from 1 to {LIMIT}, not {args.most}")
    with opened() as o, o.ledger.read() as session:
        rows = audits.recent(session, args.most, subject=args.of)
        called = audits.names(session, [one.by for one in rows if not one.by_name])
        found = [_row(one, called, o.settings.timezone) for one in rows]
    if args.json:
        say_json({"changes": found})
    elif found:
        table(
            ("at", "by", "did", "to", "which"),
            [(row["at"][:16], row["by_name"] or row["by"], *_what(row)) for row in found],
        )
    else:
        say("Nobody has changed anything" + (f" of {args.of}." if args.of else " yet."))
    return 0


def _row(one: Audit, called: Mapping[str, str], zone: ZoneInfo) -> dict[str, Any]:
    """A change as programs read it; its moment in the configured zone.

    `called` names by id who did other things under their name.
    """
    return {
        "id": one.id,
        "at": one.at.astimezone(zone).isoformat(timespec="seconds"),
        "by": one.by,
        "by_name": one.by_name or called.get(one.by, ""),
        "action": one.action,
        "subject": one.subject,
        "object": one.object,
    }


def _what(row: dict[str, Any]) -> tuple[str, str, str]:
    return row["action"], row["subject"], row["object"]
