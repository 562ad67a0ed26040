"""Reads activity files, CSV with a header or JSON lines, that anybody may have made.

A row that cannot be read is told with its line and stops nothing; rows of bots are left out. Rows
go on in batches, so that a file of any length needs the memory of a few thousand rows.
"""

from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import IO, Literal

from collectors.activity_block import read_block
from collectors.activity_formats import Cells, Rows, csv_rows, shown
from collectors.activity_json import json_rows
from collectors.activity_row import COLUMNS, read_row
from collectors.activity_who import Unreadable
from collectors.batch import Batch
from collectors.bots import BY_BOTS, is_nobodys
from collectors.lines import Lines
from collectors.reading import Reading
from ledger.drafts import ActivityDraft, Rejected

Format = Literal["auto", "csv", "jsonl"]
AGENT = "user_agent"
BLOCK_ROWS = 250  # read together; one odd row among them makes them all be read one by one
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
    chosen = _format(lines, name) if format == "auto" else format
    by_row = partial(read_row, reading=reading)
    rows = csv_rows(lines, by_row) if chosen == "csv" else json_rows(lines)
    named: set[str] = set()
    while (batch := _batch(islice(rows, reading.batch_rows), name, reading, named)).read:
        named.update(batch.unknown_columns)
        yield batch


def _format(lines: Lines, name: str) -> Format:
    ending = next((known for known in _ENDINGS if name.lower().endswith(known)), None)
    if ending:
        return _ENDINGS[ending]
    first = lines.take()
    if first:
        lines.give_back([first])
    return "jsonl" if first and first.text.lstrip().startswith(("{", "[")) else "csv"


def _batch(rows: Rows, name: str, reading: Reading, named: set[str]) -> Batch:
    drafts: list[ActivityDraft] = []
    rejected: list[Rejected] = []
    columns: set[str] = set()
    by_bots = 0
    while some := list(islice(rows, BLOCK_ROWS)):
        columns.update(*(row for _, row in some if not isinstance(row, str)))
        if AGENT in columns:
            wanted = [(number, row) for number, row in some if not _is_nobodys(row)]
            by_bots += len(some) - len(wanted)
            some = wanted
        block = read_block([row for _, row in some], reading) if some else []
        if block is None:
            _each(some, name, reading, drafts, rejected)
        else:
            drafts += block
    unknown = tuple(sorted({shown(column) for column in columns - COLUMNS} - named))
    return Batch(
        tuple(drafts),
        tuple(rejected),
        filtered=by_bots,
        read=len(drafts) + len(rejected) + by_bots,
        unknown_columns=unknown,
        left_out={BY_BOTS: by_bots} if by_bots else {},
    )


def _is_nobodys(row: Cells | str) -> bool:
    return not isinstance(row, str) and is_nobodys(row.get("kind", ""), row.get(AGENT, ""))


def _each(
    rows: list[tuple[int, Cells | str]],
    name: str,
    reading: Reading,
    drafts: list[ActivityDraft],
    rejected: list[Rejected],
) -> None:
    """Rows one by one: to the drafts, or with the reason to the rejected."""
    for number, row in rows:
        try:
            if isinstance(row, str):
                raise Unreadable(row)
            drafts.append(read_row(row, reading))
        except Unreadable as error:
            rejected.append(Rejected(f"{name} line {number}", str(error)))
