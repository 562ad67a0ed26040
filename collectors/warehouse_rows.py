"""Reads the rows of a warehouse's answer: how often somebody did one kind of thing on a day.

They come from an engine or from a file, and are checked as any sender's: a mail address ends here
as in an activity file. A tally is a draft without an id that stands for all of its day, at noon.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from collectors.activity_row import LONGEST
from collectors.activity_who import Unreadable, actor_of
from collectors.addresses import masked
from collectors.errors import SourceError
from collectors.reading import Reading
from collectors.warehouse_asked import COLUMNS
from ledger.drafts import (
    EARLIEST,
    ActivityDraft,
    ActorDraft,
    Rejected,
    Signal,
    SignalKind,
    Standing,
)

OWNED: Final = "network:"  # before an owner: whoever looked from its addresses

_SOURCE: Final = re.compile(r"[a-z][a-z0-9_-]{0,59}")
_TOPIC: Final = re.compile(r"([a-z][a-z0-9_-]{0,59})?")
_COUNT: Final = re.compile(r"[0-9]{1,12}")
_EARLY: Final = timedelta(days=1)


@dataclass(slots=True)
class Told:
    """All that was told of a source's day: it takes the place of what was told before."""

    source: str
    day: date
    drafts: list[ActivityDraft] = field(default_factory=list)


def cells_of(row: Iterable[object]) -> dict[str, str]:
    """A row of an engine's answer by column, as text."""
    return {
        name: "" if cell is None else str(cell) for name, cell in zip(COLUMNS, row, strict=True)
    }


def days_of(
    rows: Iterable[tuple[str, Mapping[str, str] | str]], reading: Reading
) -> Iterator[Told | Rejected]:
    """Days as they come, each with its tallies; between them what cannot be read.

    A row is its place and its cells, or the reason why it is none. A day whose rows lie apart comes
    once for each stretch: see `whole`.
    """
    told: Told | None = None
    for place, cells in rows:
        try:
            if isinstance(cells, str):
                raise Unreadable(cells)
            source, day, draft = tally_of(cells, reading)
        except Unreadable as error:
            yield Rejected(place, str(error))
            continue
        if told is None or (told.source, told.day) != (source, day):
            if told:
                yield told
            told = Told(source, day)
        if draft:
            told.drafts.append(draft)
    if told:
        yield told


def in_order(found: Iterable[Told | Rejected]) -> Iterator[Told | Rejected]:
    """The same; raises SourceError for a day that comes again, as half a day would replace it."""
    last: date | None = None
    for one in found:
        if isinstance(one, Told):
            if last is not None and one.day <= last:
                mend = "Its query is sorted by day: report this with the engine's version"
                raise SourceError(f"warehouse {one.source}", "its rows are not by day", mend)
            last = one.day
        yield one


def tally_of(cells: Mapping[str, str], reading: Reading) -> tuple[str, date, ActivityDraft | None]:
    """Source, day and tally of a row; no tally where it only says that the day was asked.

    Raises Unreadable with the reason, which repeats no value.
    """
    source, day = _source(cells), _day(cells.get("day", ""), reading.now)
    return source, day, _draft(cells, source, day, reading)


def whole(found: Iterable[Told | Rejected]) -> Iterator[Told | Rejected]:
    """The same with each day once, at the end: the rows of a file may be in any order."""
    days: dict[tuple[str, date], Told] = {}
    for one in found:
        if isinstance(one, Rejected):
            yield one
        else:
            days.setdefault((one.source, one.day), Told(one.source, one.day)).drafts += one.drafts
    yield from (days[key] for key in sorted(days))


def _source(cells: Mapping[str, str]) -> str:
    source = cells.get("source", "")
    if not _SOURCE.fullmatch(source):
        raise Unreadable("column source: not the name of a warehouse")
    return source


def _day(text: str, now: datetime) -> date:
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        raise Unreadable("column day: not a day such as 2026-11-20") from None
    if not EARLIEST.date() <= day <= (now + _EARLY).date():
        raise Unreadable("column day: before 1990 or in the future")
    return day


def _draft(
    cells: Mapping[str, str], source: str, day: date, reading: Reading
) -> ActivityDraft | None:
    if not _COUNT.fullmatch(cells.get("count", "")):
        raise Unreadable("column count: not a whole number")
    count, kind, topic = int(cells["count"]), cells.get("kind", ""), cells.get("topic", "")
    if not count:
        return None
    if kind not in reading.kinds:
        raise Unreadable("column kind: not a kind of the rules file")
    if not _TOPIC.fullmatch(topic):
        raise Unreadable("column topic: not a topic")
    at = datetime.combine(day, time(12), UTC)
    return ActivityDraft(
        source, "", kind, at, _who(cells, source, reading), topic=topic, count=count
    )


def _who(cells: Mapping[str, str], source: str, reading: Reading) -> ActorDraft:
    who = {name: cell.strip() for name, cell in cells.items() if cell.strip()}
    if any(len(who.get(name, "")) > longest for name, longest in LONGEST.items()):
        raise Unreadable("says who in more letters than anybody has")
    owner = who.get("owner", "")
    if not owner or who.keys() & {"actor", "email", "company", "domain"}:
        return actor_of({**who, "source": source}, reading)
    if len(owner) > LONGEST["domain"] or masked(owner, lambda _: "") != owner:
        raise Unreadable("column owner: not a company's domain or name")
    signals = (Signal(SignalKind.NETWORK_OWNER, owner),)
    return ActorDraft(source, OWNED + owner.casefold(), standing=Standing.PSEUDO, signals=signals)
