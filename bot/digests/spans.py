"""Which days a digest is about, and which of the three is due on a day.

Why one message and not three: whoever reads a digest wants to know on Monday how things stand. So
the first digest of a month is the month's, the first of a quarter the quarter's, and the week that
would have come is told in its thread.
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from bot.views.days import written

DAYS: Final = timedelta(days=7)
MONTHS: Final = {"month": 1, "quarter": 3}


class Period(StrEnum):
    """How long a digest looks back."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days from `first` up to, not including, `until`, in the ledger's zone."""

    period: Period
    first: date
    until: date

    @property
    def last(self) -> date:
        """The last day of it."""
        return self.until - timedelta(days=1)

    @property
    def title(self) -> str:
        """What it is called: `week to 15 Nov 2026`, `October 2026`, `Q3 2026`."""
        if self.period is Period.WEEK:
            return f"week to {written(self.last)}"
        if self.period is Period.MONTH:
            return f"{calendar.month_name[self.first.month]} {self.first.year}"
        return f"Q{(self.first.month + 2) // 3} {self.first.year}"


def span_of(period: Period, until: date) -> Stretch:
    """The seven days before `until`, or the last whole month or quarter that was over by then."""
    if period is Period.WEEK:
        return Stretch(period, until - DAYS, until)
    months = MONTHS[period]
    end = until.year * 12 + (until.month - 1) // months * months
    return Stretch(period, _first_of(end - months), _first_of(end))


def due_on(day: date) -> Period:
    """Which digest a weekly one gives way to on its day: the first of a quarter, or of a month."""
    if day.day > DAYS.days:
        return Period.WEEK
    return Period.QUARTER if day.month % MONTHS["quarter"] == 1 else Period.MONTH


def _first_of(months: int) -> date:
    year, month = divmod(months, 12)
    return date(year, month + 1, 1)
