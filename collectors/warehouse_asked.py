"""What a warehouse is asked: which table, what its columns mean, and for which days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

WHO: Final = ("actor", "email", "company", "domain")
LEFT_OUT: Final = {  # why a row became no tally, as the query says it and for people
    "kind": "no pattern of [[pages]], or no value of `kinds`",
    "bot": "by bots",
    "nobody": "nobody named, or an address without an owner",
    "count": "a count of 0",
}
COLUMNS: Final = ("source", "day", "kind", "topic", *WHO, "owner", "count")

View = tuple[str, str, str]  # an expression of addresses, and their kind and topic


class Bounds(NamedTuple):
    """A day, and when it begins and ends: aware, UTC, the end exclusive."""

    day: date
    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Kind:
    """What an event is: the first view whose expression matches, else `otherwise`, if anything."""

    views: Sequence[View] = ()
    otherwise: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Networks:
    """A table of prefixes of addresses (`warehouse_sql.PREFIX`) and their owners, one each."""

    table: str
    prefix: str = "prefix"
    owner: str = "owner"


@dataclass(frozen=True, slots=True)
class Events:
    """A table of events; columns are SQL over it, "" for what it does not hold.

    `kinds` are by what the column `kind` holds; of a table without such a column it has one, "".
    """

    source: str
    table: str
    time: str
    kinds: Mapping[str, Kind]
    written: str = "timestamp"  # or unix, unix-ms
    where: str = ""
    url: str = ""
    user_agent: str = ""
    kind: str = ""
    count: str = ""
    ip: str = ""
    who: Mapping[str, str] = field(default_factory=dict)  # by `WHO`
    networks: Networks | None = None


def bounds(first: date, last: date, zone: ZoneInfo) -> list[Bounds]:
    """The days from `first` to `last` with their bounds; that of a clock change is as long."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 2)]
    begins = [datetime.combine(day, time(), zone).astimezone(UTC) for day in days]
    return [Bounds(*one) for one in zip(days, begins, begins[1:], strict=False)]
