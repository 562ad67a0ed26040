"""Tables for a spreadsheet, as text of CSV: what others wrote is on one line, and never a formula.

Why the mark: a spreadsheet runs what begins like a formula, and some trim blanks before they look.
Why all is quoted: else a sign that means a new cell elsewhere, such as a semicolon, begins one.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import IO, Final

ENCODING: Final = "utf-8-sig"  # with the mark by which spreadsheets know it
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")  # as a cell begins that a spreadsheet would run


_TO_MARK: Final = re.compile("'*[=+@\t\r-]")  # with the marks that import takes away, one each


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A line for the head, and one for each row; None is an empty cell."""
    text = io.StringIO()
    write(text, head, ([cell(value) for value in row] for row in rows))
    return text.getvalue()


def write(to: IO[str], head: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """The same into a stream, of rows whose texts may stand as they are; returns their number."""
    writer = csv.writer(to, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow([cell(name) for name in head])
    written = 0
    for row in rows:
        writer.writerow(row)
        written += 1
    return written


def cell(value: object) -> object:
    """A value as it may stand in a cell; texts alone can be harmful."""
    if not isinstance(value, str):
        return "" if value is None else value
    line = " ".join(value.split())
    return f"'{line}" if line.startswith(FORMULA) or value.startswith(FORMULA) else line


def exact(text: str) -> str:
    """A text that is imported again as it was, to the letter; not for one of several lines."""
    return f"'{text}" if _TO_MARK.match(text) else text
