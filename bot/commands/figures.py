"""Facts as programs read them: points as decimals, moments as ISO text, nothing internal."""

from datetime import UTC, datetime
from typing import Any

HUNDREDTHS = ("points", "before", "value")
INTERNAL = ("was", "is")  # levels by number, for comparing


def for_programs(facts: Any) -> Any:
    """The same facts in the units of the other commands' JSON."""
    if isinstance(facts, list):
        return [for_programs(one) for one in facts]
    if not isinstance(facts, dict):
        return facts
    is_level = "level" in facts and "now" in facts  # counts of companies, no points
    return {
        name: value if is_level else _figure(name, value)
        for name, value in facts.items()
        if name not in INTERNAL
    }


def _figure(name: str, value: Any) -> Any:
    if name in HUNDREDTHS and isinstance(value, int):
        return value / 100
    if name == "at" and isinstance(value, int):
        return datetime.fromtimestamp(value, UTC).isoformat()
    return for_programs(value)
