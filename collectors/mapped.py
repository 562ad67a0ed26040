"""Reads other tools' exports by a column map that says what their columns mean."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import IO

from collectors.activity_formats import Cells
from collectors.activity_row import WORD
from collectors.activity_who import Unreadable
from collectors.batch import Batch
from collectors.bots import BY_BOTS, is_nobodys
from collectors.column_map import BY_URL, ColumnMap, Kinds
from collectors.export_rows import activity, batches, flat, in_utc, json_object, rows
from collectors.lines import Lines
from collectors.page_kind import kind_of_page
from collectors.reading import Reading
from ledger.drafts import ActivityDraft


@dataclass(frozen=True, slots=True)
class _Parts:
    """What every row would ask of the map anew, worked out once."""

    fields: tuple[tuple[str, tuple[str, ...]], ...]  # an activity file's column, the export's own
    names: dict[str, str]  # the same, for people
    packed: frozenset[str]  # columns that may hold an object as JSON


def read(stream: IO[bytes], name: str, reading: Reading, column_map: ColumnMap) -> Iterator[Batch]:
    """Yield the rows of an export, CSV or JSON lines, in batches; lines count from 1.

    Filtered: what the map leaves out, and bots. Columns that the map does not speak of are named
    once. Never raises for what the file holds.
    """
    as_draft = partial(_draft, reading=reading, map=column_map, parts=_parts(column_map))
    spoken = column_map.named()
    known = spoken | {column.partition(".")[0] for column in spoken}
    found = rows(Lines(stream), name, as_draft, partial(_fault, column_map), column_map.each)

    def is_known(column: str) -> bool:
        return "*" in known or column in known or column.partition(".")[0] in known

    return batches(found, name, as_draft, is_known)


def _fault(map: ColumnMap, names: list[str]) -> str:
    """What a CSV header lacks: any column of the id or the kind, the time, all who might be."""
    held = set(names)

    def is_held(column: str) -> bool:
        return column in held or column.partition(".")[0] in held

    who = [column for columns in dict(map.who).values() for column in columns]
    kind = map.kind.column if isinstance(map.kind, Kinds) else ()
    lacking = [column for column in map.id if not is_held(column)]
    for choice in (map.occurred_at, kind, tuple(who)):
        if choice and not any(is_held(column) for column in choice):
            lacking.append(" or ".join(choice))
    if lacking:
        return f"the header lacks {', '.join(lacking)}; commas part the columns"
    twice = sorted(name for name in map.named() if names.count(name) > 1)
    return f"the header holds {', '.join(twice)} twice" if twice else ""


def _parts(map: ColumnMap) -> _Parts:
    free = {"url": map.url, "title": map.title, "count": map.count}
    fields = tuple((column, names) for column, names in (free | dict(map.who)).items() if names)
    told = (("id", map.id), ("occurred_at", map.occurred_at), *fields)
    return _Parts(
        fields,
        {column: " or ".join(names) for column, names in told},
        frozenset(name.partition(".")[0] for name in map.named() if "." in name),
    )


def _draft(cells: Cells, reading: Reading, map: ColumnMap, parts: _Parts) -> ActivityDraft | str:
    row = _opened(cells, parts.packed)
    if not _is_wanted(row, map):
        return "what [only] and [without] of the map leave out"
    kind = _kind(row, map, reading)
    if not kind:
        return "kinds that the map does not list"
    if is_nobodys(kind, _first(row, map.user_agent)):
        return BY_BOTS
    found = {column: _first(row, columns) for column, columns in parts.fields}
    found["source"], found["kind"] = map.source, kind
    found["id"] = _id(row, map.id)
    found["occurred_at"] = _time(_first(row, map.occurred_at), map.time)
    return activity(found, reading, parts.names)


def _opened(cells: Cells, packed: frozenset[str]) -> Cells:
    """The cells, with those by their paths that an export packed into one as JSON."""
    inner: Cells = {}
    for column in packed & cells.keys():
        if cells[column].lstrip().startswith("{"):
            inner |= flat(json_object(cells[column]), f"{column}.")
    return {**cells, **inner} if inner else cells


def _is_wanted(row: Cells, map: ColumnMap) -> bool:
    return all(row.get(column, "") in values for column, values in map.only.items()) and not any(
        row.get(column, "") in values for column, values in map.without.items()
    )


def _kind(row: Cells, map: ColumnMap, reading: Reading) -> str:
    kind = map.kind if isinstance(map.kind, str) else _kind_by_value(row, map.kind)
    return kind_of_page(_first(row, map.url), reading) if kind == BY_URL else kind


def _kind_by_value(row: Cells, kinds: Kinds) -> str:
    value = _first(row, kinds.column)
    kind = kinds.values.get(value, kinds.otherwise)
    if kind is None:
        told = f'"{value}"' if WORD.fullmatch(value) else "its value"
        raise Unreadable(f"column {kinds.column[0]}: {told} has no kind in the map")
    return kind


def _id(row: Cells, columns: tuple[str, ...]) -> str:
    parts = [row.get(column, "").strip() for column in columns]
    if not all(parts):
        raise Unreadable(f"column {columns[parts.index('')]}: empty")
    return ":".join(parts)


def _time(text: str, written: str) -> str:
    """The moment as an activity file writes it; what cannot be read stays, and is refused there."""
    try:
        if written == "unix-ms":
            return datetime.fromtimestamp(int(text) / 1_000, UTC).isoformat()
        if "%" in written:
            at = datetime.strptime(text, written)  # noqa: DTZ007  (the next line gives it its zone)
            return (at if at.tzinfo else at.replace(tzinfo=UTC)).isoformat()
    except (ValueError, OverflowError, OSError):
        return text if "%" in written else ""
    return in_utc(text) if written == "utc" else text


def _first(row: Cells, columns: tuple[str, ...]) -> str:
    return next((cell for column in columns if (cell := row.get(column, "").strip())), "")
