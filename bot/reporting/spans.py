"""Which days a report is about: a quarter, a year, a month, "last quarter", or from a day to a day.

A span never goes beyond today: what has not happened yet is no part of any figure.
"""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

FIRST_YEAR: Final = 1990  # nothing in a ledger is older
MONTHS: Final = 3  # of a quarter
ORDINALS: Final = ("first", "second", "third", "fourth")
EXAMPLES: Final = "`2026-Q3`, `last quarter`, `2026-07`, `2026` or `from 2026-07-01 to 2026-09-30`"

DAY: Final = r"(\d{4}-\d{2}-\d{2})"
BOTH: Final = re.compile(rf"(?:from )?{DAY} (?:to|until|-) {DAY}")
SINCE: Final = re.compile(rf"(?:from|since) {DAY}")
QUARTER: Final = re.compile(r"(\d{4})[ -]?q([1-4])|q([1-4])(?:[ /-]?(\d{4}))?")
MONTH: Final = re.compile(r"(\d{4})-(\d{2})")
YEAR: Final = re.compile(r"\d{4}")
NAMED: Final = re.compile(r"(this|last) (month|quarter|year)")


class SpanError(ValueError):
    """Words that name no days; the message says why and what would do."""


@dataclass(frozen=True, slots=True)
class Span:
    """The days `first` to `last`, both inclusive, in the ledger's zone.

    `name` stands in sentences ("the third quarter of 2026"). Of a span that is not over, `last` is
    today, and `whole` the day with which it will end.
    """

    first: date
    last: date
    name: str
    whole: date | None = None  # None: it ends with `last`

    @property
    def goes_on(self) -> bool:
        """Whether more of it is to come."""
        return self.whole is not None

    def moments(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """From its first moment up to, not including, the first one after it, in UTC."""
        return begins(self.first, zone), begins(self.last + timedelta(days=1), zone)

    @property
    def quarters(self) -> int:
        """How many quarters have begun in it; 0 where it is not whole quarters: no goal fits it."""
        end = self.whole or self.last
        if self.first != _quarter_of(self.first) or end != _last_of(_quarter_of(end), MONTHS):
            return 0
        return (_months(self.last) // MONTHS) - (_months(self.first) // MONTHS) + 1


def begins(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a day in a zone, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def this_quarter(today: date) -> Span:
    """The quarter that goes on, until today."""
    return _months_from(_quarter_of(today), MONTHS, today)


def days(first: date, last: date, today: date) -> Span:
    """From a day to a day; by the name of a quarter, month or year where it is just that.

    What begins with this quarter and ends today is this quarter.

    Raises:
        SpanError: no day is left between them.
    """
    if first > last:
        raise SpanError(f"{first} is after {last}: name the earlier day first.")
    for count in (1, MONTHS, 12):
        whole = first.day == 1 and _last_of(first, count) == last
        if whole and _months(first) % count == 0:
            return _months_from(first, count, today)
    if (first, last) == (_quarter_of(today), today):
        return this_quarter(today)
    return _until_today(first, last, f"{_long(first)} to {_long(last)}", today)


def parse(text: str, today: date) -> Span:
    """The span that somebody typed; nothing typed is the quarter that goes on.

    Raises:
        SpanError: it names no days, or only days to come.
    """
    typed = " ".join(text.replace("\u2013", "-").lower().split())
    if not typed:
        return this_quarter(today)
    for pattern, read in READERS:
        if found := pattern.fullmatch(typed):
            return read(found, today)
    raise SpanError(f"{text.strip()!r} names no days. Say {EXAMPLES}.")


def _both(found: re.Match[str], today: date) -> Span:
    return days(_day(found[1]), _day(found[2]), today)


def _since(found: re.Match[str], today: date) -> Span:
    return days(_day(found[1]), today, today)


def _quarter(found: re.Match[str], today: date) -> Span:
    """A quarter with its year, or the last one of that number that has begun."""
    number = int(found[2] or found[3])
    year = int(found[1] or found[4] or today.year)
    if not (found[1] or found[4]) and _first_of(year, number) > today:
        year -= 1
    return _months_from(_first_of(year, number), MONTHS, today)


def _month(found: re.Match[str], today: date) -> Span:
    if not 1 <= int(found[2]) <= 12:
        raise SpanError(f"{found[0]} is no month: write it as 2026-07.")
    return _months_from(_day(f"{found[0]}-01"), 1, today)


def _year(found: re.Match[str], today: date) -> Span:
    return _months_from(_day(f"{found[0]}-01-01"), 12, today)


def _named(found: re.Match[str], today: date) -> Span:
    """`this quarter`, `last month` and so on, counted from today."""
    count = {"month": 1, "quarter": MONTHS, "year": 12}[found[2]]
    month = _months(today) // count * count - (count if found[1] == "last" else 0)
    return _months_from(date(month // 12, month % 12 + 1, 1), count, today)


READERS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], Span]], ...]] = (
    (BOTH, _both),
    (SINCE, _since),
    (QUARTER, _quarter),
    (MONTH, _month),
    (YEAR, _year),
    (NAMED, _named),
)


def _months_from(first: date, count: int, today: date) -> Span:
    """A month, a quarter or a year, which begins with that day."""
    named = {
        1: f"{first:%B} {first.year}",
        MONTHS: f"the {ORDINALS[(first.month - 1) // MONTHS]} quarter of {first.year}",
        12: str(first.year),
    }
    return _until_today(first, _last_of(first, count), named[count], today)


def _until_today(first: date, last: date, name: str, today: date) -> Span:
    if first.year < FIRST_YEAR:
        raise SpanError(f"{first} is too long ago: days go from {FIRST_YEAR} on.")
    if first > today:
        raise SpanError(f"{name[0].upper()}{name[1:]} has not begun: today is {today}.")
    return Span(first, min(last, today), name, last if last > today else None)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise SpanError(f"{text} is no day: write it as 2026-07-01.") from None


def _quarter_of(day: date) -> date:
    return _first_of(day.year, (day.month - 1) // MONTHS + 1)


def _first_of(year: int, quarter: int) -> date:
    return date(max(year, 1), (quarter - 1) * MONTHS + 1, 1)


def _months(day: date) -> int:
    return day.year * 12 + day.month - 1


def _last_of(first: date, count: int) -> date:
    month = _months(first) + count - 1
    year, number = month // 12, month % 12 + 1
    return date(year, number, calendar.monthrange(year, number)[1])


def _long(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"
