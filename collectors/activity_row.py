"""One row of an activity file as an activity, checked column by column.

Identity is (`source`, `id`), as the row gives them. The sources "github" and "slack" are allowed,
so that an export can be imported again: there `actor` is the key that was exported, GitHub's
numeric id or Slack's "TEAM:USER".

A reason names the column and the fault. It repeats no value but a misspelt kind: in a row whose
cells have shifted, any column may hold somebody's address.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from functools import lru_cache

from collectors.activity_who import Unreadable, actor_of, without_addresses
from collectors.addresses import masked, may_hold
from collectors.reading import Reading
from ledger.drafts import ActivityDraft, ActorDraft

REQUIRED = ("source", "id", "kind", "occurred_at")
WHO = ("actor", "email", "company", "domain", "ip")
FREE = ("url", "title", "user_agent", "count")
COLUMNS = frozenset((*REQUIRED, *WHO, *FREE))

WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,39}")  # what a column or kind may be called
_SOURCE = re.compile(r"\w[\w./-]{0,63}")
_UNIX = re.compile(r"-?\d{1,12}(?:\.\d+)?")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
CLOCKS_APART = timedelta(days=1)
_MOST = 1_000_000
LONGEST = {
    "source": 64,
    "id": 300,
    "kind": 100,
    "occurred_at": 64,
    "count": 20,
    "url": 4_000,
    "actor": 300,
    "email": 254,
    "domain": 300,
    "ip": 64,
}
LONGEST_TITLE = 300
MEETING = ("source", *WHO)  # the cells by which an actor is met again


def read_row(cells: Mapping[str, str], reading: Reading) -> ActivityDraft:
    """The activity of one row, given by column; empty cells are absent ones.

    Raises Unreadable with a reason for the person who made the file.
    """
    return _plain(cells, reading) or _checked(cells, reading)


def _plain(cells: Mapping[str, str], reading: Reading) -> ActivityDraft | None:
    """The same activity as `_checked` gives, several times sooner, of a row as most are.

    None for any other row, be it right or wrong: that is not for here to say.
    """
    get = cells.get
    url, title, kind, name = get("url", ""), get("title", ""), get("kind", ""), get("id", "")
    if kind not in reading.kinds or may_hold(f"{name} {url} {title}"):
        return None
    if not "".join(cells.values()).isprintable() or not 0 < len(name) <= LONGEST["id"]:
        return None
    if (url and (len(url) > LONGEST["url"] or " " in url)) or " " in name:
        return None
    try:
        at = _in_time(datetime.fromisoformat(get("occurred_at", "")), reading.now)
        count = count_of(stated) if (stated := get("count")) else 1
        actor = met(cells, reading)
    except (Unreadable, ValueError, OverflowError):
        return None
    topic = ""
    if url:
        url = page_of(url)
        kind, topic = reading.page(url, kind)
    title = " ".join(title.split())[:LONGEST_TITLE]
    return ActivityDraft(actor.source, name, kind, at, actor, url, title, topic, count)


def page_of(url: str) -> str:
    """The page that a URL names: query and fragment, which may hold anything, are not kept."""
    return url.partition("#")[0].partition("?")[0]


def met(cells: Mapping[str, str], reading: Reading) -> ActorDraft:
    """The actor, found by the same cells as in an earlier row; raises Unreadable."""
    who = tuple(map(cells.get, MEETING))
    actor = reading.met.get(who)
    if actor is None:
        row = {column: _clean(column, cells[column]) for column in MEETING if column in cells}
        if not _SOURCE.fullmatch(row.get("source", "")):
            raise Unreadable("column source")
        if len(reading.met) >= reading.most_met:
            _forget_half(reading.met)
        actor = reading.met[who] = actor_of(row, reading)
    return actor


def _forget_half(met: dict[tuple[str | None, ...], ActorDraft]) -> None:
    """Forgets those who were met first; another thread may be at it, too."""
    for who in list(met)[: len(met) // 2]:
        met.pop(who, None)


def _checked(cells: Mapping[str, str], reading: Reading) -> ActivityDraft:
    row = {column: _clean(column, cell) for column, cell in cells.items() if column in COLUMNS}
    for column in REQUIRED:
        if not row.get(column):
            raise Unreadable(f"column {column}: empty")
    if not _SOURCE.fullmatch(row["source"]):
        raise Unreadable("column source: not a short name of letters, digits, . - _ and /")
    kind = _kind(row["kind"], reading.kinds)
    url = row.get("url", "")
    kind, topic = reading.page(url, kind) if url else (kind, "")
    return ActivityDraft(
        source=row["source"],
        external_id=without_addresses(row["id"], reading.pseudonym),
        kind=kind,
        occurred_at=_moment(row["occurred_at"], reading.now),
        actor=actor_of(row, reading),
        url=masked(url, lambda _: "address"),
        title=masked(row.get("title", "")[: 2 * LONGEST_TITLE], lambda _: "(address)")[
            :LONGEST_TITLE
        ],
        topic=topic,
        count=count_of(row.get("count", "")),
    )


def _clean(column: str, cell: str) -> str:
    text = " ".join(cell.split()) if column in ("title", "company") else cell.strip()
    text = page_of(text) if column == "url" else text
    if not text.isprintable() and _CONTROL.search(text):
        raise Unreadable(f"column {column}: holds a control character")
    if len(text) > LONGEST.get(column, len(text)):
        raise Unreadable(f"column {column}: longer than {LONGEST[column]:,} characters")
    return text


@lru_cache(maxsize=1_000)
def _unknown(kind: str, kinds: frozenset[str]) -> str:
    near = get_close_matches(kind, sorted(kinds), n=3)
    mend = f"did you mean {' or '.join(near)}?" if near else "see `leadlight rules show`"
    return f'column kind: "{kind}" is not in the rules file; {mend}'


def _kind(kind: str, kinds: frozenset[str]) -> str:
    if kind in kinds:
        return kind
    if not WORD.fullmatch(kind):
        raise Unreadable("column kind: not a kind of the rules file")
    raise Unreadable(_unknown(kind, kinds))


def _moment(text: str, now: datetime) -> datetime:
    """Unix seconds or ISO 8601 with an offset, as aware UTC."""
    try:
        is_unix = _UNIX.fullmatch(text)
        at = datetime.fromtimestamp(float(text), UTC) if is_unix else datetime.fromisoformat(text)
        return _in_time(at, now)
    except (ValueError, OverflowError, OSError):
        raise Unreadable(
            "column occurred_at: neither ISO 8601 (2026-11-20T09:30:00+00:00) nor Unix seconds"
        ) from None


def _in_time(at: datetime, now: datetime) -> datetime:
    """The moment in UTC, if it is one that can have been."""
    if at.tzinfo is not UTC:
        if at.utcoffset() is None:
            raise Unreadable(
                "column occurred_at: has no offset; write +00:00 or Z behind a time in UTC"
            )
        at = at.astimezone(UTC)
    if at > now + CLOCKS_APART:
        raise Unreadable("column occurred_at: in the future; Unix time is counted in seconds")
    if at < EARLIEST:
        raise Unreadable("column occurred_at: before 1990")
    return at


@lru_cache(maxsize=1_000)
def count_of(text: str) -> int:
    """How often a row says that it was done; once where it says nothing. Raises Unreadable."""
    if not text:
        return 1
    if not re.fullmatch(r"[0-9]{1,7}", text) or not 1 <= int(text) <= _MOST:
        raise Unreadable(f"column count: not a whole number from 1 to {_MOST:,}")
    return int(text)
