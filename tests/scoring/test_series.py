"""Scores and levels of days and spans, against a reference that asks each company and day alone."""

import random
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import history as blocks
from scoring.kernel import WINDOWS, Ints
from scoring.rules import read_rules
from scoring.rules_model import Rules
from scoring.series import day, points_of, series
from tests.scoring.reference import (
    COMPANIES,
    KINDS,
    LAST_DAY,
    TOPICS,
    UNKNOWN,
    Activity,
    columns,
    draw_activities,
    draw_rules,
    level,
    score,
)

FIRST_DAY = LAST_DAY - 60
seeds = st.integers(0, 2**32)
done = st.lists(
    st.builds(
        Activity,
        st.integers(0, COMPANIES - 1),
        st.integers(0, 3),
        st.integers(FIRST_DAY - 100, LAST_DAY),
        st.sampled_from((*KINDS, UNKNOWN)),
        st.sampled_from(TOPICS),
        st.integers(1, 50),
    ),
    max_size=40,
)


def whole(
    rules: Rules, activities: Sequence[Activity], first: int, last: int, window: int | None = None
) -> tuple[Ints, Ints]:
    found = list(series(rules, columns(activities), first, last, window))
    starts = [block.start for block in found]
    assert starts == np.cumsum([0, *(len(block.scores) for block in found)])[:-1].tolist()
    scores = np.concatenate([block.scores for block in found])
    return scores, np.concatenate([block.levels for block in found])


@pytest.mark.parametrize("seed", range(120))
def test_every_day_is_what_the_reference_says(seed: int) -> None:
    """Random rules and activities; of each company a dozen days, of the last day everything."""
    chance = random.Random(seed)
    rules = draw_rules(chance)
    activities = draw_activities(chance, FIRST_DAY - 200, LAST_DAY + 5)
    window = chance.choice((None, *WINDOWS))
    scores, levels = whole(rules, activities, FIRST_DAY, LAST_DAY, window)
    today = day(rules, columns(activities), LAST_DAY)
    for company in range(COMPANIES):
        own = [one for one in activities if one.company == company]
        for asked in chance.sample(range(FIRST_DAY, LAST_DAY + 1), 12):
            points = sum(score(rules, own, asked, window or rules.window_days))
            assert scores[company, asked - FIRST_DAY] == points
            assert levels[company, asked - FIRST_DAY] == level(rules, own, asked, points)
        by_window = {window: score(rules, own, LAST_DAY, window) for window in WINDOWS}
        assert {w: total[company].tolist() for w, total in today.scores.items()} == by_window
        points = sum(by_window[rules.window_days])
        assert today.levels[company] == level(rules, own, LAST_DAY, points)


@pytest.mark.parametrize("cells", [blocks.BLOCK, 200])
@pytest.mark.parametrize("seed", range(6))
def test_one_day_and_all_days_agree_in_blocks_of_any_size(
    seed: int, cells: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)
    rules, activities = draw_rules(chance), draw_activities(chance, FIRST_DAY - 90, LAST_DAY)
    monkeypatch.setattr(blocks, "BLOCK", cells)
    scores, levels = whole(rules, activities, FIRST_DAY, LAST_DAY)
    for asked in range(FIRST_DAY, LAST_DAY + 1, 4):
        found = day(rules, columns(activities), asked)
        total = found.scores[rules.window_days].sum(axis=1)
        assert scores[:, asked - FIRST_DAY].tolist() == total.tolist()
        assert levels[:, asked - FIRST_DAY].tolist() == found.levels.tolist()


