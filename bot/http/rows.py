"""Takes bodies apart: one JSON object, an array of them, or JSON lines, into rows of text cells.

A body that is no JSON is refused as a whole, with the place. Of JSON lines each stands alone: one
that cannot be read is rejected with its index and stops nothing, as in a file.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from bot.http.refusals import Refused
from collectors.activity_block import read_block
from collectors.activity_formats import shown
from collectors.activity_row import COLUMNS, read_row
from collectors.activity_who import Unreadable
from collectors.bots import is_nobodys
from collectors.json_keys import stands_once, types_of
from collectors.reading import Reading
from ledger.drafts import ActivityDraft, ActorDraft

MOST_ROWS = 5_000  # of one body
JSON = ("application/json", "text/plain", "")
JSON_LINES = (
    "application/x-ndjson",
    "application/ndjson",
    "application/jsonl",
    "application/x-jsonlines",
)
TYPES = "application/json, or application/x-ndjson for one object a line"

_TEXTS = {str}

Rejection = dict[str, str | int]
Draft = ActivityDraft | ActorDraft


@dataclass(slots=True)
class Sent:
    """What a body held: activities, evidence of people, and the rejected by index (from 0)."""

    drafts: list[ActivityDraft] = field(default_factory=list)
    actors: list[ActorDraft] = field(default_factory=list)
    ignored: int = 0  # readable, and of no use here, or of bots
    rejected: list[Rejection] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)  # columns that mean nothing here


def activities(body: bytes, content_type: str, reading: Reading) -> Sent:
    """Reads rows of the activity file's columns. Raises Refused for what is no JSON."""
    found = values(body, content_type)
    return _all_at_once(found, reading) or _one_by_one(found, reading)


def _one_by_one(found: Sequence[object], reading: Reading) -> Sent:
    def read(value: object) -> ActivityDraft | None:
        cells = _cells(value)
        if _is_nobodys(cells):
            return None
        if not cells.keys() <= COLUMNS:
            sent.unknown.update(map(shown, cells.keys() - COLUMNS))
        return read_row(cells, reading)

    sent = Sent()
    for index, value in enumerate(found):
        take(sent, index, value, read)
    return sent


def _all_at_once(found: Sequence[object], reading: Reading) -> Sent | None:
    """The same, in a third of the time, of rows as most are; None where a single one is not."""
    try:
        rows = [_cells(value) for value in found]
    except Unreadable:
        return None
    if any("user_agent" in row and _is_nobodys(row) for row in rows):
        return None
    drafts = read_block(rows, reading) if rows else None
    unknown = set().union(*rows) - COLUMNS
    return Sent(drafts, unknown=set(map(shown, unknown))) if drafts else None


def _is_nobodys(cells: Mapping[str, str]) -> bool:
    return is_nobodys(cells.get("kind", ""), cells.get("user_agent", ""))


def take(sent: Sent, index: int, value: object, read: Callable[[object], Draft | None]) -> None:
    """Puts what `read` makes of a value to its like, or its reason to the rejected."""
    try:
        if isinstance(value, Unreadable):
            raise value
        draft = read(value)
    except Unreadable as error:
        sent.rejected.append({"index": index, "reason": str(error)})
        return
    if isinstance(draft, ActivityDraft):
        sent.drafts.append(draft)
    elif isinstance(draft, ActorDraft):
        sent.actors.append(draft)
    else:
        sent.ignored += 1


def values(body: bytes, content_type: str) -> Sequence[object]:
    """The JSON values of a body; an Unreadable stands where one cannot be read.

    Raises Refused: another content type, no UTF-8, no JSON, or too many rows.
    """
    named = content_type.partition(";")[0].strip().lower()
    if named not in JSON and named not in JSON_LINES:
        raise Refused(415, f"Content-Type: send {TYPES}")
    text = _text(body)
    found = _lines(text) if named in JSON_LINES else _whole(text)
    return within(found)


def within(found: Sequence[object]) -> Sequence[object]:
    """The same rows, unless there are too many: Refused."""
    if len(found) > MOST_ROWS:
        raise Refused(413, f"a body holds at most {MOST_ROWS:,} rows: send smaller ones")
    return found


def parsed(text: str) -> Any:
    """One JSON value, with an Unreadable for an object that has a key twice; else it raises one."""
    try:
        value = json.loads(text)
        rows = value if isinstance(value, list) else [value]
        if set(map(type, rows)) == {dict} and stands_once(text, types_of(rows)):
            return value
        return json.loads(text, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno} column {error.colno}"
        raise Unreadable(f"not JSON: {error.msg} at {place}") from None
    except (RecursionError, ValueError):
        raise Unreadable("not JSON that can be read: nested too deeply, or a huge number") from None


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(400, f"the body is not UTF-8 at byte {error.start + 1}") from None


def _whole(text: str) -> Sequence[object]:
    """One value, or the lines of what begins as an object and goes on with another."""
    try:
        value = parsed(text)
    except Unreadable as error:
        if text.lstrip().startswith("{") and "Extra data" in str(error):
            return _lines(text)
        raise Refused(400, str(error)) from None
    return value if isinstance(value, list) else [value]


def _lines(text: str) -> Sequence[object]:
    lines = [line for line in text.split("\n") if line.strip()]
    within(lines)
    return [_line(line) for line in lines]


def _line(line: str) -> object:
    try:
        return parsed(line)
    except Unreadable as error:
        return Unreadable(str(error).replace(" line 1 column", " column"))


def _once(pairs: list[tuple[str, Any]]) -> object:
    items = dict(pairs)
    return items if len(items) == len(pairs) else Unreadable("a key stands there twice")


def _cells(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        raise Unreadable("not a JSON object")
    if set(map(type, value.values())) == _TEXTS:
        return value
    return {key: _cell(key, item) for key, item in value.items() if item is not None}


def _cell(column: str, item: object) -> str:
    """A text or number as text; 1e999 is infinite, and so no number."""
    if isinstance(item, str):
        return item
    if isinstance(item, bool) or not isinstance(item, int | float) or not isfinite(item):
        raise Unreadable(f"column {shown(column)}: neither text nor number")
    return str(item)
