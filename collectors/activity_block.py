"""Many plain rows of an activity file at once: the same activities, in a third of the time.

Why columns: what is asked of each cell of a row one by one is asked of all cells of a column in one
call. It answers only for rows about which nothing is odd; where anything is, be it right or wrong,
the block is read row by row, and each row gets its activity or its reason there.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from operator import attrgetter

from collectors.activity_formats import Cells
from collectors.activity_row import (
    CLOCKS_APART,
    EARLIEST,
    LONGEST,
    LONGEST_TITLE,
    count_of,
    met,
    page_of,
)
from collectors.activity_who import Unreadable
from collectors.addresses import may_hold
from collectors.reading import Reading
from ledger.drafts import ActivityDraft, ActorDraft

_ZONE = attrgetter("tzinfo")


def read_block(rows: Sequence[Cells | str], reading: Reading) -> list[ActivityDraft] | None:
    """The activities of these rows, in order; None if any of them is not as plain as most are."""
    cells = [row for row in rows if not isinstance(row, str)]
    if len(cells) < len(rows):
        return None
    kinds, names, urls, titles = (_column(cells, of) for of in ("kind", "id", "url", "title"))
    if not reading.kinds.issuperset(kinds) or not _are_plain(names, urls, titles):
        return None
    dates = _column(cells, "occurred_at")
    if not "".join((*dates, *_column(cells, "user_agent"))).isprintable():
        return None
    try:
        moments = _moments(dates, reading.now)
        amounts = _column(cells, "count")
        count = {text: count_of(text) for text in set(amounts)}
        actors = _actors(cells, reading)
    except (Unreadable, ValueError, TypeError, OverflowError):
        return None
    bare = {url: page_of(url) for url in set(urls)}
    urls = [bare[url] for url in urls]
    pages = list(zip(urls, kinds, strict=True))
    seen = {page: reading.page(*page) if page[0] else (page[1], "") for page in set(pages)}
    tidy = {title: " ".join(title.split())[:LONGEST_TITLE] for title in set(titles)}
    return [
        ActivityDraft(actor.source, name, kind, at, actor, url, tidy[title], topic, count[amount])
        for actor, name, (kind, topic), at, url, title, amount in zip(
            actors, names, map(seen.get, pages), moments, urls, titles, amounts, strict=True
        )
    ]


def _column(rows: Sequence[Cells], name: str) -> list[str]:
    return [row.get(name, "") for row in rows]


def _actors(rows: Sequence[Cells], reading: Reading) -> list[ActorDraft]:
    """Who did each; most were met in an earlier row. Raises Unreadable."""
    earlier = reading.met.get
    named = [
        (get("source"), get("actor"), get("email"), get("company"), get("domain"), get("ip"))
        for get in [row.get for row in rows]
    ]  # the cells of MEETING, written out: by their names it takes twice as long
    return [earlier(who) or met(row, reading) for who, row in zip(named, rows, strict=True)]


def _are_plain(names: list[str], urls: list[str], titles: list[str]) -> bool:
    """Whether no address, sign, blank or length speaks against these texts as they are."""
    apart = " ".join((*names, *urls, *titles))
    return (
        apart.isprintable()
        and not may_hold(apart)
        and " " not in "".join((*names, *urls))
        and all(names)
        and max(map(len, names)) <= LONGEST["id"]
        and max(map(len, urls)) <= LONGEST["url"]
    )


def _moments(texts: list[str], now: datetime) -> list[datetime]:
    """ISO 8601 with an offset as aware UTC; raises ValueError or TypeError for anything else."""
    moments = list(map(datetime.fromisoformat, texts))
    if set(map(_ZONE, moments)) != {UTC}:
        if any(moment.utcoffset() is None for moment in moments):
            raise ValueError("without an offset")
        moments = [moment.astimezone(UTC) for moment in moments]
    if not EARLIEST <= min(moments) <= max(moments) <= now + CLOCKS_APART:
        raise ValueError("out of range")
    return moments
