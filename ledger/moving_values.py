"""A row of a SQLite file as PostgreSQL keeps it: the one place that knows what it does not take.

SQLite takes whatever bytes a text is made of, and any number in any column. PostgreSQL takes no NUL
and no half of a character in a text, where U+FFFD stands for them from now on, and whole numbers of
64 bits where the column says so; SQLite kept a larger one as a fraction, and a NaN as nothing.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from sqlalchemy import Boolean, Integer, Table

from ledger.errors import LedgerError

Raw: TypeAlias = bytes | int | float | None
Value: TypeAlias = str | int | None  # a bool is an int
Row: TypeAlias = tuple[Value, ...]
Key: TypeAlias = tuple[Value, ...]

NUL: Final = "texts with a NUL character, for which U+FFFD stands now"
BROKEN: Final = "texts with parts of characters, for which U+FFFD stands now"
BEYOND: Final = "numbers that are not whole ones of 64 bits: the nearest one stands for them now"
REPLACEMENT: Final = "\ufffd"
LEAST, MOST = -(2**63), 2**63 - 1

_Note: TypeAlias = Callable[[str], None]
_Reader: TypeAlias = Callable[[Raw], Value]


@dataclass(frozen=True, slots=True)
class Shape:
    """A table as it crosses: those of its columns first that make its key."""

    name: str
    columns: tuple[str, ...]
    width: int  # of the key, in columns
    is_text: tuple[bool, ...]  # of each column of the key
    is_numbered: bool  # its `id` is given by the database


def shape_of(table: Table) -> Shape:
    """The shape of one of the ledger's tables."""
    keys = list(table.primary_key.columns)
    ordered = [*keys, *(column for column in table.columns if not column.primary_key)]
    return Shape(
        name=table.name,
        columns=tuple(column.name for column in ordered),
        width=len(keys),
        is_text=tuple(_kind(column.type) == "text" for column in keys),
        is_numbered=table.autoincrement_column is not None,
    )


class Portable:
    """Rows of one table, read with texts as bytes; counts what could not stay as it was."""

    def __init__(self, table: Table) -> None:
        self.shape = shape_of(table)
        self.changed: Counter[str] = Counter()
        self._readers = [
            READERS[_kind(table.columns[name].type)](self._note) for name in self.shape.columns
        ]

    def __call__(self, raw: Sequence[Raw]) -> Row:
        """The same row for PostgreSQL.

        Raises LedgerError where a column holds what is no value of its kind.
        """
        try:
            return tuple([read(one) for read, one in zip(self._readers, raw, strict=True)])
        except TypeError:
            key = raw[: self.shape.width]
            raise LedgerError(
                f"{self.shape.name} {named(key)} holds a text where a number belongs, or the "
                "other way round: correct that row by the sqlite3 program, or restore a backup"
            ) from None

    def _note(self, what: str) -> None:
        self.changed[what] += 1


def named(key: Sequence[Raw | Value]) -> str:
    """A key for people, and nothing else of its row."""
    return "/".join(
        one.decode(errors="replace") if isinstance(one, bytes) else str(one) for one in key
    )


def _kind(of: object) -> str:
    kept = getattr(of, "impl", of)
    if isinstance(kept, Boolean):
        return "truth"
    return "whole" if isinstance(kept, Integer) else "text"


def _texts(note: _Note) -> _Reader:
    def read(raw: Raw) -> Value:
        if raw is None:
            return None
        if not isinstance(raw, bytes):
            raise TypeError
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            note(BROKEN)
            text = raw.decode(errors="replace")
        if "\0" in text:
            note(NUL)
            return text.replace("\0", REPLACEMENT)
        return text

    return read


def _wholes(note: _Note) -> _Reader:
    def read(raw: Raw) -> Value:
        if raw is None or type(raw) is int:
            return raw
        if not isinstance(raw, float):
            raise TypeError
        note(BEYOND)
        return LEAST if raw <= LEAST else MOST if raw >= MOST else round(raw)

    return read


def _truths(_note: _Note) -> _Reader:
    def read(raw: Raw) -> Value:
        if raw is None:
            return None
        if not isinstance(raw, int):
            raise TypeError
        return bool(raw)

    return read


READERS: Final[dict[str, Callable[[_Note], _Reader]]] = {
    "text": _texts,
    "whole": _wholes,
    "truth": _truths,
}
