"""Moments at the very bounds of days, around clock changes, kept in each way that a table may."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

# How `time` of a rules file says it, by the column that keeps it so.
KEPT: Final[Mapping[str, str]] = MappingProxyType(
    {"zoned": "timestamp", "bare": "timestamp", "seconds": "unix", "thousandths": "unix-ms"}
)
TYPES: Final = {
    "zoned": "TIMESTAMP WITH TIME ZONE",
    "bare": "TIMESTAMP",
    "seconds": "BIGINT",
    "thousandths": "BIGINT",
    "actor": "VARCHAR",
}
NEAR: Final = [timedelta(milliseconds=ms) for ms in (-1_000, -1, 0, 1, 1_000)]


class Week(NamedTuple):
    """Seven days from `first` in a zone."""

    zone: str
    first: date

    @property
    def last(self) -> date:
        """Its seventh day."""
        return self.first + timedelta(days=6)


WEEKS: Final[Sequence[Week]] = (
    Week("Europe/Berlin", date(2025, 3, 27)),  # 23 hours on the 30th
    Week("Europe/Berlin", date(2025, 10, 23)),  # 25 hours on the 26th
    Week("America/New_York", date(2025, 3, 6)),
    Week("America/New_York", date(2025, 10, 30)),
    Week("Australia/Lord_Howe", date(2025, 4, 3)),  # half an hour back
    Week("Asia/Beirut", date(2025, 3, 27)),  # the 30th begins at one o'clock
    Week("Asia/Beirut", date(2025, 10, 22)),  # the 25th ends after 23:59 came twice
    Week("Asia/Kathmandu", date(2025, 12, 29)),  # over a new year, 5:45 before UTC
)


def moments(week: Week) -> list[datetime]:
    """Around each bound of its days and the days beside, and every half hour between."""
    zone = ZoneInfo(week.zone)
    days = [week.first + timedelta(days=n) for n in range(-1, 9)]
    begins = [datetime.combine(day, time(), zone).astimezone(UTC) for day in days]
    halves = [begins[0] + timedelta(minutes=30 * n) for n in range(9 * 48)]
    return sorted({*halves, *(begin + near for begin in begins for near in NEAR)})


def expected(week: Week) -> Counter[str]:
    """How many of all weeks' moments fall on each of its days, by Python's own calendar."""
    zone = ZoneInfo(week.zone)
    days = (at.astimezone(zone).date() for at in every())
    return Counter(str(day) for day in days if week.first <= day <= week.last)


def every() -> list[datetime]:
    """All weeks' moments."""
    return sorted(at for week in WEEKS for at in moments(week))


def write_moments(path: Path) -> Path:
    """As JSON lines, whose columns are `TYPES`."""
    path.write_text("".join(json.dumps(row) + "\n" for row in _rows()))
    return path


def _rows() -> Iterator[dict[str, object]]:
    for at in every():
        ms = round(at.timestamp() * 1_000)
        yield {
            "zoned": f"{at:%Y-%m-%d %H:%M:%S.%f}+00",
            "bare": f"{at:%Y-%m-%d %H:%M:%S.%f}",
            "seconds": ms // 1_000,
            "thousandths": ms,
            "actor": "user-1",
        }
