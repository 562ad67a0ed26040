"""Where in a TOML text a key stands, because the TOML reader forgets the lines it came from."""

import re
from collections import Counter
from typing import Final

Place = tuple[str | int, ...]

_NAME: Final = r"""[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*'"""
_DOTTED: Final = rf"(?:{_NAME})(?:\s*\.\s*(?:{_NAME}))*"
_HEADER: Final = re.compile(rf"\s*(\[\[?)\s*({_DOTTED})\s*\]")
_KEY: Final = re.compile(rf"\s*({_DOTTED})\s*=")


def key_lines(text: str) -> dict[Place, int]:
    """The line, from 1, of each key and table; an array's tables are numbered from 0."""
    lines: dict[Place, int] = {(): 1}
    arrays: Counter[Place] = Counter()
    table: Place = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            table = _resolve(_names(header[2]), arrays)
            if header[1] == "[[":
                arrays[table] += 1
                table = (*table, arrays[table] - 1)
            lines.setdefault(table, number)
        elif key := _KEY.match(line):
            lines.setdefault((*table, *_names(key[1])), number)
    return lines


def line_of(place: Place, lines: dict[Place, int]) -> int:
    """The line of a key; of the nearest table around it where the key has none of its own."""
    return next(lines[place[:end]] for end in range(len(place), -1, -1) if place[:end] in lines)


def _names(dotted: str) -> Place:
    return tuple(name.strip("\"'") for name in re.findall(_NAME, dotted))


def _resolve(names: Place, arrays: Counter[Place]) -> Place:
    """A header below an array of tables speaks of the array's latest table."""
    place: Place = ()
    for name in names[:-1]:
        place = (*place, name)
        if place in arrays:
            place = (*place, arrays[place] - 1)
    return (*place, *names[-1:])
