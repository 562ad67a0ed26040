"""`leadlight company`: one company, with why and history."""

import argparse
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from bot.commands import listing
from bot.commands.company_shown import Shown, show
from bot.commands.in_force import other_rules
from bot.commands.opening import Opened, UsageError, complain, day, opened, say_json
from bot.company_words import unlisted_facts
from bot.oql.ahead import gate_rows, hold_facts, in_points, way_facts
from bot.oql.facts import signal_rows, why_rows
from bot.whom import fitting
from ledger import tallies
from ledger.bands import COUNTS
from ledger.engine import Session
from ledger.tables import Company
from scoring.rescore import Card, card, newest_of, steps

HELP = "one company: level, why, lately, history"
EXAMPLE = "leadlight company acme.com --since 2026-10-01"

WEEK = 7  # days: what moved since then is shown, unless a day is given
NO_CARD: Final[Mapping[str, Any]] = {
    "gates": [],
    "next": None,
    "hold": None,
    "moves": {},
    "days": [],
}
LATELY, LOOKED_AT = 10, 1_000  # activities


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which company, on which day."""
    parser.add_argument("name", metavar="NAME", help="its domain, or a part of its name")
    parser.add_argument("--as-of", metavar="DAY", help="a day such as 2026-11-20 (today)")
    parser.add_argument(
        "--since", metavar="DAY", help="which categories rose or fell since (7 days before)"
    )
    parser.add_argument("--json", action="store_true", help="figures as JSON")


def run(args: argparse.Namespace) -> int:
    """Shows it; 1 when there is none, or several fit."""
    with opened() as o:
        as_of = day(args.as_of) if args.as_of else o.today
        since = day(args.since) if args.since else as_of - timedelta(days=WEEK)
        if since >= as_of:
            raise UsageError(f"--since {since} is not before {as_of}, the day that is shown")
        with o.ledger.read() as session:
            found = fitting(session, args.name)
            if len(found) != 1:
                others = ", ".join(one.key for one in found) or "none is known by that name"
                complain(f"{args.name!r} is not one company: {others}")
                return 1
            shown = _looked_up(o, session, found[0], as_of, since)
        shown = replace(shown, beside=other_rules(o))
    if args.json:
        say_json(_as_json(shown))
    else:
        show(shown)
    return 0


def _looked_up(o: Opened, session: Session, company: Company, as_of: date, since: date) -> Shown:
    first = as_of - timedelta(days=o.rules.window_days - 1)
    seen = tallies.activities(session, company.id, first, as_of, COUNTS, limit=LOOKED_AT)
    return Shown(
        rules=o.rules,
        as_of=as_of,
        since=since,
        key=company.key,
        name=company.name,
        card=card(session, o.rules, company.id, as_of, ago=(as_of - since).days),
        why=why_rows(session, o.rules, company.id, as_of),
        signals=signal_rows(session, o.rules, company.id, as_of),
        history=steps(session, o.rules, company.id, as_of),
        lately=newest_of(seen)[:LATELY],
        unlisted=unlisted_facts(session, company),
        handoff=listing.with_handoffs(session, [(company.id, {})])[0],
    )


# --- For programs ---------------------------------------------------------------------------------


def _as_json(shown: Shown) -> dict[str, Any]:
    found = shown.card
    return {
        "as_of": shown.as_of.isoformat(),
        "window_days": shown.rules.window_days,
        "rules": shown.rules.name,
        **shown.beside,
        **(
            listing.as_json(shown.rules, found.one)
            if found
            else listing.unlisted(shown.rules, shown.key, shown.name)
        ),
        **shown.handoff,
        "why": shown.why,
        "history": [
            {
                "day": step.day.isoformat(),
                "from": step.was,
                "to": step.level,
                "points": step.points / 100,
                "rules": " ".join(step.rules),
            }
            for step in shown.history
        ],
        "moved_since": shown.since.isoformat(),
        **(_card_as_json(shown, found) if found else NO_CARD),
        "signals": shown.signals,
        "who": dict(shown.unlisted["words"]),
    }


def _card_as_json(shown: Shown, found: Card) -> dict[str, Any]:
    """Gates with their figures, what lies ahead, 90 days of points and levels."""
    first = shown.as_of - timedelta(days=len(found.scores) - 1)
    days = zip(found.scores, found.levels, strict=True)
    hold = hold_facts(found)
    return {
        "gates": gate_rows(found.one.gates),
        "next": in_points(way_facts(shown.rules, found.way)) if found.way else None,
        "hold": in_points(hold) if hold else None,
        "moves": {name: by / 100 for name, by in found.moves},
        "days": [
            {"day": (first + timedelta(days=n)).isoformat(), "points": score / 100, "level": level}
            for n, (score, level) in enumerate(days)
        ],
    }
