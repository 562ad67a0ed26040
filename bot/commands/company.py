"""`leadlight company`: one company, with why and history."""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final

from bot.commands import listing
from bot.commands.in_force import other_rules
from bot.commands.opening import (
    Opened,
    UsageError,
    complain,
    day,
    opened,
    say,
    say_json,
    table,
)
from bot.company_words import words_on
from bot.facts import gate_rows, signal_rows, way_facts, why_rows
from bot.views.blocks import Message
from bot.views.plain import as_text
from bot.views.who import who_it_is
from bot.whom import fitting
from ledger import tallies
from ledger.engine import Session
from ledger.tables import Company
from scoring.rescore import COUNTS, Card, Step, card, newest_of, steps
from scoring.rules import Rules

HELP = "one company: level, why, lately, history"
EXAMPLE = "leadlight company acme.com --since 2026-10-01"

WEEK = 7  # days: what moved since then is shown, unless a day is given
NO_CARD: Final[Mapping[str, Any]] = {"gates": [], "next": None, "moves": {}, "days": []}
LACKING = 3  # what a level still asks for, before the table of gates
LATELY, LOOKED_AT = 10, 1_000  # activities


@dataclass(frozen=True, slots=True)
class _Shown:
    """All that is shown of a company on a day; `card` is None where it is not listed."""

    rules: Rules
    as_of: date
    since: date
    key: str
    name: str
    card: Card | None
    why: list[dict[str, Any]]
    signals: list[dict[str, Any]]
    history: tuple[Step, ...]
    lately: Sequence[dict[str, Any]]
    who: Mapping[str, Any]
    beside: Mapping[str, Any] = field(default_factory=dict)


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
    elif shown.card is None:
        say(f"{shown.key}: no activity in the 90 days to {as_of}, and never an OQL.")
        _show_who(shown)
    else:
        _show(shown, shown.card)
    return 0


def _looked_up(o: Opened, session: Session, company: Company, as_of: date, since: date) -> _Shown:
    first = as_of - timedelta(days=o.rules.window_days - 1)
    seen = tallies.activities(session, company.id, first, as_of, COUNTS, limit=LOOKED_AT)
    return _Shown(
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
        who=words_on(session, company.id),
    )


# --- For programs ---------------------------------------------------------------------------------


def _as_json(shown: _Shown) -> dict[str, Any]:
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
        **(_card_as_json(found, shown.as_of) if found else NO_CARD),
        "signals": shown.signals,
        "who": dict(shown.who),
    }


def _card_as_json(found: Card, as_of: date) -> dict[str, Any]:
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


# --- For people -----------------------------------------------------------------------------------


def _show(shown: _Shown, found: Card) -> None:
    listing.show([found.one])
    _show_who(shown)
    _show_way(found)
    _show_moves(shown, found)
    window = shown.rules.window_days
    _show_table(
        f"Why: points of the {window} days to {shown.as_of}",
        ("day", "category", "earned", "credited", "cut by"),
        [(w["day"], w["category"], w["raw"], w["credited"], w["cap"] or "") for w in shown.why],
        f"nothing in these {window} days",
    )
    if shown.signals:
        say("\nSignals")
        say("\n".join(one["text"] for one in shown.signals))
    _show_table(
        "Lately",
        ("last", "what", "times", "title"),
        [(a["day"], a["kind"], a["count"], a["title"]) for a in shown.lately],
        f"nothing in these {window} days",
    )
    if shown.history:
        say("\nLevels, as recorded by scores")
        table(("day", "from", "to"), [(one.day, one.was, one.level) for one in shown.history])


def _show_table(
    title: str, head: Sequence[str], rows: Sequence[Sequence[object]], none: str
) -> None:
    say(f"\n{title}")
    if rows:
        table(head, rows)
    else:
        say(none)


def _show_who(shown: _Shown) -> None:
    """By which evidence it is known, what people said of that, which companies are its kin."""
    said = {True: "confirmed", False: "match turned down, so nobody counts"}
    told = [said[shown.who["confirmed"]]] if shown.who["confirmed"] is not None else []
    told += [as_text(Message(line, ())) for line in who_it_is(shown.who)]
    if told:
        say("\n" + "\n".join(told))


def _show_moves(shown: _Shown, found: Card) -> None:
    """Which categories rose or fell, from how many points to how many."""
    titles = {name: category.title for name, category in shown.rules.categories.items()}
    told = [
        f"{titles[name]} {by / 100:+g} ({found.before[name] / 100:g} to {found.now[name] / 100:g})"
        for name, by in found.moves
    ]
    say(f"\nSince {shown.since}: {', '.join(told) or 'no category rose or fell'}")


def _show_way(found: Card) -> None:
    if found.way is not None:
        way = found.way
        told = [f"{way.points / 100:g} more points"] if way.points else []
        told += [f"{gate.scope}: {gate.need}" for gate in way.gates]
        more = [f"{len(told) - LACKING} more, below"] if len(told) > LACKING else []
        say(f"\nTo {way.level}: {', '.join([*told[:LACKING], *more])}")
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
    return "never" if figure is None else str(figure)
