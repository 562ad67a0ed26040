"""`leadlight rules`: what is wrong in a rules file, its tables as they were read, or taking it."""

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from bot.commands import adopting
from bot.commands.opening import complain, say, say_json, table
from bot.settings import load
from scoring.rules import PACKAGED, Category, Gate, Problem, Route, Rules, RulesError, read_rules

HELP = "check a rules file, show its tables as read, or adopt that of RULES_FILE"
EXAMPLE = "leadlight rules check rules/points.toml"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What to do with which file."""
    packaged = ", ".join(PACKAGED)
    parser.add_argument("what", choices=("check", "show", "adopt"))
    parser.add_argument(
        "file",
        nargs="?",
        metavar="FILE",
        help=f"a file, or a packaged one by its name: {packaged} (default: RULES_FILE, or points)",
    )
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.add_argument("--yes", action="store_true", help="adopt without being asked")


def run(args: argparse.Namespace) -> int:
    """Reads the file; every mistake is named with its line. 1 where a check found any."""
    if args.what == "adopt":
        return adopting.run(args.file, sure=args.yes)
    try:
        rules = read_rules(args.file or load("ledger").rules_file)
    except RulesError as error:
        if args.json:
            say_json({"problems": [_problem(one) for one in error.problems]})
        else:
            complain(str(error))
        return 1
    if args.json:
        say_json(as_json(rules) if args.what == "show" else _head(rules) | {"problems": []})
    elif args.what == "check":
        say(f"{rules.name}: fine (version {rules.version})")
    else:
        show(rules)
    return 0


def show(rules: Rules) -> None:
    """All tables, as they were read; gates as sentences."""
    say(f"{rules.name}, version {rules.version}, levels by {rules.window_days} days")
    _show_categories(rules)
    _show_levels(rules)
    _show(
        ("channel", "what is participation in it"),
        [(name, ", ".join(kinds)) for name, kinds in rules.channels.items()],
    )
    _show(
        ("page", "is a", "topic"),
        [(page.match, page.kind, page.topic or "-") for page in rules.pages],
    )
    _show_telling(rules)
    _show_teams(rules)


def as_json(rules: Rules) -> dict[str, Any]:
    """The tables for programs: points as the file has them, gates with their sentences."""
    return _head(rules) | {
        "categories": {name: _category(one) for name, one in rules.categories.items()},
        "levels": [
            {
                "name": level.name,
                "above": _points(level.above),
                "from": _points(level.from_),
                "meaning": level.meaning,
                "gates": [_gate(rules, gate) for gate in level.gates],
            }
            for level in rules.levels
        ],
        "channels": {name: list(kinds) for name, kinds in rules.channels.items()},
        "pages": [page.model_dump() for page in rules.pages],
        "project": rules.project.model_dump(),
        "announce": rules.announce.model_dump(),
        "routes": [route.model_dump() for route in rules.routes],
        "quiet": rules.quiet.model_dump(mode="json", by_alias=True) if rules.quiet else None,
        "reminders": rules.reminders.model_dump(),
        "teams": {name: team.model_dump(mode="json") for name, team in rules.teams.items()},
    }


def _head(rules: Rules) -> dict[str, Any]:
    return {"name": rules.name, "version": rules.version, "window_days": rules.window_days}


def _problem(one: Problem) -> dict[str, Any]:
    """A mistake; `line` is null where it is the file as a whole."""
    return asdict(one) | {"line": one.line or None}


def _category(one: Category) -> dict[str, Any]:
    caps = {"day": one.day, "week": one.week, "month": one.month}
    return {
        "title": one.title,
        **{name: _points(cap) for name, cap in caps.items()},
        "kinds": {kind: points / 100 for kind, points in one.kinds.items()},
    }


def _gate(rules: Rules, gate: Gate) -> dict[str, Any]:
    return {
        "scope": gate.scope,
        "category": gate.category,
        "kinds": list(gate.kinds),
        "topic": gate.topic,
        "needs": [need.text for need in gate.needs],
        "window_days": rules.gate_window(gate),
        "sentence": gate.sentence,
    }


def _show_categories(rules: Rules) -> None:
    _show(
        ("category", "kind", "points", "day", "week", "month"),
        [
            (name, kind, points / 100, *(_cap(cap) for cap in (c.day, c.week, c.month)))
            for name, c in rules.categories.items()
            for kind, points in c.kinds.items()
        ],
    )


def _show_levels(rules: Rules) -> None:
    say("\nlevels; each demands what the ones before it demand, and:")
    for level in rules.levels:
        say(f"{level.name}: {level.meaning}")
        if level.above is not None:
            say(f"  more than {level.above / 100:g} points in {rules.window_days} days")
        elif level.from_ is not None:
            say(f"  {level.from_ / 100:g} or more points in {rules.window_days} days")
        for gate in level.gates:
            say(f"  {gate.sentence}, in {rules.gate_window(gate)} days")


def _show_telling(rules: Rules) -> None:
    told, remind, quiet = rules.announce, rules.reminders, rules.quiet
    say(f"\nA rise to {told.level} is announced within {told.news_days} days, and again only after")
    say(f"{told.again_after_days} days below, with an offer to refer the company to {told.team}.")
    say(f"A fall is told of a company that was there for at least {told.fall_after_days} days.")
    if not rules.project.sells:
        say("The project sells nothing: words are of sponsors and advocates, not of customers.")
    if quiet:
        days = ", and on weekends" if quiet.weekends else ""
        say(f"Nothing is told unasked from {quiet.from_:%H:%M} until {quiet.until:%H:%M}{days}.")
    say(f"A team is reminded after {remind.accept_days} working days without an answer, and")
    say(f"{remind.outcome_days} days after it accepted, where it recorded no outcome.")
    _show(("news of", "is told in"), [(_taken(route), route.channel) for route in rules.routes])


def _show_teams(rules: Rules) -> None:
    _show(
        ("team", "channel", "outcomes", "won", "goal a quarter"),
        [
            (name, one.channel, ", ".join(one.outcomes), ", ".join(one.won) or "-", one.goal or "-")
            for name, one in rules.teams.items()
        ],
    )
    hopes = [
        (name, words)
        for name, one in rules.teams.items()
        for words in (
            one.looking_for,
            *(f"asks: {question}" for question in one.questions),
            "asks whether the person agrees" if one.asks_consent else "",
        )
        if words
    ]
    _show(("team", "is looking for"), hopes)


def _taken(route: Route) -> str:
    """What a route takes: "rise, OQL3, tag enterprise"."""
    customer = {True: "customers", False: "no customers", None: ""}[route.customer]
    tag = f"tag {route.tag}" if route.tag else ""
    parts = [route.news, route.level, customer, tag]
    return ", ".join(filter(None, parts)) or "everything else"


def _show(head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    if rows:
        say()
        table(head, rows)


def _points(hundredths: int | None) -> float | None:
    return None if hundredths is None else hundredths / 100


def _cap(cap: int | None) -> str:
    return "-" if cap is None else f"{cap / 100:g}"
