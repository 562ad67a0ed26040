"""Splits other tools' exports, CSV or JSON lines, into rows of cells, and those into batches.

An export has a header of its own, and its JSON has depth. Objects within objects become cells by
their path ("properties.$current_url"), so that a reader sees the same from both forms. Column names
are compared in lower case, as those of activity files are.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from math import isfinite
from typing import Any, Final

from collectors.activity_formats import Cells, HeaderFault, Rows, csv_rows, shown
from collectors.activity_json import ARRAY, array_begun
from collectors.activity_row import read_row
from collectors.activity_who import Unreadable
from collectors.batch import Batch
from collectors.lines import Lines
from collectors.reading import Reading
from ledger.drafts import ActivityDraft, Rejected

Read = Callable[[Cells], ActivityDraft | str]  # an activity, or the rule that leaves it out

BATCH_ROWS: Final = 5_000
_JSON_ENDINGS: Final = (".jsonl", ".ndjson", ".json", ".jsonl.gz", ".ndjson.gz", ".json.gz")
_COLUMN: Final = re.compile(r"^column (\w+)")
_DEEPEST: Final = 8  # objects within objects


def rows(lines: Lines, name: str, read: Read, fault: HeaderFault, each: str = "") -> Rows:
    """The rows of an export, CSV or JSON lines by its file's ending or its first line.

    `read` tells whether a line is a row by itself, `fault` what a CSV header lacks. `each` names a
    list within a JSON row, every item of which is a row beside the rest of its row.
    """
    if _is_json(lines, name):
        return _json_rows(lines, each)
    return csv_rows(lines, read, fault)


def batches(found: Rows, name: str, read: Read, known: Callable[[str], bool]) -> Iterator[Batch]:
    """Rows as batches of drafts; columns that are not `known` are named once."""
    named: set[str] = set()
    while some := list(islice(found, BATCH_ROWS)):
        drafts: list[ActivityDraft] = []
        rejected: list[Rejected] = []
        left_out: Counter[str] = Counter()
        unknown: set[str] = set()
        for number, row in some:
            try:
                if isinstance(row, str):
                    raise Unreadable(row)
                unknown.update(_top(column) for column in row if not known(column))
                if isinstance(draft := read(row), str):
                    left_out[draft] += 1
                else:
                    drafts.append(draft)
            except Unreadable as error:
                rejected.append(Rejected(f"{name} line {number}", str(error)))
        columns = {shown(column) for column in unknown} - named
        named |= columns
        yield Batch(
            tuple(drafts),
            tuple(rejected),
            left_out.total(),
            len(some),
            tuple(sorted(columns)),
            left_out,
        )


def activity(row: Cells, reading: Reading, names: Mapping[str, str]) -> ActivityDraft:
    """The activity of a row in an activity file's columns; `names` are the export's own for them.

    Raises Unreadable in the export's words, as its reader knows no others.
    """
    try:
        return read_row(row, reading)
    except Unreadable as error:
        own = _COLUMN.sub(lambda found: f"column {names.get(found[1], found[1])}", str(error))
        raise Unreadable(own) from None


def in_utc(text: str) -> str:
    """A moment or a day that its export states in UTC, with the offset that it leaves unsaid."""
    bare = text.strip().removesuffix("UTC").strip()
    try:
        at = datetime.fromisoformat(bare)
    except ValueError:
        return text  # whoever checks the row says so
    return bare if at.tzinfo else f"{at.isoformat()}+00:00"


def needs(columns: tuple[str, ...]) -> HeaderFault:
    """Finds what is wrong with a header that must hold each of these columns once."""

    def fault(names: list[str]) -> str:
        if missing := [column for column in columns if column not in names]:
            return f"the header lacks {', '.join(missing)}; commas part the columns"
        twice = [column for column in columns if names.count(column) > 1]
        return f"the header holds {', '.join(twice)} twice" if twice else ""

    return fault


def flat(item: Any, prefix: str = "", depth: int = 0) -> Cells:
    """The texts, numbers and truth values of an object by their paths; lists are left out."""
    if depth > _DEEPEST:
        raise Unreadable("not JSON that can be read: nested too deeply")
    cells: Cells = {}
    for key, value in item.items():
        path = f"{prefix}{key.lower()}"
        if isinstance(value, dict):
            cells |= flat(value, f"{path}.", depth + 1)
        elif value is not None and not isinstance(value, list):
            cells[path] = _text(value)
    return cells


def json_object(text: str) -> dict[str, Any]:
    """The object that a text holds; raises Unreadable with the reason where it holds none."""
    try:
        value = json.loads(text, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise Unreadable(f"not JSON: {error.msg} at character {error.pos + 1}") from None
    except (RecursionError, ValueError):
        raise Unreadable("not JSON that can be read: nested too deeply, or a huge number") from None
    if not isinstance(value, dict):
        raise Unreadable(ARRAY if isinstance(value, list) else "not a JSON object")
    return value


def _is_json(lines: Lines, name: str) -> bool:
    if name.lower().endswith(_JSON_ENDINGS):
        return True
    first = lines.take()
    if first:
        lines.give_back([first])
    is_named = name.lower().endswith((".csv", ".csv.gz"))
    return first is not None and not is_named and first.text[:1] in ("{", "[")


def _json_rows(lines: Lines, each: str) -> Rows:
    if begun := array_begun(lines):
        yield begun, ARRAY
        return
    while line := lines.take():
        if line.fault:
            yield line.number, line.fault
        elif line.text.strip():
            try:
                spread = list(_spread(json_object(line.text), each))
            except Unreadable as error:
                yield line.number, str(error)
            else:
                yield from ((line.number, cells) for cells in spread)


def _spread(row: dict[str, Any], each: str) -> Iterator[Cells]:
    """The row, or one for each item of its list."""
    if not each:
        yield flat(row)
        return
    items = row.get(each)
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise Unreadable(f"{each} is no list of objects")
    shared = flat({key: value for key, value in row.items() if key != each})
    for item in items:
        yield shared | flat(item, f"{each.lower()}.")


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and not isfinite(value):
        raise Unreadable("not JSON that can be read: a huge number")
    return str(value)


def _no_number(constant: str) -> None:
    raise Unreadable(f"not JSON: {constant} is no number")


def _top(column: str) -> str:
    """The outermost name of a path: what lies within is its owner's affair."""
    return column.partition(".")[0]
