"""Whom somebody stood for, as spans of days: at most one company a day, the surest word first.

Pure. A career is what the evidence says of all days at once, so that it depends neither on when
the evidence came nor on how often it was weighed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from ledger.days import DAY, Days


@dataclass(frozen=True, slots=True)
class Span:
    """Whom somebody stands for on some days, and why.

    `company_id` null: for nobody, or with `staff` for our own company. `counts` says whether
    something is known of these days; what is only supposed, or unknown, does not.
    """

    company_id: int | None
    staff: bool
    counts: bool
    evidence: str
    confidence: int  # hundredths
    begins: date | None = None
    ends: date | None = None  # inclusive

    @property
    def days(self) -> Days:
        """From the first to the last of them."""
        return Days(self.begins, self.ends)


def career(found: Iterable[Span]) -> list[Span]:
    """Makes one career of answers that follow each other, each but the last with its last day.

    The first reaches back without limit: what was done before anybody looked has a company. What
    was nobody's, or a candidate's, is taken over whole by what is known later. The same answer
    again is the same span with its newest reason, unless it fell to a candidate: what was known of
    the days before stays known.
    """
    made: list[Span] = []
    begins: date | None = None
    for one in found:
        while made and _takes_over(one, made[-1]):
            begins = made.pop().begins
        made.append(replace(one, begins=begins))
        begins = one.ends + DAY if one.ends else None
    return made


def around(spans: Iterable[Span], taken: Iterable[Days]) -> list[Span]:
    """The spans without the days that somebody else has spoken for."""
    left = list(spans)
    for days in taken:
        left = [rest for span in left for rest in _without(span, days)]
    return left


def _without(span: Span, days: Days) -> list[Span]:
    return [replace(span, begins=first, ends=last) for first, last in span.days.without(days)]


def _takes_over(one: Span, before: Span) -> bool:
    if one.counts and not before.counts:
        return True
    same = (one.company_id, one.staff) == (before.company_id, before.staff)
    return same and one.counts == before.counts
