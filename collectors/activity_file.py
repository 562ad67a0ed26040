"""Reads activity files, CSV with a header or JSON lines, that anybody may have made.

A row that cannot be read is told with its line and stops nothing. Rows go on in batches, so that
a file of any length needs the memory of a few thousand rows.
"""

from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import IO, Literal

from collectors.activity_formats import Reader, Rows, csv_rows, shown
from collectors.activity_json import json_rows
from collectors.activity_row import COLUMNS, read_row
from collectors.activity_who import Unreadable
from collectors.batch import Batch
from collectors.lines import Lines
from collectors.reading import Reading
from ledger.drafts import ActivityDraft, Rejected

Format = Literal["auto", "csv", "jsonl"]
BATCH_ROWS = 20_000
_ENDINGS: dict[str, Format] = {
    ".csv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
}


def read(
    stream: IO[bytes], name: str, reading: Reading, format: Format = "auto"
) -> Iterator[Batch]:
    """Yield the rows of a binary stream (for standard input: `sys.stdin.buffer`) in batches.

    `name` is the file's, for places such as "downloads.csv line 12"; lines count from 1, the header
    included. Never raises for what the file holds. No rows yield nothing; a header that
    cannot be used is a rejected line, and ends the reading.
    """
    lines = Lines(stream)
    as_draft = partial(read_row, reading=reading)
    chosen = _format(lines, name) if format == "auto" else format
    rows = csv_rows(lines, as_draft) if chosen == "csv" else json_rows(lines)
    yield from _batches(rows, name, as_draft)


def _format(lines: Lines, name: str) -> Format:
    ending = next((known for known in _ENDINGS if name.lower().endswith(known)), None)
    if ending:
        return _ENDINGS[ending]
    first = lines.take()
    if first:
        lines.give_back([first])
    return "jsonl" if first and first.text.lstrip().startswith("{") else "csv"


def _batches(rows: Rows, name: str, as_draft: Reader) -> Iterator[Batch]:
    named: set[str] = set()
    while (batch := _batch(islice(rows, BATCH_ROWS), name, as_draft, named)).read:
        named.update(batch.unknown_columns)
        yield batch


def _batch(rows: Rows, name: str, as_draft: Reader, named: set[str]) -> Batch:
    drafts: list[ActivityDraft] = []
    rejected: list[Rejected] = []
    unknown: set[str] = set()
    for number, row in rows:
        try:
            if isinstance(row, str):
                raise Unreadable(row)
            if not row.keys() <= COLUMNS:
                unknown |= row.keys() - COLUMNS
            drafts.append(as_draft(row))
        except Unreadable as error:
            rejected.append(Rejected(f"{name} line {number}", str(error)))
    columns = tuple(sorted({shown(column) for column in unknown} - named))
    read = len(drafts) + len(rejected)
    return Batch(tuple(drafts), tuple(rejected), read=read, unknown_columns=columns)
