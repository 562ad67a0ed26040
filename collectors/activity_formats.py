"""Splits the lines of a CSV file into rows, of which each stands or falls alone.

That decides how line breaks within quotes are read. A quote that was never closed would swallow the
rows after it, so a row of several lines is believed only if it comes out whole within a few of
them, and if none of those is an activity by itself.
"""

import csv
import re
from collections.abc import Callable, Iterator

from collectors.activity_row import COLUMNS, REQUIRED, WHO, WORD
from collectors.activity_who import Unreadable
from collectors.lines import Line, Lines
from ledger.drafts import ActivityDraft

Cells = dict[str, str]
Reader = Callable[[Cells], ActivityDraft]
HeaderFault = Callable[[list[str]], str]  # what is wrong with a header's names, or ""
Rows = Iterator[tuple[int, Cells | str]]  # a row's first line, and its cells or its fault

_MAX_LINES = 20  # of one row
_MARKED = re.compile("'+[=+@\t\r-]")  # an export's apostrophe before a formula's sign


def shown(column: str) -> str:
    """A column's name for people; what is no name may be a cell of a file without a header."""
    return column if WORD.fullmatch(column) else "(not a column name)"


def csv_rows(
    lines: Lines, read: Callable[[Cells], object], fault: HeaderFault | None = None
) -> Rows:
    """The rows under a CSV header; `read` tells whether a line is an activity by itself.

    `fault` says what is wrong with the names of a header; without it they are an activity file's.
    """
    number, names = _header(lines, fault or _header_fault)
    if isinstance(names, str):
        if number:
            yield number, names
        return

    def is_whole(line: Line) -> bool:
        try:
            cells = next(csv.reader([line.text], strict=True))
            read(_cells(cells, names))
        except (csv.Error, Unreadable):
            return False
        return True

    while (found := _record(lines, len(names), is_whole)) is not None:
        number, cells = found
        try:
            if cells:
                yield number, cells if isinstance(cells, str) else _cells(cells, names)
        except Unreadable as error:
            yield number, str(error)


def _header(lines: Lines, fault: HeaderFault) -> tuple[int, list[str] | str]:
    """The line and the names of the header, or what is wrong with it; line 0 if there is none."""
    found = _record(lines, None, lambda _: False)
    while found and not found[1]:
        found = _record(lines, None, lambda _: False)
    if found is None:
        return 0, ""
    number, cells = found
    if isinstance(cells, str):
        return number, cells
    names = [cell.strip().lower() for cell in cells]
    return number, fault(names) or names


def _header_fault(names: list[str]) -> str:
    missing = [column for column in REQUIRED if column not in names]
    if missing:
        return f"the header lacks {', '.join(missing)}; commas part the columns"
    if not set(WHO) & set(names):
        return f"the header says not who: give it one of {', '.join(WHO)}"
    twice = sorted({name for name in names if names.count(name) > 1 and name in COLUMNS})
    return f"the header holds {', '.join(twice)} twice" if twice else ""


def _record(
    lines: Lines, width: int | None, is_whole: Callable[[Line], bool]
) -> tuple[int, list[str] | str] | None:
    """The cells that begin in the next line, or its fault; None at the end of the file."""
    first = lines.take()
    if first is None or first.fault:
        return (first.number, first.fault) if first else None
    pulled = [first]
    try:
        cells = next(csv.reader(_feed(lines, pulled), strict=True))
    except csv.Error as error:
        lines.give_back(pulled[1:])
        return first.number, _csv_fault(str(error))
    further = pulled[1:]
    if further and (len(cells) != width or any(is_whole(line) for line in further)):
        lines.give_back(further)
        return first.number, _csv_fault("unexpected end of data")
    return first.number, cells


def _feed(lines: Lines, pulled: list[Line]) -> Iterator[str]:
    """The first line, then as many more as the parser asks for and one row may have."""
    yield pulled[0].text
    while len(pulled) < _MAX_LINES and (line := lines.take()):
        if line.fault:
            lines.give_back([line])
            return
        pulled.append(line)
        yield line.text


def _csv_fault(error: str) -> str:
    if error == "unexpected end of data":
        return "a quote is opened and never closed: write a quote within a cell twice"
    return f"not CSV: {error}"


def _cells(cells: list[str], names: list[str]) -> Cells:
    if len(cells) != len(names):
        raise Unreadable(f"has {len(cells)} cells, and the header {len(names)}")
    pairs = zip(names, cells, strict=True)
    return {name: _unmarked(cell) if cell[:1] == "'" else cell for name, cell in pairs}


def _unmarked(cell: str) -> str:
    return cell[1:] if _MARKED.match(cell) else cell
