"""Every company's scores and level on one day, as arrays: what lists and rescores begin with."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from ledger.engine import Session
from ledger.types import day_number
from scoring import series
from scoring.counts import Counts, Flags, Ints, Longs
from scoring.kernel import WINDOWS
from scoring.rescore import reading
from scoring.rules_model import Rules

LONGEST = max(WINDOWS)


@dataclass(frozen=True, slots=True)
class Board:
    """Companies by rising id, with their standing at the end of a day; points in hundredths.

    `scores` holds for each window a matrix of companies and categories. `active` says who did
    anything in 90 days; a company that did nothing in any gate's window either is not here.
    """

    ids: Longs
    levels: Ints
    scores: Mapping[int, Ints]
    active: Flags

    def totals(self, window: int) -> Longs:
        """Each company's points in a window."""
        return np.asarray(self.scores[window].sum(axis=1), np.int64)


def board(
    session: Session, rules: Rules, as_of: date, company_ids: Collection[int] | None = None
) -> Board:
    """All companies with an activity as far back as the rules look, or those of them."""
    last = day_number(as_of)
    first = last - rules.longest_window + 1
    return of_counts(rules, reading.counts(session, rules, first, last, company_ids), last)


def of_counts(rules: Rules, counts: Counts, last: int) -> Board:
    """The same from columns that reach back far enough; `last` counts from 1970-01-01."""
    found = series.day(rules, counts, last)
    active = np.zeros(counts.companies, np.bool_)
    active[counts.company[counts.day > last - LONGEST]] = True
    return Board(counts.ids, found.levels, found.scores, active)
