"""Many plain rows of an activity file at once: the same activities, in a third of the time.

Why columns: what is asked of each cell of a row one by one is asked of all cells of a column in one
call. It answers only for rows about which nothing is odd; where anything is, be it right or wrong,
the block is read row by row, and each row gets its activity or its reason there.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import chain
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
from ledger.drafts import ActivityDraft

_ZONE = attrgetter("tzinfo")


def read_block(rows: Sequence[Cells | str], reading: Reading) -> list[ActivityDraft] | None:
    """The activities of these rows, in order; None if any of them is not as plain as most are."""
    cells = [row for row in rows if not isinstance(row, str)]
    if len(cells) < len(rows) or not _are_printable(cells):
        return None
    kinds, names, urls, titles = (_column(cells, of) for of in ("kind", "id", "url", "title"))
    if not reading.kinds.issuperset(kinds) or not _are_plain(names, urls, titles):
        return None
    try:
        moments = _moments(_column(cells, "occurred_at"), reading.now)
        amounts = _column(cells, "count")
        count = {text: count_of(text) for text in set(amounts)}
        actors = [met(row, reading) for row in cells]
    except (Unreadable, ValueError, TypeError, OverflowError):
        return None
    bare = {url: page_of(url) for url in set(urls)}
    urls = [bare[url] for url in urls]
    pages = [
        reading.page(url, kind) if url else (kind, "")
        for url, kind in zip(urls, kinds, strict=True)
    ]
    tidy = {title: " ".join(title.split())[:LONGEST_TITLE] for title in set(titles)}
    return [
        ActivityDraft(actor.source, name, kind, at, actor, url, tidy[title], topic, count[amount])
        for actor, name, (kind, topic), at, url, title, amount in zip(
            actors, names, pages, moments, urls, titles, amounts, strict=True
        )
    ]


def _column(rows: Sequence[Cells], name: str) -> list[str]:
    return [row.get(name, "") for row in rows]


def _are_printable(rows: Sequence[Cells]) -> bool:
    return "".join(chain.from_iterable([row.values() for row in rows])).isprintable()


def _are_plain(names: list[str], urls: list[str], titles: list[str]) -> bool:
    """Whether no address, no blank and no length speaks against these texts as they are."""
    unbroken = "".join(names) + "".join(urls)
    return (
        " " not in unbroken
        and not may_hold("\n".join((*names, *urls, *titles)))
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
