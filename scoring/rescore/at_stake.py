"""What hangs on a doubt about who is who: the points of those whom it concerns.

What is at stake is what their activities earn by themselves at the rules' window, under its caps:
the points that begin to count, cease to, or change hands once a person has spoken. It is the most
that the answer can move: where the company that gains them is near a cap, less arrives.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

import numpy as np

from ledger.engine import Session
from ledger.types import day_number
from scoring import series
from scoring.counts import Counts
from scoring.kernel import Caps, best
from scoring.rescore import reading
from scoring.rules_model import Rules

Whose = TypeVar("Whose", bound=Hashable)


class Tallied(Protocol):
    """How often one kind of thing was done on a day, counted from 1970-01-01."""

    @property
    def day(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def count(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Earned:
    """Every company's points at the rules' window, in hundredths, by id.

    `doubted` are those that count by evidence alone of which none is sure.
    """

    points: dict[int, int]
    doubted: frozenset[int]


def earned(session: Session, rules: Rules, as_of: date) -> Earned:
    """What each company with an activity in the window has, and which are not verified."""
    last = day_number(as_of)
    counts, confidence = reading.with_confidence(session, rules, last - rules.window_days + 1, last)
    ids, totals = counts.ids.tolist(), _totals(rules, counts, last)
    unsure = (confidence < reading.VERIFIED).tolist()
    return Earned(
        dict(zip(ids, totals, strict=True)),
        frozenset(one for one, doubted in zip(ids, unsure, strict=True) if doubted),
    )


def by_themselves(
    rules: Rules, as_of: date, done: Iterable[tuple[Whose, Tallied]]
) -> dict[Whose, int]:
    """What each of them earns at the window that ends with `as_of`, in hundredths."""
    rows = list(done)
    number = {whose: at for at, whose in enumerate(dict.fromkeys(whose for whose, _ in rows))}
    kinds = {kind: at for at, kind in enumerate(rules.kinds)}
    nothing = np.zeros(len(rows), np.int32)
    counts = Counts(
        ids=np.arange(len(number)),
        kinds=tuple(kinds),
        topics=rules.topics,
        company=np.array([number[whose] for whose, _ in rows], np.int32),
        actor=nothing,
        person=nothing == 0,
        day=np.array([tally.day for _, tally in rows], np.int32),
        kind=np.array([kinds.get(tally.kind, len(kinds)) for _, tally in rows], np.int32),
        topic=nothing,
        count=np.array([tally.count for _, tally in rows], np.int64),
    )
    return dict(zip(number, _totals(rules, counts, day_number(as_of)), strict=True))


def _totals(rules: Rules, counts: Counts, last: int) -> list[int]:
    if not counts.companies:
        return []
    first = last - rules.window_days + 1
    points = series.points_of(rules, counts, first, last)
    scores = best(points, Caps.of(rules.caps), counts.companies, last, rules.window_days)
    totals: list[int] = scores.sum(axis=1).tolist()
    return totals
