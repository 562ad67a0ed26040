"""`leadlight company`: one company, with why and history."""

import argparse
from datetime import date, timedelta
from typing import Any

from bot.commands import listing
from bot.commands.opening import complain, day, opened, say, say_json, table
from bot.facts import gate_rows, signal_rows, way_facts, why_rows
from bot.naming import searched
from ledger import companies, levels, tallies
from scoring.rescore import COUNTS, Card, card, level_label, newest_of

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
            found = card(session, o.rules, fitting[0].id, as_of)
            why = why_rows(session, o.rules, fitting[0].id, as_of)
            signals = signal_rows(session, o.rules, fitting[0].id, as_of)
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
            one = listing.as_json(o.rules, found.one) if found else {"company": fitting[0].key}
            head = {"as_of": as_of.isoformat(), "window_days": o.rules.window_days}
            more = {**(_as_json(found, as_of) if found else {}), "signals": signals}
            say_json({**head, "rules": o.rules.name, **one, "why": why, "history": history} | more)
            return 0
    if not found:
        say(f"{fitting[0].key}: no activity in the 90 days to {as_of}, and never an OQL.")
        return 0
    listing.show([found.one])
    _show_way(found)
    say(f"\nWhy: points of the {o.rules.window_days} days to {as_of}")
    table(
        ("day", "category", "earned", "credited", "cut by"),
        [(w["day"], w["category"], w["raw"], w["credited"], w["cap"] or "") for w in why],
    )
    _show_signals(signals)
    say("\nLately")
    table(
        ("last", "what", "times", "title"),
        [(a["day"], a["kind"], a["count"], a["title"]) for a in newest_of(seen)[:10]],
    )
    if history:
        say("\nLevels")
        table(("day", "from", "to"), [(h["day"], h["from"], h["to"]) for h in history])
    return 0


def _as_json(found: Card, as_of: date) -> dict[str, Any]:
    """Gates with their figures, the way to the next level, 90 days of points and levels."""
    first = as_of - timedelta(days=len(found.scores) - 1)
    days = zip(found.scores, found.levels, strict=True)
    way = way_facts(found.way) | {"points": found.way.points / 100} if found.way else None
    return {
        "gates": gate_rows(found.one.gates),
        "next": way,
        "moves": {name: by / 100 for name, by in found.moves},
        "days": [
            {"day": (first + timedelta(days=n)).isoformat(), "points": score / 100, "level": level}
            for n, (score, level) in enumerate(days)
        ],
    }


def _show_signals(signals: list[dict[str, Any]]) -> None:
    if signals:
        say("\nSignals")
        say("\n".join(one["text"] for one in signals))


def _show_way(found: Card) -> None:
    if found.way is not None:
        lacking = [f"{gate.scope}: {gate.need}" for gate in found.way.gates]
        points = [f"{found.way.points / 100:g} points"] if found.way.points else []
        say(f"\nTo {found.way.level}: {', '.join([*points, *lacking])} more")
    if found.one.gates:
        say("\nGates")
        table(
            ("level", "gate", "needs", "has", "in", "holds"),
            [
                (
                    g["level"],
                    g["gate"],
                    g["need"],
                    _figure(g["figure"]),
                    f"{g['window_days']} days",
                    "yes" if g["holds"] else "no",
                )
                for g in gate_rows(found.one.gates)
            ],
        )


def _figure(figure: int | None) -> str:
    return "never" if figure is None else str(max(figure, 0))
