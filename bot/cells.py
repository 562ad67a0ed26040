"""Tables for a spreadsheet, as text of CSV: what others wrote is on one line, and never a formula.

Why the mark: a spreadsheet runs what begins like a formula, and some trim blanks before they look.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

ENCODING: Final = "utf-8-sig"  # with the mark by which spreadsheets know it
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")  # as a cell begins that a spreadsheet would run


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A line for the head, and one for each row; None is an empty cell."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([cell(value) for value in row] for row in rows)
    return text.getvalue()


def cell(value: object) -> object:
    """A value as it may stand in a cell; texts alone can be harmful."""
    if not isinstance(value, str):
        return "" if value is None else value
    line = " ".join(value.split())
    return f"'{line}" if line.startswith(FORMULA) or value.startswith(FORMULA) else line
