"""One rescore as news is drawn from it: the day, what was known before, and what changed."""

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from ledger.levels import Change, Recorded
from ledger.types import day_number
from scoring.counts import Longs
from scoring.rescore.board import Board
from scoring.rules_model import Rules


@dataclass(frozen=True, slots=True)
class Occasion:
    """A rescore as of a day; `last_day` is the one before it, `recorded` the record up to there.

    What it tells is sent from `due_at` on: after the quiet hours; None: at once.
    """

    as_of: date
    last_day: date | None
    now: datetime
    board: Board
    recorded: Recorded
    changes: tuple[Change, ...]
    due_at: datetime | None = None

    def fresh(self, rules: Rules) -> int:
        """The first day (since 1970-01-01) of what is news: recent, or since the last rescore."""
        recent = day_number(self.as_of) - rules.announce.news_days
        return recent if self.last_day is None else min(recent, day_number(self.last_day) + 1)

    def last_change(self, company_ids: Longs) -> tuple[Longs, Longs]:
        """The level last recorded of each company and its day, this rescore included; else 0, 0."""
        level, day = np.zeros(len(company_ids), np.int64), np.zeros(len(company_ids), np.int64)
        ids = np.array([one.company_id for one in self.changes], np.int64)
        levels = np.array([one.to_level for one in self.changes], np.int64)
        today = np.full(len(ids), day_number(self.as_of))
        for of, found, on in (
            (self.recorded.ids, self.recorded.level, self.recorded.day),
            (ids, levels, today),
        ):
            _, here, there = np.intersect1d(
                company_ids, of, assume_unique=True, return_indices=True
            )
            level[here], day[here] = found[there], on[there]
        return level, day

    def at_announced(self, rules: Rules) -> Longs:
        """The companies at the announced level or above."""
        return self.board.ids[self.board.levels >= announced(rules)]


def announced(rules: Rules) -> int:
    """The number of the level whose rise is told."""
    return rules.level_names.index(rules.announce.level)
