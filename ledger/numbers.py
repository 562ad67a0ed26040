"""Rows of numbers as arrays, a range of ids at a time.

Why numbers as text: SQLite joins many rows into one text, numpy reads it back, and Python makes no
object a row; a quarter of the time of a cursor.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from sqlalchemy import func
from sqlmodel import Session, select

from ledger.tables import Activity, Actor, Affiliation, Company, LevelChange

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Numbered = Activity | Actor | Affiliation | Company | LevelChange

RANGE: Final = 200_000  # rows of one text: a few megabytes


def integers(session: Session, sql: str, values: Sequence[Any]) -> Iterator[tuple[int, Longs]]:
    """What a statement found: rows of a number, and a text of numbers with commas between."""
    for number, text in session.connection().exec_driver_sql(sql, tuple(values)):
        if text is not None:
            yield number, np.fromstring(str(text), np.int64, sep=",")


def ranged(session: Session, table: type[Numbered], sql: str, *more: Any) -> Iterator[Longs]:
    """What a statement finds in each range of a table's ids: its first two values."""
    highest = highest_id(session, table)
    for start in range(0, highest + 1, RANGE):
        for _, found in integers(session, sql, (start, start + RANGE - 1, *more)):
            yield found


def highest_id(session: Session, table: type[Numbered]) -> int:
    """The highest id of a table; 0 where it is empty."""
    session.flush()  # as every question that is put by way of objects does
    return session.connection().exec_driver_sql(_highest(table)).scalar_one() or 0


@cache
def _highest(table: type[Numbered]) -> str:
    """Put into words once a table: that alone took longer than the answer."""
    return str(select(func.max(table.id)))
