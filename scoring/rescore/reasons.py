"""Why a company has its score: the credit of each day, and of each activity that still stands.

Activities that were stripped, or never came one by one, are told by day and kind; either way the
credits add up to the score exactly.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np

from ledger import tallies
from ledger.bands import COUNTS
from ledger.engine import Session
from ledger.types import day_number, day_of_number
from scoring.counts import Counts
from scoring.rescore import reading
from scoring.rules_model import Rules
from scoring.why import Cap, DayCredit, Earning, explain, spread


@dataclass(frozen=True, slots=True)
class Share:
    """What one activity earned and was credited, in hundredths, and the cap between them.

    Without `at` (UTC) it is all activities of a kind on that day.
    """

    category: str
    day: date
    kind: str
    at: datetime | None
    title: str
    who: str
    count: int
    raw: int
    credited: int
    cut: Cap | None


@dataclass(frozen=True, slots=True)
class _Done:
    kind: str
    count: int
    at: datetime | None = None
    title: str = ""
    who: str = ""
    id: str = ""


def why(session: Session, rules: Rules, company_id: int, as_of: date) -> tuple[DayCredit, ...]:
    """Each category's and day's credit behind a company's score; they add up to it exactly."""
    last = day_number(as_of)
    first = last - rules.window_days + 1
    return of_counts(rules, reading.counts(session, rules, first, last, [company_id]), as_of)


def of_counts(rules: Rules, counts: Counts, as_of: date) -> tuple[DayCredit, ...]:
    """The same from the columns of one company, which may hold other days too."""
    last = day_number(as_of)
    within = (counts.day > last - rules.window_days) & (counts.day <= last)
    return explain(rules, _by_kind(counts.rows(within)), last, rules.window_days)


def shares(
    session: Session,
    rules: Rules,
    company_id: int,
    as_of: date,
    since: date | None = None,
    until: date | None = None,
) -> tuple[Share, ...]:
    """Each activity's credit behind a company's score, by category, day, time and id.

    Of all days of the rules' window, or of those from `since` to `until`, inclusive.
    """
    begin = as_of - timedelta(days=rules.window_days - 1)
    first, last = max(since or begin, begin), min(until or as_of, as_of)
    counts = reading.counts(session, rules, day_number(begin), day_number(as_of), [company_id])
    standing: dict[tuple[str, date], list[_Done]] = defaultdict(list)
    for one in tallies.activities(session, company_id, first, last, COUNTS):
        if rules.earns(one.kind):
            at = datetime.fromtimestamp(one.occurred_at, UTC)
            done = _Done(one.kind, one.count, at, one.title, one.who, one.external_id)
            standing[rules.kinds[one.kind][0], one.day].append(done)
    counted: dict[tuple[str, date], Counter[str]] = defaultdict(Counter)
    for day, kind, count in _by_kind(counts):
        if rules.earns(kind):
            counted[rules.kinds[kind][0], day_of_number(day)][kind] += count
    told: list[Share] = []
    for credit in of_counts(rules, counts, as_of):
        at_ = credit.category, day_of_number(credit.day)
        if first <= at_[1] <= last:
            told += _shares(rules, credit, standing[at_], counted[at_])
    return tuple(told)


def _shares(
    rules: Rules, credit: DayCredit, standing: Sequence[_Done], counted: Counter[str]
) -> Iterator[Share]:
    """A day's credit in one category, activity by activity, if they are all there."""
    there: Counter[str] = Counter()
    for one in standing:
        there[one.kind] += one.count
    done = standing if there == counted else [_Done(*one) for one in sorted(counted.items())]
    midnight = datetime.combine(day_of_number(credit.day), datetime.min.time(), UTC)
    # One number a piece, because two sources may call their activities alike.
    ordered = sorted(done, key=lambda one: (one.at or midnight, one.id))
    earnings = [
        Earning(one.at or midnight, f"{number:09}", rules.kinds[one.kind][1] * one.count)
        for number, one in enumerate(ordered)
    ]
    for one, (earning, credited) in zip(ordered, spread(credit.credited, earnings), strict=True):
        yield Share(
            category=credit.category,
            day=day_of_number(credit.day),
            kind=one.kind,
            at=one.at,
            title=one.title,
            who=one.who,
            count=one.count,
            raw=earning.points,
            credited=credited,
            cut=credit.cut if credited < earning.points else None,
        )


def _by_kind(counts: Counts) -> list[tuple[int, str, int]]:
    """(day, kind, count) of all of a company together: it may have tens of thousands of people."""
    kinds = (*counts.kinds, "")
    at, where = np.unique(
        counts.day.astype(np.int64) * len(kinds) + counts.kind, return_inverse=True
    )
    total = np.zeros(len(at), np.int64)
    np.add.at(total, where, counts.count)
    days, kind = (column.tolist() for column in np.divmod(at, len(kinds)))
    return [
        (day, kinds[k], count) for day, k, count in zip(days, kind, total.tolist(), strict=True)
    ]
