"""How a calendar day is written wherever a company stands: `9 Nov 2026`.

Why no date token of Slack's: those are moments, shown in each reader's own zone, where a day of the
ledger would become the one before or after it; and neither a chart nor a button can hold one.
"""

from datetime import date


def written(day: date | str) -> str:
    """A day, or its ISO text, with its year."""
    read = _read(day)
    return f"{read.day} {read:%b %Y}"


def short(day: date | str) -> str:
    """The same without the year, where it goes without saying: `9 Nov`."""
    read = _read(day)
    return f"{read.day} {read:%b}"


def _read(day: date | str) -> date:
    return date.fromisoformat(day) if isinstance(day, str) else day
