"""A rescore: judges every company as of a day, keeps level changes, queues what is news."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from ledger import companies, levels, marks, meta
from ledger.engine import Ledger, Session
from ledger.levels import Change, Recorded
from ledger.marks import Marks
from scoring.counts import Longs
from scoring.rescore.announcing import announce, stand_as_told
from scoring.rescore.board import Board, board
from scoring.rescore.cooling import warn
from scoring.rescore.occasion import Occasion
from scoring.rescore.qualified import beyond_record
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
class _Judged:
    """All that follows from one picture of the ledger."""

    board: Board
    once: Longs
    marks: Marks
    is_other_rules: bool


def rescore(ledger: Ledger, rules: Rules, as_of: date, today: date, now: datetime) -> Rescored:
    """Judges every company as of a day; keeps level changes and queues announcements.

    Judged on a stable picture, which locks nobody out; only what follows from it is written. A day
    before the last rescored one, or a day to come, is judged and not stored: what was announced is
    never rewritten. A day that lies further back than news does announces nothing, and neither
    does the first rescore by other rules.
    """
    with ledger.read() as session:
        found = _judged(session, rules, as_of)
    with ledger.write() as session:
        last_day = _last_day(session)
        recorded = levels.recorded(session, as_of)
        changes, count = _changes(session, rules, found, recorded)
        if as_of > today or (last_day is not None and as_of < last_day):
            return Rescored(as_of, (), count, stored=False)
        named = (rules.name, rules.version)
        levels.record(session, changes, as_of, rules.window_days, named, now)
        occasion = Occasion(as_of, last_day, now, found.board, recorded, tuple(changes))
        if found.is_other_rules:
            stand_as_told(session, rules, occasion)
        elif today - as_of <= timedelta(days=rules.announce.news_days):
            announce(session, rules, occasion)
            warn(session, rules, occasion)
        meta.put(session, meta.RESCORED_DAY, as_of.isoformat())
        marks.keep(session, found.marks)
    return Rescored(as_of, tuple(changes), count, stored=True)


def _judged(session: Session, rules: Rules, as_of: date) -> _Judged:
    present = marks.present(session, rules.judging_version)
    known = marks.kept(session)
    return _Judged(
        board=board(session, rules, as_of),
        once=beyond_record(session, rules, as_of, _last_day(session), present),
        marks=present,
        is_other_rules=known is not None and known.rules != present.rules,
    )


def _last_day(session: Session) -> date | None:
    last = meta.get(session, meta.RESCORED_DAY)
    return date.fromisoformat(last) if last else None


def _changes(
    session: Session, rules: Rules, found: _Judged, recorded: Recorded
) -> tuple[Sequence[Change], int]:
    """Who is at another level than on record, by rising id; and how many are listed in all."""
    board = found.board
    ids = np.union1d(np.union1d(board.ids[board.levels > 0], recorded.ids), found.once)
    ids = ids[~np.isin(ids, companies.ignored(session))]
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
