"""How sureness fades while nobody confirms it: people move, one in six within a year.

Each whole month since the evidence was last seen takes 1.5 %. What a row's sender stated does not
fade, for it was said of the row's own day; nor does a person's word.
"""

from collections.abc import Iterable
from datetime import date
from itertools import count
from math import floor

from identity.match import COUNTS, VERIFIED
from ledger.drafts import Signal, SignalKind

A_MONTH = 0.985  # what is left after one: 0.985 ** 12 is 0.834, the share that stays a year
_STATED = frozenset({SignalKind.STATED_DOMAIN, SignalKind.STATED_COMPANY})


def fades(rests_on: Iterable[Signal]) -> bool:
    """Whether an answer that rests on these signals (`Match.rests_on`) fades at all."""
    return not any(signal.kind in _STATED for signal in rests_on)


def faded(confidence: float, seen_on: date, today: date) -> float:
    """What is left of a confidence that was right on the day its evidence was last seen.

    Down to whole hundredths, so that no rounding lifts it over a band again.
    """
    months = _months(seen_on, today)
    return confidence if months <= 0 else floor(confidence * A_MONTH**months * 100) / 100


def weigh_on(confidence: float, seen_on: date, today: date | None = None) -> date | None:
    """The first day on which it falls below the next band; None where it is below all of them.

    `today` is the day after which to look, `seen_on` unless it is given. Whoever weighs anew on the
    day that this names finds the answer changed, and on no day before.
    """
    present = faded(confidence, seen_on, today or seen_on)
    band = next((band for band in (VERIFIED, COUNTS) if present >= band), None)
    if band is None:
        return None
    months = next(n for n in count(1) if confidence * A_MONTH**n < band)
    return _after(seen_on, months)


def _months(start: date, end: date) -> int:
    """Whole months between two days: from 31 January it is one from 1 March on."""
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def _after(start: date, months: int) -> date:
    """The first day with so many whole months behind it."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    try:
        return date(year, month + 1, start.day)
    except ValueError:  # a month without that day: the next one begins
        return date(year, month + 2, 1)
