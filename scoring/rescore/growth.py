"""How the base grew in a week: companies by level now and then, and who has most points.

Why from columns: the levels of a day need the rows of its windows alone, so these are read once for
both ends of the week, and no name is.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from ledger.engine import Session
from ledger.types import day_number
from scoring import series
from scoring.counts import Counts, Ints
from scoring.rescore import reading
from scoring.rescore.board import LONGEST
from scoring.rescore.movers import AGO
from scoring.rules_model import Rules


@dataclass(frozen=True, slots=True)
class Week:
    """A week of all companies: how many are at each level from 1 on, now and a week ago.

    `entered`, `rose` and `fell` count companies that came to a level from none, to a higher or to
    a lower one. `top` are the ids of those with the most points, most first.
    """

    now: tuple[int, ...]
    before: tuple[int, ...]
    entered: int
    rose: int
    fell: int
    top: tuple[int, ...]


def week(session: Session, rules: Rules, as_of: date, most: int) -> Week:
    """The week that ends with a day, and the companies with the most points at the end of it."""
    last = day_number(as_of)
    counts = _counts(session, rules, date.fromordinal(as_of.toordinal() - AGO), as_of)
    today = series.day(rules, counts, last)
    before = _levels(rules, counts, last - AGO)
    points = today.scores[rules.window_days].sum(axis=1)
    first = np.lexsort((counts.ids, -points))[:most]
    return Week(
        now=_counted(rules, today.levels),
        before=_counted(rules, before),
        entered=int(((before == 0) & (today.levels > 0)).sum()),
        rose=int(((before > 0) & (today.levels > before)).sum()),
        fell=int((today.levels < before).sum()),
        top=tuple(counts.ids[first[points[first] > 0]].tolist()),
    )


def _counts(session: Session, rules: Rules, first: date, last: date) -> Counts:
    """What the levels of these days rest on."""
    reach = max(rules.longest_window, LONGEST)
    return reading.counts(session, rules, day_number(first) - reach + 1, day_number(last))


def _levels(rules: Rules, counts: Counts, day: int) -> Ints:
    return series.day(rules, counts, day).levels


def _counted(rules: Rules, levels: Ints) -> tuple[int, ...]:
    return tuple(np.bincount(levels, minlength=len(rules.levels) + 1)[1:].tolist())
