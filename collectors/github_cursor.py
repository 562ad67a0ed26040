"""Where a pass over one repository stands: the collector's cursor, and what to ask next.

First the *backfill* goes through everything by creation, oldest first: the one order in which
neither new nor updated items are missed or doubled while the list moves. Then *polls* ask for
what was updated since the watermark, by update, oldest first.

The first watermark is GitHub's clock at the backfill's first answer, and not the newest update
that the backfill saw: an old issue that is transferred into the repository while it is read
lands behind the reader, and its update may be older than the newest one seen. From then on the
watermark is the newest update seen in answers. Every poll asks from a minute before it, because
updates become visible a little out of order. Both cost duplicates only, and those are free.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal, Protocol, TypeVar
from urllib.parse import urlencode

from pydantic import AwareDatetime, TypeAdapter, ValidationError

PER_PAGE = 100
OVERLAP = timedelta(minutes=1)


class Kept(Protocol):
    """A cursor of any list: it belongs to the address of one API."""

    @property
    def api(self) -> str:
        """That address."""


Place = TypeVar("Place", bound=Kept)


def read_cursor(kind: TypeAdapter[Place], text: str | None, api: str) -> Place | None:
    """The cursor that was dumped as `text`; None where there is none, or none for this `api`.

    A cursor of another address is not followed: its links would carry the token elsewhere.
    """
    if text is None:
        return None
    try:
        cursor = kind.validate_json(text)
    except ValidationError:
        return None
    return cursor if cursor.api == api else None


def since_text(moment: datetime) -> str:
    """A moment as GitHub's `since` reads it; with an offset in place of the Z it refuses it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True, slots=True)
class Seen:
    """What one page of GitHub's answer told about the list; times are aware UTC."""

    date: datetime
    rows: int
    newest: datetime | None
    next_url: str | None
    etag: str | None
    token: str


@dataclass(frozen=True, slots=True)
class Cursor:
    """One place in the reading of one repository; every state of it can be resumed.

    `next_url` is GitHub's own next link, None at the start of a phase. `watermark` and `newest`
    are aware UTC; `newest` is the latest update seen in the running poll. `etag` is kept only
    after a poll that had room left on its one page, since what comes next changes no full page;
    `token` is the fingerprint of the token it belongs to.
    """

    api: str
    phase: Literal["backfill", "poll"] = "backfill"
    next_url: str | None = None
    watermark: AwareDatetime | None = None
    newest: AwareDatetime | None = None
    etag: str | None = None
    token: str = ""

    @classmethod
    def read(cls, text: str | None, api: str) -> "Cursor | None":
        """The cursor that `dump` wrote; None where there is none, or none for this `api`."""
        return read_cursor(_CURSOR, text, api)

    def dump(self) -> str:
        """The cursor as JSON."""
        return _CURSOR.dump_json(self).decode()

    def url(self, repo: str) -> str:
        """What to ask next."""
        if self.next_url is not None:
            return self.next_url
        query = {"state": "all", "direction": "asc", "per_page": str(PER_PAGE)}
        if self.phase == "backfill" or self.watermark is None:
            query["sort"] = "created"
        else:
            query |= {"sort": "updated", "since": since_text(self.watermark - OVERLAP)}
        return f"{self.api}/repos/{repo}/issues?{urlencode(query)}"

    def restarted(self) -> "Cursor":
        """The same phase from its beginning."""
        return replace(self, next_url=None, etag=None)

    def after(self, seen: Seen) -> tuple["Cursor", bool]:
        """The place after one page, and whether the pass is over with it."""
        here = replace(
            self, next_url=seen.next_url, watermark=self.watermark or seen.date, etag=None
        )
        if self.phase == "backfill":
            return (here if seen.next_url else replace(here, phase="poll")), False
        here = replace(here, newest=latest(self.newest, seen.newest))
        if seen.next_url is not None:
            return here, False
        moved = here.newest is not None and here.newest > (here.watermark or seen.date)
        if moved:
            return replace(here, watermark=here.newest, newest=None), False
        alone = self.next_url is None and seen.rows < PER_PAGE
        return replace(here, newest=None, etag=seen.etag if alone else None, token=seen.token), True


def latest(*moments: datetime | None) -> datetime | None:
    """The latest of the moments that are known; None where none is."""
    return max((moment for moment in moments if moment is not None), default=None)


_CURSOR = TypeAdapter(Cursor)
