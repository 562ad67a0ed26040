"""Who counts in a span: those made in it, and those with an outcome recorded in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.reporting.spans import Span
from ledger.reporting import Came, Handed
from ledger.types import day_in


@dataclass(frozen=True, slots=True)
class Recorded:
    """A referral with the outcome by which it counts in the span."""

    of: Handed
    came: Came


def cohort_of(handed: Iterable[Handed], span: Span, zone: ZoneInfo) -> list[Handed]:
    """Those that were made in the span."""
    return [one for one in handed if span.first <= day_in(zone, one.made_at) <= span.last]


def recorded_in(handed: Iterable[Handed], span: Span, zone: ZoneInfo) -> list[Recorded]:
    """Those with an outcome recorded in the span, each once, with the latest of them."""
    found = []
    for one in handed:
        came = [c for c in one.outcomes if span.first <= day_in(zone, c.at) <= span.last]
        if came:
            found.append(Recorded(one, came[-1]))
    return found
