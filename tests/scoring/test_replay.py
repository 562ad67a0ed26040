"""What rules would have said, against a loop over every company and every single day."""

import random
from collections.abc import Sequence

import numpy as np
import pytest

from scoring.levels import NEVER
from scoring.past import week_ends
from scoring.replay import NOBODY, Handoffs, announced, days_before, flagged, verdict
from scoring.rules_model import Rules
from tests.scoring.reference import (
    COMPANIES,
    LAST_DAY,
    Activity,
    columns,
    draw_activities,
    draw_rules,
    level,
    score,
)

FIRST_DAY = LAST_DAY - 33


class Slow:
    """One company, each day asked alone, each rise remembered as a person would."""

    def __init__(self, rules: Rules, done: Sequence[Activity], told: bool, begin: int) -> None:
        self.begin, again = begin, rules.announce.again_after_days
        self.points = [
            sum(score(rules, done, day, rules.window_days)) for day in range(begin, LAST_DAY + 1)
        ]
        self.levels = [
            level(rules, done, day, points) for day, points in enumerate(self.points, begin)
        ]
        self.rises: list[int] = []
        below = again
        for day, now in enumerate(self.levels, begin):
            if now >= announced(rules) and below >= again and told:
                self.rises.append(day)
            below = 0 if now >= announced(rules) else below + 1
        self.span = self.levels[FIRST_DAY - begin :]
        self.reached = self.first_day(announced(rules))

    def first_day(self, at: int) -> int:
        """At the level: the eve of the span for whoever was there then and is there in it."""
        days = [FIRST_DAY + n for n, now in enumerate(self.span) if now >= at]
        eve = FIRST_DAY - 1
        return min(days, default=NEVER) if not days or self.levels[eve - self.begin] < at else eve

    def flagged(self, day: int) -> int:
        return max((rise for rise in self.rises if rise < day), default=NEVER)


@pytest.mark.parametrize("seed", range(24))
def test_a_verdict_is_what_a_slow_look_at_each_day_says(seed: int) -> None:
    chance = random.Random(seed)
    rules, done = draw_rules(chance), draw_activities(chance, FIRST_DAY - 150, LAST_DAY)
    told = np.array([chance.random() < 0.8 for _ in range(COMPANIES)])
    found = verdict(rules, columns(done), FIRST_DAY, LAST_DAY, told)
    begin = FIRST_DAY - rules.announce.again_after_days
    slow = [
        Slow(rules, [one for one in done if one.company == n], bool(told[n]), begin)
        for n in range(COMPANIES)
    ]
    assert found.level.tolist() == [one.levels[-1] for one in slow]
    assert found.points.tolist() == [one.points[-1] for one in slow]
    assert found.peak.tolist() == [max(one.span) for one in slow]
    assert found.reached.tolist() == [one.reached for one in slow]
    before = FIRST_DAY - 1
    for week, end in enumerate(week_ends(FIRST_DAY, LAST_DAY).tolist()):
        rises = [day for one in slow for day in one.rises if before < day <= end]
        assert found.alerts[week] == len(rises)
        now = [one.span[end - FIRST_DAY] for one in slow]
        assert found.at[week].tolist() == [
            now.count(number) for number in range(1, len(rules.levels) + 1)
        ]
        before = end


@pytest.mark.parametrize("seed", range(8))
def test_a_handoff_is_held_against_the_whole_past(seed: int) -> None:
    chance = random.Random(seed)
    rules, done = draw_rules(chance), draw_activities(chance, FIRST_DAY - 60, LAST_DAY)
    told = np.array([chance.random() < 0.8 for _ in range(COMPANIES)])
    handed = [
        (chance.choice((NOBODY, *range(COMPANIES))), chance.randint(FIRST_DAY - 70, LAST_DAY))
        for _ in range(20)
    ]
    company, day = np.array(handed, np.int32).T
    found = flagged(rules, columns(done), LAST_DAY, told, Handoffs(company.copy(), day.copy()))
    begin = FIRST_DAY - 150
    slow = [
        Slow(rules, [one for one in done if one.company == n], bool(told[n]), begin)
        for n in range(COMPANIES)
    ]
    assert found.tolist() == [NEVER if n == NOBODY else slow[n].flagged(day) for n, day in handed]


def test_days_before_are_those_of_the_flagged() -> None:
    flagged = np.array([90, NEVER, 99], np.int32)
    assert days_before(flagged, np.array([100, 100, 100], np.int32)).tolist() == [10, 1]
