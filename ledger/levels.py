"""Level changes as they were found: kept, and never rewritten."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import numpy.typing as npt
from sqlmodel import Session, col, select

from ledger import columns, numbers
from ledger.chunks import chunks
from ledger.numbers import Longs
from ledger.tables import LevelChange
from ledger.types import day_number

# One number holds a company, the level with one added (OQL0 is -1), and a day.
PACKED = """
SELECT 0, group_concat(packed) FROM (
  SELECT (company_id << 32) | ((to_level + 1) << 24) | day AS packed FROM level_change
  WHERE id BETWEEN ? AND ? AND day <= ? ORDER BY id) oldest_first
"""
INSERT = """
INSERT INTO level_change (company_id, day, from_level, to_level, points, window_days, rules_name,
  rules_version, recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


@dataclass(frozen=True, slots=True)
class Change:
    """A company's level that is another than the one recorded last; points are hundredths."""

    company_id: int
    from_level: int
    to_level: int
    points: int


@dataclass(frozen=True, slots=True)
class Recorded:
    """The record up to a day, one entry a company that ever changed, by rising id.

    `level` and `day` are of the last change; `once` says that it was ever at a level, or known to
    have been.
    """

    ids: Longs
    level: Longs
    day: Longs
    once: npt.NDArray[np.bool_]


def recorded(session: Session, until: date) -> Recorded:
    """What is on record of the days up to `until`, inclusive."""
    found = list(numbers.ranged(session, LevelChange, PACKED, day_number(until)))
    packed = np.concatenate(found) if found else np.zeros(0, np.int64)
    company, level, day = packed >> 32, ((packed >> 24) & 255) - 1, packed & (1 << 24) - 1
    ids, last = np.unique(company[::-1], return_index=True)
    newest = len(packed) - 1 - last
    once = np.isin(ids, company[level != 0])
    return Recorded(ids, level[newest], day[newest], once)


def once(session: Session, until: date, company_ids: Collection[int] | None = None) -> set[int]:
    """Which companies, or which of these, were ever at a level by the record of those days."""
    if company_ids is None or len(company_ids) > columns.FEW:
        found = recorded(session, until)
        ever = set(found.ids[found.once].tolist())
        return ever if company_ids is None else ever & set(company_ids)
    wanted: set[int] = set()
    for some in chunks(sorted(company_ids)):
        query = select(LevelChange.company_id).where(col(LevelChange.company_id).in_(some))
        wanted.update(
            session.exec(query.where(LevelChange.day <= until, LevelChange.to_level != 0))
        )
    return wanted


def reached_by(session: Session, until: date, version: str) -> set[int]:
    """Which companies came to a level by rules of this version, on record up to a day."""
    rows = select(LevelChange.company_id).where(LevelChange.rules_version == version)
    return set(session.exec(rows.where(LevelChange.day <= until, LevelChange.to_level > 0)))


def record(
    session: Session,
    changes: Iterable[Change],
    day: date,
    window_days: int,
    rules: tuple[str, str],
    now: datetime,
) -> None:
    """Keeps changes as found on a day, by rules of this name and version."""
    at, moment = day_number(day), int(now.timestamp())
    rows = [
        (c.company_id, at, c.from_level, c.to_level, c.points, window_days, *rules, moment)
        for c in changes
    ]
    if rows:
        session.connection().exec_driver_sql(INSERT, rows)


def of_company(session: Session, company_id: int) -> list[LevelChange]:
    """All recorded changes of a company, oldest first."""
    rows = select(LevelChange).where(LevelChange.company_id == company_id)
    return list(session.exec(rows.order_by(col(LevelChange.id))))


def between(session: Session, first: date, last: date) -> list[LevelChange]:
    """The changes recorded for the days `first` to `last`, both inclusive, oldest first."""
    rows = select(LevelChange).where(LevelChange.day >= first, LevelChange.day <= last)
    return list(session.exec(rows.order_by(col(LevelChange.id))))


def version_before(session: Session, first: date) -> str | None:
    """The version of the rules that made the last change before a day, if there was one."""
    rows = select(LevelChange.rules_version).where(LevelChange.day < first)
    return session.exec(rows.order_by(col(LevelChange.id).desc()).limit(1)).first()
