"""What hangs on a doubt about who is who: the points of those whom it concerns.

What is at stake is what their activities earn by themselves at the rules' window, under its caps:
the points that begin to count, cease to, or change hands once a person has spoken. It is the most
that the answer can move: where the company that gains them is near a cap, less arrives.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import numpy as np

from ledger.bands import VERIFIED
from ledger.engine import Session
from ledger.suggestions import Done
from ledger.types import day_number
from scoring import series
from scoring.counts import Counts, Flags, Longs
from scoring.kernel import Caps, best
from scoring.rescore import reading
from scoring.rules_model import Rules


@dataclass(frozen=True, slots=True)
class Earned:
    """Companies' points at the rules' window, in hundredths, by rising id.

    `doubted` are those that count by evidence alone of which none is sure.
    """

    ids: Longs
    points: Longs
    doubted: Flags

    def of(self, ids: Longs) -> Longs:
        """The points of some companies; 0 of those that are not here."""
        if not len(self.ids):
            return np.zeros(len(ids), np.int64)
        place = np.searchsorted(self.ids, ids).clip(max=len(self.ids) - 1)
        return np.where(self.ids[place] == ids, self.points[place], 0)


def earned(
    session: Session, rules: Rules, as_of: date, company_ids: Collection[int] | None = None
) -> Earned:
    """What each company with an activity in the window has, or each of these."""
    last = day_number(as_of)
    first = last - rules.window_days + 1
    counts, sure = reading.with_confidence(session, rules, first, last, company_ids)
    return Earned(counts.ids, _totals(rules, counts, last), sure < VERIFIED)


def earning(rules: Rules) -> tuple[str, ...]:
    """The kinds that earn points."""
    return tuple(kind for kind in rules.kinds if rules.earns(kind))


def by_themselves(rules: Rules, as_of: date, whose: Longs, done: Done) -> Longs:
    """What each of `whose` (rising) earns at the window that ends with `as_of`, in hundredths.

    The kinds of `done` are those that earn; what others did is left out.
    """
    place = np.searchsorted(whose, done.who).clip(max=max(len(whose) - 1, 0))
    theirs = np.flatnonzero(whose[place] == done.who) if len(whose) else place[:0]
    nothing = np.zeros(len(theirs), np.int32)
    counts = Counts(
        ids=whose,
        kinds=earning(rules),
        topics=rules.topics,
        company=place[theirs].astype(np.int32),
        actor=nothing,
        person=nothing == 0,
        day=done.day[theirs].astype(np.int32),
        kind=done.kind[theirs].astype(np.int32),
        topic=nothing,
        count=done.count[theirs],
    )
    return _totals(rules, counts, day_number(as_of))


def _totals(rules: Rules, counts: Counts, last: int) -> Longs:
    first = last - rules.window_days + 1
    points = series.points_of(rules, counts, first, last)
    scores = best(points, Caps.of(rules.caps), counts.companies, last, rules.window_days)
    return np.asarray(scores.sum(axis=1), np.int64)
