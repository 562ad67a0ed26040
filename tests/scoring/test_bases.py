"""All companies as columns: each day is what that day alone says, also of who is one no more."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from ledger.engine import Ledger
from scoring.rescore.bases import Base, bases
from scoring.rescore.compared import at_levels, compared
from scoring.rules import Rules
from tests.scoring.judging import Judging, day, uncapped

TODAY = 120
NUMBERS = range(TODAY - 91, TODAY + 1, 7)


@pytest.fixture
def story(ledger: Ledger, tmp_path: Path) -> Judging:
    """Companies that stay, grow, rise, fall, go, come back, are doubted and are left out."""
    found = Judging(ledger, uncapped(tmp_path))
    deeds = {
        "steady.example": [(TODAY - 20, 15)],
        "grown.example": [(TODAY - 20, 15), (TODAY - 1, 30)],
        "risen.example": [(TODAY - 20, 5), (TODAY - 3, 10)],
        "fallen.example": [(TODAY - 33, 40), (TODAY - 2, 5)],
        "gone.example": [(TODAY - 118, 70)],
        "back.example": [(TODAY - 80, 20), (TODAY - 4, 20)],
        "little.example": [(TODAY, 5)],
        "doubted.example": [(TODAY - 25, 20)],
        "ignored.example": [(TODAY - 25, 20)],
    }
    for domain, earned in deeds.items():
        for number, points in earned:
            found.earn(number, points, domain, who=f"one of {domain}")
    found.judge(TODAY - 10)
    found.link(TODAY - 9, None, who="one of doubted.example")
    found.ignore("ignored.example")
    found.judge(TODAY - 8)
    return found


def test_each_day_is_what_that_day_alone_says(story: Judging) -> None:
    days = [day(number) for number in NUMBERS]
    with story.ledger.read() as session:
        found, counted = bases(session, story.rules, days, days)
    for number, base, at_level in zip(NUMBERS, found, counted, strict=True):
        said = sorted(story.assess(number).values(), key=lambda one: one.company_id)
        window = story.rules.window_days
        assert base.ids.tolist() == [one.company_id for one in said]
        assert base.code.tolist() == [one.standing.code for one in said]
        assert base.points.tolist() == [one.score(window) for one in said]
        assert base.since.tolist() == [
            -1 if one.standing.since is None else one.standing.since for one in said
        ]
        levels = Counter(one.level for one in said)
        assert at_levels(story.rules, base) == {
            name: levels[name] for name in ("OQL0", "OQL1", "OQL2", "OQL3")
        }
        assert at_level == (levels["OQL1"], levels["OQL2"], levels["OQL3"])
    assert {"OQL0", "OQL1"} <= {one.level for one in story.assess(TODAY).values()}


def test_a_ledger_without_companies(ledger: Ledger, rules: Rules) -> None:
    with ledger.read() as session:
        [base], counted = bases(session, rules, [day(9)], [day(2), day(9)])
        found = compared(session, base, base, day(9), 5)
    assert len(base.ids) == 0
    assert counted == [(0, 0, 0)] * 2
    assert set(found.counts.values()) == {0}


def test_who_is_not_listed_has_no_level_and_no_points(story: Judging) -> None:
    with story.ledger.read() as session:
        [base], _ = bases(session, story.rules, [day(TODAY)], [])
    asked = [int(base.ids[1]), 999_999]
    found = base.of(base.rows(base.ids == asked[0]).ids.repeat(2))
    assert found.points.tolist() == [base.points[1]] * 2
    nobody: Base = base.of(base.ids[:1] * 0 + asked[1])
    assert (nobody.code.tolist(), nobody.points.tolist()) == ([0], [0])


@pytest.mark.parametrize("most", [1, 2, 9])
def test_the_first_of_each_list_are_named_and_all_are_counted(story: Judging, most: int) -> None:
    with story.ledger.read() as session:
        (now, before), _ = bases(session, story.rules, [day(TODAY), day(TODAY - 7)], [])
        found = compared(session, now, before, day(TODAY), most)
        without = compared(session, now, before, day(TODAY), most, found.first)
    assert found.counts["risers"] + found.counts["new"] == 3  # grown, risen, back
    assert found.counts["fallers"] == 1  # fallen
    assert len(found.first) <= most * len(found.counts)
    assert found.first.isdisjoint(without.first)
    assert sum(without.counts.values()) == sum(found.counts.values()) - _named_in(
        found.counts, most
    )


def _named_in(counts: Mapping[str, int], most: int) -> int:
    return sum(min(count, most) for count in counts.values())
