"""SQLite's patterns in PostgreSQL's words: GLOB as a regular expression, LIKE without an escape."""

from collections.abc import Iterator, Sequence
from typing import Final

SPECIAL: Final = frozenset(r".^$+(){}|\]")
ANY: Final = {"*": ".*", "?": "."}


def regular_expression(told: str) -> str:
    """The regular expression, in quotation marks, that matches what a quoted GLOB matches.

    Raises ValueError for a pattern that is no text of the statement itself.
    """
    if not told.startswith("'"):
        raise ValueError(f"GLOB knows a pattern that stands in the statement, not {told}")
    return f"'^{''.join(_expressed(told[1:-1]))}$'"


def like_told(told: str, after: Sequence[str]) -> str:
    """The pattern of a LIKE, where a backslash means itself unless the statement says another."""
    return told if list(after) == ["ESCAPE"] else f"{told} ESCAPE ''"


def _expressed(glob: str) -> Iterator[str]:
    place = 0
    while place < len(glob):
        sign = glob[place]
        end = glob.find("]", place + 2 + (glob[place + 1 : place + 2] == "^"))
        if sign == "[" and end > 0:
            yield glob[place : end + 1].replace("\\", "\\\\")
            place = end
        else:
            yield ANY.get(sign) or (f"\\{sign}" if sign in SPECIAL or sign == "[" else sign)
        place += 1
