"""Reads tally files, CSV with a header or JSON lines: what a warehouse answered in its own tool."""

from collections.abc import Iterator
from functools import partial
from typing import IO, Final

from collectors.activity_formats import Cells
from collectors.export_rows import needs, rows
from collectors.lines import Lines
from collectors.reading import Reading
from collectors.warehouse_rows import Told, days_of, tally_of, whole
from ledger.drafts import Rejected

NEEDED: Final = ("source", "day", "kind", "count")


def read(stream: IO[bytes], name: str, reading: Reading) -> Iterator[Told | Rejected]:
    """Yield what cannot be read, with its line from 1, then each day that the file tells of.

    The days are held until the end, for a file's rows may be in any order. Never raises for what
    the file holds.
    """
    found = rows(Lines(stream), name, partial(_row, reading=reading), needs(NEEDED))
    return whole(days_of(((f"{name} line {n}", cells) for n, cells in found), reading))


def _row(cells: Cells, reading: Reading) -> str:
    """Nothing, or raises Unreadable: by this the reader of CSV knows a row by itself."""
    tally_of(cells, reading)
    return ""
