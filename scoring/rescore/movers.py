"""Who is worth a look: companies by points, new, rising, falling, or gone quiet.

Why from columns: a list ranks every company there is, and then shows ten. Ranking needs the rows of
the last hundred days alone; names, levels and since when are read of those that are shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

import numpy as np

from ledger.engine import Session
from ledger.types import day_number
from scoring import series
from scoring.counts import Counts, Flags, Ints, Longs
from scoring.rescore import reading
from scoring.rescore.assessing import Assessment, of_companies
from scoring.rescore.board import LONGEST
from scoring.rules_model import Rules

AGO: Final = 7  # days: against when rising and falling are measured, and within which one is new
SILENT: Final = 14  # days without any activity, after which a company is quiet


class Ranking(StrEnum):
    """By what companies are listed; of them all only those with an activity in 90 days."""

    TOP = "top"  # points now
    NEW = "new"  # reached a level in a week, or came in it after 90 days without any activity
    RISING = "rising"  # points gained in a week
    FALLING = "falling"  # points lost in a week
    QUIET = "quiet"  # had points in 90 days, and no activity for 14: by those points


@dataclass(frozen=True, slots=True)
class Ranked:
    """Companies in the order of a ranking; `before` are their points a week ago, hundredths."""

    ids: tuple[int, ...]
    before: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Mover:
    """A company of a list, and its points a week ago in hundredths."""

    one: Assessment
    before: int


def ranked(session: Session, rules: Rules, as_of: date, by: Ranking) -> Ranked:
    """All companies that belong into a list; of equals who has more points, then who is older."""
    last = day_number(as_of)
    first = last - AGO - max(rules.longest_window, LONGEST) + 1
    counts = reading.counts(session, rules, first, last)
    if not counts.companies:
        return Ranked((), ())
    now, before = (series.day(rules, counts, day) for day in (last, last - AGO))
    points, were = (one.scores[rules.window_days].sum(axis=1) for one in (now, before))
    newest = np.zeros(counts.companies, np.int32)
    np.maximum.at(newest, counts.company, counts.day)
    match by:
        case Ranking.TOP:
            worth, belongs = points, points > 0
        case Ranking.NEW:
            worth = now.levels.astype(np.int64)
            belongs = ((now.levels > 0) & (before.levels == 0)) | _came(counts, last)
        case Ranking.RISING:
            worth, belongs = points - were, points > were
        case Ranking.FALLING:
            worth, belongs = were - points, points < were
        case Ranking.QUIET:
            worth = now.scores[LONGEST].sum(axis=1)
            belongs = (worth > 0) & (newest <= last - SILENT)
    return _in_order(counts.ids, worth, points, were, belongs & (newest > last - LONGEST))


def _came(counts: Counts, last: int) -> Flags:
    """Who did something in the last week, and nothing in the 90 days before it."""
    lately, earlier = np.zeros((2, counts.companies), np.bool_)
    lately[counts.company[counts.day > last - AGO]] = True
    is_before = (counts.day <= last - AGO) & (counts.day > last - AGO - LONGEST)
    earlier[counts.company[is_before]] = True
    return np.asarray(lately & ~earlier, np.bool_)


def _in_order(ids: Longs, worth: Longs, points: Ints, were: Ints, belongs: Flags) -> Ranked:
    rows = np.flatnonzero(belongs)
    rows = rows[np.lexsort((ids[rows], -points[rows], -worth[rows]))]
    return Ranked(tuple(ids[rows].tolist()), tuple(were[rows].tolist()))


def movers(
    session: Session, rules: Rules, as_of: date, found: Ranked, rows: slice = slice(None)
) -> Sequence[Mover]:
    """Some of the companies of a list, or all of them, as they stand."""
    ids, before = found.ids[rows], found.before[rows]
    assessed = of_companies(session, rules, as_of, ids) if ids else ()
    known = {one.company_id: one for one in assessed}
    return [Mover(known[one], was) for one, was in zip(ids, before, strict=True) if one in known]