@pytest.mark.parametrize(
    ("hundredths", "expected"),
    [
        (0, 0),
        (1000, 0),
        (1001, 1),
        (3999, 1),
        (4000, 2),
        (6999, 2),
        (7000, 3),
    ],
)
def test_boundaries(hundredths: int, expected: int) -> None:
    """The seed's levels, and a kind that is worth a hundredth."""
    thresholds = ({"above": 10}, {"from": 40}, {"from": 70})
    rules = Rules.model_validate(
        {
            "name": "hundredths",
            "categories": {"docs": {"title": "Docs", "kinds": {"doc_view": Decimal("0.01")}}},
            "levels": [
                {"name": f"L{n}", "meaning": "x", **one} for n, one in enumerate(thresholds)
            ],
            "announce": {"level": "L2"},
            "teams": {"sales": {"channel": "#sales", "outcomes": ["customer"]}},
        }
    )
    activities = [Activity(1, 0, LAST_DAY, "doc_view", count=hundredths)] if hundredths else []
    scores, levels = whole(rules, activities, LAST_DAY, LAST_DAY)
    found = day(rules, columns(activities), LAST_DAY)
    assert (scores[1].tolist(), levels[1].tolist()) == ([hundredths], [expected])
    assert found.levels.tolist() == [0, expected, 0, 0]


@given(seeds, done, done)
def test_more_activity_never_lowers_a_score_or_a_level(
    seed: int, activities: list[Activity], more: list[Activity]
) -> None:
    rules = draw_rules(random.Random(seed))
    before = whole(rules, activities, FIRST_DAY, LAST_DAY)
    after = whole(rules, activities + more, FIRST_DAY, LAST_DAY)
    assert (after[0] >= before[0]).all()
    assert (after[1] >= before[1]).all()


@given(seeds, st.data(), done)
def test_order_of_arrival_never_matters(
    seed: int, data: st.DataObject, activities: list[Activity]
) -> None:
    rules = draw_rules(random.Random(seed))
    shuffled = data.draw(st.permutations(activities))
    for one, other in zip(
        whole(rules, activities, FIRST_DAY, LAST_DAY),
        whole(rules, shuffled, FIRST_DAY, LAST_DAY),
        strict=True,
    ):
        assert one.tolist() == other.tolist()


@given(seeds, done)
def test_silence_never_raises_a_score_nor_a_level_without_months(
    seed: int, activities: list[Activity]
) -> None:
    """Blocks of 30 days move with the day, and may part two neighbours: see the gates' tests."""
    rules = draw_rules(random.Random(seed))
    scores, levels = whole(rules, activities, LAST_DAY, LAST_DAY + 200)
    assert (np.diff(scores, axis=1) <= 0).all()
    if all(need.metric != "months" for _, gate in rules.gates for need in gate.needs):
        assert (np.diff(levels, axis=1) <= 0).all()


@given(seeds, done, st.integers(-400, 400))
def test_the_calendar_never_matters(seed: int, activities: list[Activity], shift: int) -> None:
    rules = draw_rules(random.Random(seed))
    later = [replace(one, day=one.day + shift) for one in activities]
    for one, other in zip(
        whole(rules, activities, FIRST_DAY, LAST_DAY),
        whole(rules, later, FIRST_DAY + shift, LAST_DAY + shift),
        strict=True,
    ):
        assert one.tolist() == other.tolist()


@given(seeds, st.sampled_from(KINDS), st.integers(1, 30))
def test_a_constant_users_score_and_level_are_constant(seed: int, kind: str, count: int) -> None:
    rules = draw_rules(random.Random(seed))
    days = range(FIRST_DAY - 180, LAST_DAY + 1)
    activities = [Activity(0, 0, today, kind, count=count) for today in days]
    for matrix in whole(rules, activities, FIRST_DAY, LAST_DAY):
        assert len(set(matrix[0].tolist())) == 1


@pytest.mark.parametrize("missing", ["doc_view", "download"])
def test_columns_without_a_kind_that_earns_are_refused(missing: str) -> None:
    counts = columns([Activity(0, 0, LAST_DAY, "issue")])
    counts = replace(counts, kinds=tuple(set(read_rules().kinds) - {missing}))
    with pytest.raises(ValueError, match=f"kinds that earn points: {missing}$"):
        points_of(read_rules(), counts)
