"""A rescore: judges every company as of a day, keeps level changes, queues what is news."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from ledger import levels, marks, meta, successions
from ledger.engine import Ledger, Session
from ledger.levels import Change, Recorded
from ledger.marks import Marks
from scoring.counts import Longs
from scoring.rescore.announcing import (
    announce,
    announcing_before,
    keep_announcing,
    stand_as_told,
)
from scoring.rescore.board import Board, board
from scoring.rescore.cooling import warn
from scoring.rescore.found_there import take_as_told
from scoring.rescore.occasion import Occasion
from scoring.rescore.qualified import beyond_record
from scoring.rescore.recorded import keep_names
from scoring.rules_model import Rules
from scoring.standing import FORMER_CODE

Value = TypeVar("Value", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Rescored:
    """What a rescore found: whose level changed since the last one, and how many it judged.

    `companies` are those with an activity in 90 days or a level. Not `stored` is a day before the
    last rescored one, or to come; its changes are not computed.
    """

    as_of: date
    changes: tuple[Change, ...]
    companies: int
    stored: bool


@dataclass(frozen=True, slots=True)
class _Before:
    """The last rescore: its marks and its day, if there was one."""

    marks: Marks | None
    day: date | None


@dataclass(frozen=True, slots=True)
class _Judged:
    """All that follows from one picture of the ledger; `before` is the rescore it knows of."""

    board: Board
    once: Longs
    marks: Marks
    before: _Before

    @property
    def is_other_rules(self) -> bool:
        """Whether the last rescore was by others."""
        return self.before.marks is not None and self.before.marks.rules != self.marks.rules


def rescore(
    ledger: Ledger,
    rules: Rules,
    as_of: date,
    today: date,
    now: datetime,
    due_at: datetime | None = None,
) -> Rescored:
    """Judges every company as of a day; keeps level changes and queues announcements.

    Judged on a stable picture, which locks nobody out; only what follows from it is written. A day
    before the last rescored one, or a day to come, is judged and not stored: what was announced is
    never rewritten. A day that lies further back than news does announces nothing, and neither
    does the first rescore by other rules. Where another rescore wrote in between, the picture may
    be older than its record, which would make a rise look like a fall: then it is judged again.
    What is announced waits until `due_at`, if that is given.
    """
    while True:
        with ledger.read() as session:
            found = _judged(session, rules, as_of)
        with ledger.write() as session:
            if _before(session) == found.before:
                return _kept(session, rules, found, as_of, today, (now, due_at))


def _kept(
    session: Session,
    rules: Rules,
    found: _Judged,
    as_of: date,
    today: date,
    moments: tuple[datetime, datetime | None],
) -> Rescored:
    now, due_at = moments
    last_day, recorded = found.before.day, levels.recorded(session, as_of)
    changes, count = _changes(session, rules, found, recorded)
    if as_of > today or (last_day is not None and as_of < last_day):
        return Rescored(as_of, (), count, stored=False)
    named = (rules.name, rules.version)
    keep_names(session, named[1], rules.level_names)
    levels.record(session, changes, as_of, rules.window_days, named, now)
    occasion = Occasion(as_of, last_day, now, found.board, recorded, tuple(changes), due_at)
    _tell(session, rules, occasion, today, is_other_rules=found.is_other_rules)
    meta.put(session, meta.RESCORED_DAY, as_of.isoformat())
    marks.keep(session, found.marks)
    return Rescored(as_of, tuple(changes), count, stored=True)


def _tell(
    session: Session, rules: Rules, found: Occasion, today: date, *, is_other_rules: bool
) -> None:
    """Queues what deeds made; what other rules, or an edit of what is announced, made is known."""
    before = announcing_before(session, rules)
    recent = today - found.as_of <= timedelta(days=before.announce.news_days)
    if recent and not is_other_rules:
        announce(session, before, found)
        warn(session, before, found)
    if is_other_rules or before is not rules:
        stand_as_told(session, rules, found)
    if found.last_day is None:
        take_as_told(session, rules, found)
    keep_announcing(session, rules)


def _judged(session: Session, rules: Rules, as_of: date) -> _Judged:
    present, before = marks.present(session, rules.version), _before(session)
    once = beyond_record(session, rules, as_of, before.day, present)
    return _Judged(board(session, rules, as_of), once, present, before)


def _before(session: Session) -> _Before:
    last = meta.get(session, meta.RESCORED_DAY)
    return _Before(marks.kept(session), date.fromisoformat(last) if last else None)


def _changes(
    session: Session, rules: Rules, found: _Judged, recorded: Recorded
) -> tuple[Sequence[Change], int]:
    """Who is at another level than on record, by rising id; and how many are listed in all."""
    board = found.board
    ids = np.union1d(np.union1d(board.ids[board.levels > 0], recorded.ids), found.once)
    ids = ids[~np.isin(ids, sorted(successions.read(session).unlisted))]
    level = _laid(ids, board.ids, board.levels)
    was = _laid(ids, recorded.ids, recorded.level)
    former = _laid(ids, recorded.ids, recorded.once) | np.isin(ids, found.once)
    code = np.where(level > 0, level, np.where(former, FORMER_CODE, 0))
    points = _laid(ids, board.ids, board.totals(rules.window_days))
    silent = (code != 0) & ~_laid(ids, board.ids, board.active)
    other = np.flatnonzero(code != was)
    rows = zip(*(column[other].tolist() for column in (ids, was, code, points)), strict=True)
    listed = np.count_nonzero(board.active) + np.count_nonzero(silent)
    return [Change(*row) for row in rows], int(listed)


def _laid(ids: Longs, of: Longs, values: npt.NDArray[Value]) -> npt.NDArray[Value]:
    """The values of some companies, both by rising id, for these: 0 for those without."""
    laid = np.zeros(len(ids), values.dtype)
    place = np.searchsorted(of, ids)
    place[place == len(of)] = 0
    known = of[place] == ids if len(of) else np.zeros(len(ids), np.bool_)
    laid[known] = values[place[known]]
    return laid
