"""One company's card: standing, why, gates, 90 days of history, and the way to the next level."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from ledger.engine import Session
from ledger.types import day_number, day_of_number
from scoring import series
from scoring.counts import Counts, Ints
from scoring.kernel import Caps, best
from scoring.lifting import Hold, Lift, hold, lift
from scoring.rescore import reading
from scoring.rescore.assessing import Assessment, GateAnswer, listed
from scoring.rescore.board import LONGEST
from scoring.rescore.reasons import of_counts
from scoring.rules_model import Rules
from scoring.why import DayCredit

MOST_SEEN: Final = 100  # persons whose last day is kept


@dataclass(frozen=True, slots=True)
class Way:
    """What a company lacks for a level: points in hundredths, and gates that do not hold.

    `lift` is what would bring these points; None where none are missing.
    """

    level: str
    points: int
    gates: tuple[GateAnswer, ...]
    lift: Lift | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """All that is told of a company on a day; points in hundredths.

    `scores` and `levels` are those of the last 90 days, at the rules' window, oldest first.
    `before` and `now` are the points by category, some days ago and on the day.
    `seen` is who was there in these 90 days: at most a hundred actor ids with
    the last day, the latest first. `hold` is how long the level stands if nothing more comes.
    """

    one: Assessment
    why: tuple[DayCredit, ...]
    scores: tuple[int, ...]
    levels: tuple[int, ...]
    way: Way | None
    before: Mapping[str, int]
    now: Mapping[str, int]
    seen: tuple[tuple[int, date], ...] = ()
    hold: Hold | None = None

    @property
    def moves(self) -> tuple[tuple[str, int], ...]:
        """The categories that rose or fell, with by how much, in the order of the rules."""
        changed = ((name, self.now[name] - was) for name, was in self.before.items())
        return tuple((name, by) for name, by in changed if by)


def card(session: Session, rules: Rules, company_id: int, as_of: date, ago: int = 7) -> Card | None:
    """A company on a day, beside where it stood `ago` days earlier; None if it is not listed."""
    last = day_number(as_of)
    counts, evidence = reading.with_confidence(
        session, rules, reading.BEGINNING, last, [company_id]
    )
    found = listed(session, rules, as_of, [company_id], counts, evidence)
    if not found:
        return None
    [one] = found
    scores, levels, ahead = _around(rules, counts, last)
    return Card(
        one=one,
        why=of_counts(rules, counts, as_of),
        scores=scores,
        levels=levels,
        way=_way_up(rules, one, counts, last),
        before=by_category(rules, counts, last - ago),
        now=one.standing.categories or dict.fromkeys(rules.categories, 0),
        seen=_seen(counts, last),
        hold=hold(rules, ahead, one.score(rules.window_days), last),
    )


def _seen(counts: Counts, last: int) -> tuple[tuple[int, date], ...]:
    """The persons of the only company, by their last day; of one day, by their ids."""
    rows = np.flatnonzero(counts.person & (counts.day > last - LONGEST))
    rows = rows[np.lexsort((counts.day[rows], counts.actor[rows]))]
    ids, first = np.unique(counts.actor[rows][::-1], return_index=True)
    days = counts.day[rows][::-1][first]
    latest = np.lexsort((ids, -days))[:MOST_SEEN]
    return tuple((int(ids[at]), day_of_number(int(days[at]))) for at in latest)


def by_category(rules: Rules, counts: Counts, day: int, number: int = 0) -> dict[str, int]:
    """Points of one of the companies by category at the rules' window, at the end of a day."""
    if not counts.companies:
        return dict.fromkeys(rules.categories, 0)
    points, caps = series.points_of(rules, counts), Caps.of(rules.caps)
    earned = best(points, caps, counts.companies, day, rules.window_days)[number]
    return dict(zip(rules.categories, earned.tolist(), strict=True))


def _way_up(rules: Rules, one: Assessment, counts: Counts, last: int) -> Way | None:
    """What would bring a company to the next level; None for who is at the highest."""
    level = one.standing.level + 1
    if level > len(rules.levels):
        return None
    missing = max(rules.thresholds[level - 1] - one.score(rules.window_days), 0)
    names = rules.level_names[1 : level + 1]
    lacking = tuple(gate for gate in one.gates if gate.level in names and not gate.holds)
    found = lift(rules, counts, last, level) if missing and counts.companies else None
    return Way(rules.level_names[level], missing, lacking, found)


def _around(
    rules: Rules, counts: Counts, last: int
) -> tuple[tuple[int, ...], tuple[int, ...], Ints]:
    """Scores and levels of the only company's last 90 days; its levels from then on, idle."""
    for block in series.series(rules, counts, last - LONGEST + 1, last + rules.longest_window):
        scores, levels = block.scores[0, :LONGEST], block.levels[0]
        return tuple(scores.tolist()), tuple(levels[:LONGEST].tolist()), levels[LONGEST - 1 :]
    return (0,) * LONGEST, (0,) * LONGEST, np.zeros(1, np.int32)
