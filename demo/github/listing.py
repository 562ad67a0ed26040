"""The listing of a repository's issues and pull requests: filters, order, cursor pages.

A cursor names the last item it has shown, by its sort value and id, and not a place in the list.
That is why a list that moves while being read loses nothing in the orders that GitHub's own
cursors keep.
"""

import base64
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol, TypeVar

from demo.github.state import Item

_STAMP = "%Y-%m-%dT%H:%M:%SZ"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


Row = TypeVar("Row")


class Updated(Protocol):
    """What has a moment of its last update."""

    updated_at: datetime


Changing = TypeVar("Changing", bound=Updated)


class QueryError(Exception):
    """A query that GitHub answers with 422; the text is its message."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One page, and the cursor of the next one (None at the end)."""

    rows: list[Item]
    after: str | None


def listing(items: list[Item], query: Mapping[str, str]) -> Listing:
    """One page of `items`, as the query's `state`, `since`, `sort`, `after` and so on ask.

    Raises:
        QueryError: an unreadable `since` or `after`, or page numbers too deep.
    """
    size = min(int(query.get("per_page", "30")), 100)
    page = int(query.get("page", "1"))
    if page * size >= 10_000:
        raise QueryError("Pagination with the page parameter is not supported for large results")
    down = query.get("direction", "desc") == "desc"
    field = "updated_at" if query.get("sort") == "updated" else "created_at"
    state = query.get("state", "open")
    chosen = [item for item in since(items, query) if state in ("all", item.state)]
    chosen.sort(key=lambda item: _place(item, field), reverse=down)
    if "after" in query:
        last = _decode(query["after"])
        chosen = [
            i for i in chosen if (_place(i, field) < last) == down and _place(i, field) != last
        ]
    start = (page - 1) * size
    rows = chosen[start : start + size]
    more = len(chosen) > start + size
    return Listing(rows, _encode(_place(rows[-1], field)) if more else None)


def stamp(moment: datetime) -> str:
    """A moment as GitHub writes it."""
    return moment.astimezone(UTC).strftime(_STAMP)


def since(rows: Iterable[Changing], query: Mapping[str, str]) -> list[Changing]:
    """Those that were updated since the query's `since`, at that very second included.

    Raises:
        QueryError: it cannot be read.
    """
    first = query.get("since")
    if first is not None and not _MOMENT.fullmatch(first):
        raise QueryError(f"since: {first!r} is not a timestamp like 2026-01-31T00:00:00Z")
    return [row for row in rows if first is None or stamp(row.updated_at) >= first]


def numbered(rows: list[Row], query: Mapping[str, str]) -> tuple[list[Row], int | None]:
    """One page by its number, and the number of the next one (None at the end)."""
    size, page = min(int(query.get("per_page", "30")), 100), int(query.get("page", "1"))
    end = page * size
    return rows[end - size : end], page + 1 if len(rows) > end else None


def _place(item: Item, field: str) -> tuple[str, int]:
    return stamp(getattr(item, field)), item.id


def _encode(place: tuple[str, int]) -> str:
    return base64.urlsafe_b64encode(f"{place[0]} {place[1]}".encode()).decode()


def _decode(cursor: str) -> tuple[str, int]:
    try:
        moment, item_id = base64.urlsafe_b64decode(cursor).decode().split(" ")
        return moment, int(item_id)
    except ValueError as error:
        raise QueryError(f"after: {cursor!r} is not a cursor of this list") from error
