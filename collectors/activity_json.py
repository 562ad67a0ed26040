"""Splits the lines of a JSON file into rows, of which each stands or falls alone.

Why some lines are parsed together: one call of the parser for a block of them takes half as long.
It is safe only if nothing but one flat object stands on each line, because then no two lines can
make one row, nor one line two; a block that may be otherwise is parsed line by line.
"""

import json
from collections.abc import Iterator
from math import isfinite
from typing import Any

from collectors.activity_formats import Cells, Rows, shown
from collectors.activity_who import Unreadable
from collectors.json_keys import SCALARS, is_escaped, stands_once, types_of
from collectors.lines import Lines

_BLOCK = 64  # lines, of which one fault makes them all be parsed alone
ARRAY = "a JSON array: write one object a line, for example by `jq -c '.[]' FILE`"


def json_rows(lines: Lines) -> Rows:
    """One JSON object a line, of texts and numbers; an empty line is none."""
    if begun := array_begun(lines):
        yield begun, ARRAY
        return
    while True:
        first, text = lines.block(_BLOCK)
        if text:
            for number, row in enumerate(_together(text) or _each(text), first):
                if row is not None:
                    yield number, row
        elif line := lines.take():
            row = line.fault or _row(line.text)
            if row is not None:
                yield line.number, row
        else:
            return


def array_begun(lines: Lines) -> int:
    """The number of the line in which an array of many lines begins, with which the file is spent.

    0 for a file that begins otherwise.
    """
    first = lines.take()
    if first is None:
        return 0
    lines.give_back([first])
    if not first.text.lstrip().startswith("["):
        return 0
    try:
        json.loads(first.text)
    except (RecursionError, ValueError):
        return first.number
    return 0  # a line of its own, wrong like any other


def _together(text: str) -> list[Cells | str | None] | None:
    """The rows of some lines, or None if there may be more or less than one object on each."""
    body = (text.replace("\r\n", "\n") if "\r" in text else text).removesuffix("\n")
    breaks = body.count("\n")
    if body[:1] != "{" or body[-1:] != "}" or body.count("}\n{") != breaks:
        return None
    is_simple = not is_escaped(body)  # then quotes can be counted
    try:
        decoder = _SIMPLE if is_simple else _DECODER
        objects = decoder.decode("[" + body.replace("\n", ",\n") + "]")
    except (Unreadable, RecursionError, ValueError):
        return None
    if len(objects) != breaks + 1 or set(map(type, objects)) != {dict}:
        return None
    types = types_of(objects)
    if is_simple and not stands_once(body, types):
        return None
    if types.count(str) == len(types):
        return list(objects)
    return [_texts(one) for one in objects] if SCALARS.issuperset(types) else None


def _each(text: str) -> Iterator[Cells | str | None]:
    return map(_row, text.removesuffix("\n").split("\n"))


def _row(text: str) -> Cells | str | None:
    """A line's cells, or its fault; None if it is empty."""
    if not text.strip():
        return None
    try:
        value = _DECODER.decode(text)
    except Unreadable as error:
        return str(error)
    except json.JSONDecodeError as error:
        return f"not JSON: {error.msg} at character {error.pos + 1}"
    except (RecursionError, ValueError):
        return "not JSON that can be read: nested too deeply, or a huge number"
    if isinstance(value, list):
        return ARRAY
    return _texts(value) if isinstance(value, dict) else "not a JSON object"


def _texts(row: dict[str, Any]) -> Cells | str:
    try:
        return {key: _scalar(key, item) for key, item in row.items() if item is not None}
    except Unreadable as error:
        return str(error)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    items = dict(pairs)
    if len(items) < len(pairs):
        raise Unreadable("not JSON that can be read: a key stands there twice")
    return items


def _no_number(constant: str) -> None:
    raise Unreadable(f"not JSON: {constant} is no number")


def _scalar(column: str, item: Any) -> str:
    """A text or number as text; 1e999 is infinite, and so no number."""
    if isinstance(item, str):
        return item
    if isinstance(item, bool) or not isinstance(item, int | float) or not isfinite(item):
        raise Unreadable(f"column {shown(column)}: neither text nor number")
    return str(item)


_SIMPLE = json.JSONDecoder(parse_constant=_no_number)
_DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_number)
