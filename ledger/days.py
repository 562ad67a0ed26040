"""Spans of days: what two have in common, and what one has without the other."""

from datetime import date, timedelta
from typing import NamedTuple

DAY = timedelta(days=1)


class Days(NamedTuple):
    """Days, both ends inclusive; null is without end."""

    first: date | None = None
    last: date | None = None

    def holds(self, day: date) -> bool:
        """Whether the day is one of them."""
        return (self.first or date.min) <= day <= (self.last or date.max)

    def within(self, other: "Days") -> "Days | None":
        """The days that both have, if there are any."""
        first = max(self.first or date.min, other.first or date.min)
        last = min(self.last or date.max, other.last or date.max)
        if first > last:
            return None
        return Days(None if first == date.min else first, None if last == date.max else last)

    def without(self, other: "Days") -> list["Days"]:
        """The days of this that the other does not have."""
        left = Days(None, other.first - DAY) if other.first else None
        right = Days(other.last + DAY, None) if other.last else None
        kept = (self.within(side) for side in (left, right) if side)
        return [days for days in kept if days]
