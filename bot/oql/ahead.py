"""What lies ahead of a company, as plain facts: what would lift it, how long its level stands."""

from collections.abc import Iterable
from typing import Any

from ledger.types import day_of_number
from scoring.lifting import Lift
from scoring.metrics import LONG_AGO
from scoring.rescore import Card, Way
from scoring.rescore.assessing import GateAnswer
from scoring.rules import Rules

Facts = dict[str, Any]


def way_facts(rules: Rules, way: Way) -> Facts:
    """What would reach the next level, each category by its title; points in hundredths.

    `lift` is None where no points are missing.
    """
    return {
        "level": way.level,
        "points": way.points,
        "gates": gate_rows(way.gates),
        "lift": _lift(rules, way.lift) if way.lift else None,
    }


def _lift(rules: Rules, lift: Lift) -> Facts:
    titles = {name: category.title for name, category in rules.categories.items()}
    return {
        "deeds": [
            {
                "kind": one.kind,
                "title": titles[one.category],
                "count": one.count,
                "points": one.points,
            }
            for one in lift.deeds
        ],
        "days": lift.days,
        "together": lift.together,
        "full": [{"title": titles[name], "cap": cap} for name, cap in lift.full.items()],
    }


def hold_facts(shown: Card) -> Facts | None:
    """Until when the level stands by itself; points in hundredths, the day as ISO text."""
    if shown.hold is None:
        return None
    until = shown.hold.until
    return {
        "level": shown.one.level,
        "points": shown.hold.points,
        "until": day_of_number(until).isoformat() if until is not None else None,
    }


def in_points(ahead: Facts) -> Facts:
    """The same for programs: every `points` in it as a decimal."""
    return {name: _decimal(name, value) for name, value in ahead.items()}


def _decimal(name: str, value: Any) -> Any:
    if isinstance(value, dict):
        return in_points(value)
    if isinstance(value, list):
        return [_decimal("", one) for one in value]
    return value / 100 if name == "points" else value


def gate_rows(gates: Iterable[GateAnswer]) -> list[Facts]:
    """Each need of each gate: its level, what it looks at, what it asks, the figure.

    A figure is None where nothing ever happened since which days could be counted.
    """
    return [
        {
            "level": gate.level,
            "gate": gate.scope,
            "window_days": gate.window_days,
            "need": gate.need,
            "figure": None if gate.figure >= LONG_AGO else max(gate.figure, 0),
            "holds": gate.holds,
        }
        for gate in gates
    ]
