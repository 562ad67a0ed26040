"""What programs read: decimals and ISO moments, whatever the facts hold inside."""

from bot.commands.figures import for_programs


def test_the_units_are_those_of_the_other_commands() -> None:
    facts = {
        "levels": [{"level": "OQL3", "now": 2, "before": 1}],
        "new": [{"name": "Acme", "was": 0, "is": 1, "points": 1_525, "before": 0}],
        "steps": [{"at": 1_795_163_400, "value": None, "note": "x"}, {"value": 1_200_050}],
    }
    assert for_programs(facts) == {
        "levels": [{"level": "OQL3", "now": 2, "before": 1}],
        "new": [{"name": "Acme", "points": 15.25, "before": 0.0}],
        "steps": [
            {"at": "2026-11-20T08:30:00+00:00", "value": None, "note": "x"},
            {"value": 12_000.5},
        ],
    }
