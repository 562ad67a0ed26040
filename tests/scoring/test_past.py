"""Looking back: weeks, falls and beginnings of stays, each against a plain loop."""

import itertools
import random
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.counts import Ints
from scoring.levels import episodes
from scoring.past import by_week, look_back, points_on, stay_starts, week_ends
from scoring.series import Block
from tests.scoring.reference import (
    COMPANIES,
    LAST_DAY,
    columns,
    draw_activities,
    draw_rules,
    score,
)

BEGIN, TOP = 100, 3
matrices = st.integers(0, 2**32).map(lambda seed: drawn(random.Random(seed)))


def drawn(chance: random.Random) -> Ints:
    """Levels that stay for a while, of a few companies over some weeks."""
    days = chance.randint(3, 40)
    rows = []
    for _ in range(chance.randint(0, 6)):
        row: list[int] = []
        while len(row) < days:
            row += [chance.randint(0, TOP)] * chance.randint(1, 9)
        rows.append(row[:days])
    return np.array(rows, np.int32).reshape(-1, days)


def in_blocks(levels: Ints, size: int) -> Iterator[Block]:
    for start in range(0, len(levels), size):
        some = levels[start : start + size]
        yield Block(start, some * 100, some)


@pytest.mark.parametrize(
    ("first", "last", "ends"),
    [
        (10, 10, [10]),
        (10, 16, [16]),
        (10, 17, [10, 17]),
        (10, 30, [16, 23, 30]),
    ],
)
def test_weeks_end_with_the_last_day(first: int, last: int, ends: list[int]) -> None:
    assert week_ends(first, last).tolist() == ends


def test_days_are_counted_into_their_weeks() -> None:
    days = np.array([10, 11, 17, 17], np.int32)
    assert by_week(days, week_ends(10, 24)).tolist() == [1, 3, 0]


@given(matrices, st.integers(1, 3), st.data())
def test_the_base_and_who_fell(levels: Ints, size: int, data: st.DataObject) -> None:
    days = levels.shape[1]
    first = BEGIN + data.draw(st.integers(1, days - 1))
    last = BEGIN + days - 1
    found = look_back(in_blocks(levels, size), BEGIN, first, last, TOP)
    rows = levels.tolist()
    before = first - 1 - BEGIN
    for week, end in enumerate(week_ends(first, last).tolist()):
        now = end - BEGIN
        for level in range(1, TOP + 1):
            assert found.weeks.at[week, level - 1] == sum(row[now] == level for row in rows)
        moves = [
            (was, is_now)
            for row in rows
            for was, is_now in itertools.pairwise(row[before : now + 1])
            if was != is_now
        ]
        told = found.weeks.entered, found.weeks.left, found.weeks.rose, found.weeks.fell
        assert [int(one[week]) for one in told] == [
            sum(was == 0 for was, _ in moves),
            sum(is_now == 0 for _, is_now in moves),
            sum(0 < was < is_now for was, is_now in moves),
            sum(0 < is_now < was for was, is_now in moves),
        ]
        former = [row for row in rows if row[now] == 0 and any(row[: now + 1])]
        assert found.weeks.former[week] == len(former)
        before = now
    assert found.level.tolist() == [row[-1] for row in rows]
    assert found.once.tolist() == [any(row) for row in rows]
    fell = []
    for number, row in enumerate(rows):
        span = row[first - BEGIN :]
        if span[-1] < max(span):
            since = first + max(n for n, level in enumerate(span) if level == max(span)) + 1
            fell.append((number, max(span), span[-1], since))
    falls = found.falls
    told_rows = zip(falls.company, falls.was, falls.now, falls.since, strict=True)
    assert [tuple(map(int, row)) for row in told_rows] == fell


@given(matrices)
def test_the_base_adds_up(levels: Ints) -> None:
    last = BEGIN + levels.shape[1] - 1
    weeks = look_back(in_blocks(levels, 2), BEGIN, BEGIN + 1, last, TOP).weeks
    after = weeks.at.sum(axis=1)
    before = np.append((levels[:, 0] > 0).sum(), after[:-1])
    assert (before + weeks.entered - weeks.left).tolist() == after.tolist()


@given(matrices, st.integers(1, TOP), st.integers(1, 9))
def test_stays_begin_where_their_episodes_do(levels: Ints, at: int, again: int) -> None:
    found = stay_starts(levels, at, again)
    for row, begins in zip(levels, found, strict=True):
        first_days = [one.first for one in episodes(row, BEGIN, at, again)]
        assert (BEGIN + np.flatnonzero(begins)).tolist() == first_days


@pytest.mark.parametrize("seed", range(8))
def test_points_by_category_on_a_day_of_ones_own(seed: int) -> None:
    chance = random.Random(seed)
    rules, done = draw_rules(chance), draw_activities(chance, LAST_DAY - 150, LAST_DAY)
    companies = [n for n in range(COMPANIES) if chance.random() < 0.8]
    days = [chance.choice((LAST_DAY, LAST_DAY - 20, LAST_DAY - 41)) for _ in companies]
    asked = np.array(companies, np.int32), np.array(days, np.int32)
    found = points_on(rules, columns(done), *asked)
    for row, company, day in zip(found, companies, days, strict=True):
        own = [one for one in done if one.company == company]
        assert row.tolist() == score(rules, own, day, rules.window_days)
