"""Who was once at a level although the record does not say so: a look at as much past as is new.

All of history is looked at by the first rescore, after a change of what makes levels, and where
too much is new. Else it is the days since the last rescore for everybody, and the whole past of
those companies of whom the past became more. Activity never lowers a level, so what was taken away
from a company needs no look.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Final

import numpy as np

from ledger import marks
from ledger.engine import Session
from ledger.marks import Marks
from ledger.types import day_number
from scoring import series
from scoring.counts import Counts, Longs
from scoring.kernel import Caps
from scoring.rescore import reading
from scoring.rules_model import Rules

FEW: Final = 2_000  # companies whose past is looked at one by one


def beyond_record(
    session: Session, rules: Rules, as_of: date, last_rescored: date | None, now: Marks
) -> Longs:
    """Ids of companies that were at a level before `as_of`, where the record may not tell it."""
    last = day_number(as_of) - 1
    known = marks.kept(session)
    if known is None or last_rescored is None:
        return _once(session, rules, reading.BEGINNING, last)
    judged = day_number(last_rescored)
    touched = marks.touched(session, known, now, min(judged, last), FEW)
    if touched is None:
        return _once(session, rules, reading.BEGINNING, last)
    meanwhile = _once(session, rules, judged + 1, last)
    return np.union1d(meanwhile, _once(session, rules, reading.BEGINNING, last, touched))


def _once(
    session: Session,
    rules: Rules,
    first: int,
    last: int,
    company_ids: Collection[int] | None = None,
) -> Longs:
    """Ids of companies at a level on any of the days from `first` to `last`."""
    if first > last or company_ids == set():
        return np.zeros(0, np.int64)
    start = max(first - rules.longest_window + 1, reading.BEGINNING)
    counts = reading.counts(session, rules, start, last, company_ids)
    counts = _able(rules, counts)
    if not len(counts):
        return np.zeros(0, np.int64)
    first = max(first, int(counts.day.min()))
    blocks = series.series(rules, counts, first, last)
    once = np.concatenate([block.levels.any(axis=1) for block in blocks])
    return np.asarray(counts.ids[once], np.int64)


def _able(rules: Rules, counts: Counts) -> Counts:
    """Only the companies that earned enough for a level in all these days together."""
    names, least = list(rules.categories), rules.thresholds[0]
    if not least:
        return counts
    named = [rules.kinds.get(kind, (names[0], 0)) for kind in (*counts.kinds, "")]
    worth = np.array([points for _, points in named])
    most = Caps.of(rules.caps).day[[names.index(name) for name, _ in named]]
    earned = np.minimum(worth[counts.kind] * counts.count, most[counts.kind])
    able = np.bincount(counts.company, earned, counts.companies) >= least
    some, number = counts.rows(able[counts.company]), np.cumsum(able, dtype=np.int32) - 1
    return replace(some, ids=some.ids[able], company=number[some.company])
