"""Whom somebody stood for, as spans of days: at most one company a day, the surest word first.

Pure. A career is what the evidence says of all days at once, so that it depends neither on when
the evidence came nor on how often it was weighed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

DAY = timedelta(days=1)

Days = tuple[date | None, date | None]  # both inclusive, open when null


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


def holds(begins: date | None, ends: date | None, day: date) -> bool:
    """Whether a day lies between two others, both inclusive, open when null."""
    return (begins is None or begins <= day) and (ends is None or day <= ends)


def _takes_over(one: Span, before: Span) -> bool:
    if one.counts and not before.counts:
        return True
    same = (one.company_id, one.staff) == (before.company_id, before.staff)
    return same and one.counts == before.counts


def _without(span: Span, days: Days) -> list[Span]:
    first, last = days
    after = first is not None and span.ends is not None and span.ends < first
    before = last is not None and span.begins is not None and span.begins > last
    if after or before:
        return [span]
    rest = []
    if first is not None and (span.begins is None or span.begins < first):
        rest.append(replace(span, ends=first - DAY))
    if last is not None and (span.ends is None or span.ends > last):
        rest.append(replace(span, begins=last + DAY))
    return rest
