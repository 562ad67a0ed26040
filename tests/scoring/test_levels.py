"""Levels from scores, since when they stand, and what counts as one episode."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.levels import (
    NEVER,
    Episode,
    Run,
    episode_start,
    episodes,
    falls,
    level_series,
    runs,
    standings,
)
from scoring.rules import read_rules
from scoring.why import explain

START = 20_000


def series(text: str) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    return np.array([int(letter) for letter in text], np.int32)


@pytest.mark.parametrize(
    ("points", "level"),
    [(0, 0), (1000, 0), (1001, 1), (3999, 1), (4000, 2), (6999, 2), (7000, 3), (11500, 3)],
)
def test_boundaries_of_the_levels(points: int, level: int) -> None:
    rules = read_rules()
    assert rules.level_of(points) == level
    assert level_series(np.array([[points]]), rules.thresholds).tolist() == [[level]]


@pytest.mark.parametrize(
    ("counts", "points", "level"),
    [
        ({"download": 2}, 1000, "none"),
        ({"download": 2, "web_view": 1}, 1010, "OQL1"),
        ({"download": 2, "doc_view": 20, "issue": 3}, 2000, "OQL1"),
        ({"download": 2, "doc_view": 99, "issue": 9, "blog_view_high_value": 9}, 2200, "OQL1"),
    ],
)
def test_one_days_activities_to_a_level(counts: dict[str, int], points: int, level: str) -> None:
    rules = read_rules()
    told = explain(rules, [(START, kind, count) for kind, count in counts.items()], START, 30)
    score = sum(day.credited for day in told)
    assert (score, rules.level_name(rules.level_of(score))) == (points, level)


@pytest.mark.parametrize(
    ("downloads", "doc_views", "points", "level"),
    [(4, 79, 3975, "OQL1"), (4, 80, 4000, "OQL2"), (10, 79, 6975, "OQL2"), (10, 80, 7000, "OQL3")],
)
def test_one_months_activities_to_a_level(
    downloads: int, doc_views: int, points: int, level: str
) -> None:
    """One download on every third day, the views on four days."""
    rules = read_rules()
    tallies = [(START - 3 * ago, "download", 1) for ago in range(downloads)]
    tallies += [
        (START - ago, "doc_view", doc_views // 4 + (ago < doc_views % 4)) for ago in (0, 1, 2, 3)
    ]
    score = sum(day.credited for day in explain(rules, tallies, START, 30))
    assert (score, rules.level_name(rules.level_of(score))) == (points, level)


@pytest.mark.parametrize(
    ("levels", "level", "since", "former"),
    [
        ("0000", 0, NEVER, False),
        ("0011", 1, START + 2, False),
        ("3311", 1, START + 2, False),
        ("3333", 3, START, False),
        ("0120", 0, START + 3, True),
        ("1001", 1, START + 3, False),
        ("1000", 0, START + 1, True),
        ("1", 1, START, False),
        ("0", 0, NEVER, False),
    ],
)
def test_standing_on_the_last_day(levels: str, level: int, since: int, former: bool) -> None:
    standing = standings(series(levels)[np.newaxis], START)
    assert standing.level.tolist() == [level]
    assert standing.since.tolist() == [since]
    assert standing.former.tolist() == [former]


def test_runs_tell_rises_falls_and_how_long() -> None:
    told = runs(series("0012200"), START)
    assert told == (
        Run(0, False, START, START + 1),
        Run(1, False, START + 2, START + 2),
        Run(2, False, START + 3, START + 4),
        Run(0, True, START + 5, START + 6),
    )
    assert [run.days for run in told] == [2, 1, 2, 2]


@given(st.lists(st.text("0123", min_size=12, max_size=12), min_size=1, max_size=6))
def test_standings_are_the_last_runs(companies: list[str]) -> None:
    standing = standings(np.array([series(levels) for levels in companies]), START)
    last = [runs(series(levels), START)[-1] for levels in companies]
    since = [run.first if run.level or run.former else NEVER for run in last]
    assert standing.level.tolist() == [run.level for run in last]
    assert standing.former.tolist() == [run.former for run in last]
    assert standing.since.tolist() == since


@pytest.mark.parametrize(
    ("levels", "expected", "start"),
    [
        pytest.param("0000", [], None, id="never"),
        pytest.param("0033", [(2, 3)], 2, id="risen"),
        pytest.param("3300", [(0, 1)], None, id="fallen"),
        pytest.param("3003", [(0, 3)], 0, id="a gap of two is forgiven"),
        pytest.param("30003", [(0, 0), (4, 4)], 4, id="a gap of three is not"),
        pytest.param("3003000300", [(0, 3), (7, 7)], None, id="merged, then parted"),
        pytest.param("3222003", [(0, 0), (6, 6)], 6, id="one level below is below"),
        pytest.param("3", [(0, 0)], 0, id="one day"),
    ],
)
def test_episodes(levels: str, expected: list[tuple[int, int]], start: int | None) -> None:
    """At level 3, told again after 3 days below."""
    stays = tuple(Episode(START + first, START + last) for first, last in expected)
    assert episodes(series(levels), START, 3, 3) == stays
    begun = None if start is None else START + start
    assert episode_start(series(levels), START, 3, 3) == begun


@given(st.text("03", min_size=1, max_size=60), st.integers(1, 14))
def test_episodes_cover_each_day_at_the_level_and_lie_apart(levels: str, again: int) -> None:
    stays = episodes(series(levels), START, 3, again)
    at = [START + day for day, level in enumerate(levels) if level == "3"]
    covered = [day for day in at if any(stay.first <= day <= stay.last for stay in stays)]
    assert covered == at
    assert all(stay.first in at and stay.last in at for stay in stays)
    gaps = [later.first - stay.last - 1 for stay, later in pairwise(stays)]
    assert all(gap >= again for gap in gaps)


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        pytest.param("0000", (), id="never there"),
        pytest.param("3333", (), id="still there"),
        pytest.param("0330", (), id="two days are too few"),
        pytest.param("03330", (4,), id="three are enough"),
        pytest.param("33302", (3,), id="from the first day on"),
        pytest.param("3332333", (3,), id="one level below is below"),
        pytest.param("33300333133", (3, 8), id="fallen twice"),
        pytest.param("3303300", (), id="a gap begins the count anew"),
    ],
)
def test_falls_after_three_days_there(levels: str, expected: tuple[int, ...]) -> None:
    assert falls(series(levels), START, 3, 3) == tuple(START + day for day in expected)


@given(st.text("0123", min_size=1, max_size=60), st.integers(0, 9), st.integers(1, 3))
def test_each_fall_ends_a_run_that_was_long_enough(levels: str, days: int, at: int) -> None:
    there = "".join("x" if int(letter) >= at else "." for letter in levels)
    long = [
        day
        for day in range(1, len(there))
        if there[day] == "." and there[:day].endswith("x" * max(1, days))
    ]
    assert falls(series(levels), START, at, days) == tuple(START + day for day in long)


def test_a_level_without_points_asks_for_those_below_it() -> None:
    scores = np.array([[0, 999, 1000, 7000]])
    assert level_series(scores, (0, 1000, 1000, 7000)).tolist() == [[1, 1, 3, 4]]
