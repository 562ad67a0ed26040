"""`leadlight rules`: what is wrong in a rules file, or its tables as they were read."""

import argparse
from pathlib import Path

from bot.commands.opening import say, table
from bot.settings import load
from scoring.rules import Rules, read_rules

HELP = "check a rules file, or show its tables as read"
EXAMPLE = "leadlight rules check rules/points.toml"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What to do with which file."""
    parser.add_argument("what", choices=("check", "show"))
    parser.add_argument("file", nargs="?", metavar="FILE", help="else RULES_FILE, else the default")


def run(args: argparse.Namespace) -> int:
    """Reads the file; every mistake is named with its line."""
    rules = read_rules(Path(args.file) if args.file else load("ledger").rules_file)
    if args.what == "check":
        say(f"{rules.name}: fine (version {rules.version})")
        return 0
    show(rules)
    return 0


def show(rules: Rules) -> None:
    """Categories, levels and teams, as they were read."""
    say(f"{rules.name}, version {rules.version}, levels by {rules.window_days} days\n")
    table(
        ("category", "kind", "points", "day", "week", "month"),
        [
            (name, kind, points / 100, *(_cap(cap) for cap in (c.day, c.week, c.month)))
            for name, c in rules.categories.items()
            for kind, points in c.kinds.items()
        ],
    )
    say()
    table(
        ("level", "when", "meaning"),
        [
            (
                level.name,
                f"more than {level.above / 100:g}"
                if level.above is not None
                else f"{level.least / 100:g} or more",
                level.meaning,
            )
            for level in rules.levels
        ],
    )
    say()
    table(
        ("team", "channel", "outcomes"),
        [(name, team.channel, ", ".join(team.outcomes)) for name, team in rules.teams.items()],
    )


def _cap(cap: int | None) -> str:
    return "-" if cap is None else f"{cap / 100:g}"
