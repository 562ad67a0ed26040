"""What would lift a company: done as it is said it lifts, one less does not, and idle it falls."""

from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import series
from scoring.counts import Counts
from scoring.lifting import AHEAD, Deeds, Hold, hold, lift
from scoring.rules import read_rules
from scoring.rules_model import Rules
from tests.scoring.reference import KINDS, LAST_DAY, Activity, columns, level, score

RULES = read_rules(Path(str(files("rules") / "points.toml")))
SIGNALS = read_rules(Path(str(files("rules") / "signals.toml")))
OQL1, OQL2, OQL3 = 1, 2, 3
WINDOW = RULES.window_days

done = st.lists(
    st.builds(
        Activity,
        st.just(0),
        st.integers(0, 3),
        st.integers(LAST_DAY - 45, LAST_DAY),
        st.sampled_from(KINDS),
        st.just(""),
        st.integers(1, 12),
    ),
    max_size=25,
)


def counts_of(rules: Rules, activities: list[Activity]) -> Counts:
    """The only company's columns, with all kinds and topics of the rules."""
    kinds, found = tuple(rules.kinds), columns(activities, 1)
    number = [kinds.index(one) if one in kinds else len(kinds) for one in KINDS]
    kind = np.array([*number, len(kinds)], np.int32)[found.kind]
    return replace(found, kinds=kinds, kind=kind, topics=rules.topics, topic=found.topic * 0)


def points(activities: list[Activity], day: int) -> int:
    return sum(score(RULES, activities, day, WINDOW))


def do(activities: list[Activity], deeds: Deeds, days: int) -> tuple[list[Activity], int]:
    """Does them, on each day as many as count; returns how many were left over."""
    left = deeds.count
    for day in range(LAST_DAY, LAST_DAY + days):
        while left:
            more = [*activities, Activity(0, 1, day, deeds.kind)]
            if points(more, day) == points(activities, day):
                break
            activities, left = more, left - 1
    return activities, left


def everything(days: int) -> list[Activity]:
    """Whatever counts, on each of these days."""
    return [
        Activity(0, 1, day, kind, count=2_000)
        for day in range(LAST_DAY, LAST_DAY + days)
        for kind in RULES.kinds
    ]


@given(done, st.sampled_from((OQL1, OQL2, OQL3)))
def test_what_it_says_lifts_when_it_is_done(activities: list[Activity], at: int) -> None:
    asked = RULES.thresholds[at - 1]
    if points(activities, LAST_DAY) >= asked:
        return
    found = lift(RULES, counts_of(RULES, activities), LAST_DAY, at)
    last = LAST_DAY + found.days - 1
    if not found.deeds:  # then nothing at all does it within the days that are looked ahead
        assert points([*activities, *everything(AHEAD)], LAST_DAY + AHEAD - 1) < asked
        return
    assert points([*activities, *everything(found.days - 1)], last - 1) < asked, "not the soonest"
    ways = [found.deeds] if found.together else [(one,) for one in found.deeds]
    for way in ways:
        after = activities
        for one in way:
            after, left = do(after, one, found.days)
            assert left == 0  # each of them counts
        assert points(after, last) >= asked
        if len(way) == 1:  # and none of them is too many
            fewer, _ = do(activities, replace(way[0], count=way[0].count - 1), found.days)
            assert points(fewer, last) < asked


@given(done)
def test_a_category_is_full_where_nothing_more_counts_today(activities: list[Activity]) -> None:
    found = lift(RULES, counts_of(RULES, activities), LAST_DAY, OQL3)
    names = list(RULES.categories)
    now = score(RULES, activities, LAST_DAY, WINDOW)
    for at, name in enumerate(names):
        kind = next(iter(RULES.categories[name].kinds))
        more = score(
            RULES, [*activities, Activity(0, 1, LAST_DAY, kind, count=400)], LAST_DAY, WINDOW
        )
        assert (name in found.full) == (more[at] == now[at])


@given(done)
def test_a_level_stands_as_long_as_it_says_and_not_a_day_longer(
    activities: list[Activity],
) -> None:
    counts, until = counts_of(RULES, activities), LAST_DAY + RULES.longest_window
    [block] = series.series(RULES, counts, LAST_DAY, until)
    now = points(activities, LAST_DAY)
    found = hold(RULES, block.levels[0], now, LAST_DAY)
    at = level(RULES, activities, LAST_DAY, now)
    if at == 0:
        assert found is None
        return
    assert found is not None and found.until is not None
    assert now - found.points == RULES.thresholds[at - 1]
    assert points(activities, found.until) >= RULES.thresholds[at - 1]
    assert points(activities, found.until + 1) < RULES.thresholds[at - 1]


@pytest.mark.parametrize(
    ("activities", "at", "deeds", "days", "together", "full"),
    [
        (  # five points short: whichever category, one way each
            [Activity(0, 1, LAST_DAY, "issue", count=2), Activity(0, 1, LAST_DAY - 9, "download")],
            OQL1,
            {"docs": (2, 200), "blog": (2, 200), "website": (2, 200), "download": (1, 500)},
            1,
            False,
            {},
        ),
        (  # community had its day, downloads their week
            [
                Activity(0, 1, LAST_DAY, "issue", count=4),
                Activity(0, 1, LAST_DAY - 1, "download", count=2),
                Activity(0, 1, LAST_DAY - 2, "download", count=2),
                Activity(0, 1, LAST_DAY - 20, "doc_view", count=16),
            ],
            OQL2,
            {"docs": (5, 500), "website": (5, 500), "blog": (1, 100)},
            1,
            True,
            {"community": "day", "download": "week"},
        ),
        (  # nothing was ever done: two categories today, before one that needs two days
            [],
            OQL1,
            {"download": (2, 1000), "docs": (1, 100)},
            1,
            True,
            {},
        ),
    ],
)
def test_what_is_said(
    activities: list[Activity],
    at: int,
    deeds: dict[str, tuple[int, int]],
    days: int,
    together: bool,
    full: dict[str, str],
) -> None:
    found = lift(RULES, counts_of(RULES, activities), LAST_DAY, at)
    assert {one.category: (one.count, one.points) for one in found.deeds} == deeds
    assert (found.days, found.together, dict(found.full)) == (days, together, full)


@pytest.mark.parametrize(("ago", "days"), [(0, 2), (1, 2), (2, AHEAD), (3, 2)])
def test_nothing_is_said_of_a_day_on_which_a_gate_holds_no_more(
    tmp_path: Path, ago: int, days: int
) -> None:
    """A gate that lacks something today is asked beside the points, and hides none of them."""
    text = (files("rules") / "points.toml").read_text(encoding="utf-8")
    head, tail = text.split('[[levels]]\nname = "OQL2"')
    gate = '[[levels.gates]]\nkinds = ["star"]\nneeds = "days_since <= 2"\n\n'
    (tmp_path / "lately.toml").write_text(f'{head}{gate}[[levels]]\nname = "OQL2"{tail}')
    lately = read_rules(tmp_path / "lately.toml")
    counts = counts_of(lately, [Activity(0, 1, LAST_DAY - ago, "star")])
    found = lift(lately, counts, LAST_DAY, OQL2)
    assert (found.days, found.together) == (days, days == 2)


def test_a_level_without_points_has_none_to_lose() -> None:
    assert hold(SIGNALS, np.array([1, 1, 0]), 700, 10) == Hold(700, 11)
    assert hold(SIGNALS, np.array([1, 1, 1]), 700, 10) == Hold(700, None)
