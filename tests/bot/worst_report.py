"""The report's facts at their worst: everything that people may have typed is one awkward name."""

from typing import Any

from bot.reporting.definitions import definitions
from bot.reporting.sentences import months_note
from scoring.rules import Rules


def worst(name: str, many: int, rules: Rules) -> dict[str, Any]:
    """Facts in which everything that people may have typed is `name`, and `many` of all."""
    counts = dict.fromkeys(
        ("made", "accepted", "declined", "waiting", "in_work", "no_outcome", "outcomes"), many
    )
    row = {**counts, "recorded": many}
    days = {"days_to_accept": 1.5 if many else None, "days_to_outcome": 10.0 if many else None}
    worth = {"count": many, "value": 1e9 + 0.25 if many else None}
    sides = {"companies": many, "active": many}
    return {
        "span": {
            "name": "2025",
            "from": "2025-01-01",
            "to": "2025-12-31",
            "goes_on": False,
            "whole": "2025-12-31",
        },
        "as_of": "2026-11-20",
        "sentences": [f"DevRel brought {name}.", *[f"And {name}."] * many],
        "cohort": {**counts, **days},
        "recorded": {"outcomes": many, "kinds": {name: many}},
        "introductions": {"made": many, "people": many},
        "teams": [{"team": name, **row, **days, "kinds": {name: 1}, "goal": many}] * many,
        "origins": [{"origin": name, **row, "which": [{"which": name, **row}] * many}] * many,
        "months": [{"label": name, "made": many, "outcomes": many}] * many,
        "months_note": months_note([{"outcomes": 2}], 1),
        "value": [{"team": name, "outcome": name, "sourced": worth, "influenced": worth}] * many,
        "examples": [{"sentence": f"{name} of {name}"}] * many,
        "still_active": {"with": sides, "without": sides, "sentence": f"Of {many}, {name}."},
        "definitions": definitions(rules),
    }
