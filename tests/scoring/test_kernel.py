"""The score's definition, by cases that a reader can add up and by properties over random ones."""

from collections.abc import Iterable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.kernel import DAY_LIMIT, WINDOWS, Caps, best, credits, gather

COMPANIES = 3
LAST_DAY = 20_000
Row = tuple[int, int, int]

limits = st.one_of(st.none(), st.integers(0, 3_000))
capses = st.lists(st.tuples(limits, limits, limits), min_size=2, max_size=2).map(Caps.of)
rows = st.tuples(
    st.integers(0, COMPANIES * 2 - 1),
    st.integers(LAST_DAY - 100, LAST_DAY),
    st.integers(0, 2_500),
)
activities = st.lists(rows, max_size=60)
windows = st.sampled_from(WINDOWS)


def score(activity: Iterable[Row], caps: Caps, last_day: int, window: int) -> list[list[int]]:
    pair, day, raw = np.array(list(activity), np.int64).reshape(-1, 3).T
    matrix: list[list[int]] = best(
        gather(pair, day, raw), caps, COMPANIES, last_day, window
    ).tolist()
    return matrix


@pytest.mark.parametrize(
    ("caps", "by_day", "window", "expected"),
    [
        pytest.param((500, None, 2000), {}, 30, 0, id="silence"),
        pytest.param((500, None, 2000), {0: 125}, 30, 125, id="below every cap"),
        pytest.param((500, None, 2000), {0: 1250}, 30, 500, id="day cap"),
        pytest.param((500, None, 2000), dict.fromkeys(range(5), 500), 30, 2000, id="month cap"),
        pytest.param((500, None, 2000), {0: 500, 29: 500}, 30, 1000, id="window's first day"),
        pytest.param((500, None, 2000), {0: 500, 30: 500}, 30, 500, id="day before the window"),
        pytest.param((500, None, 2000), dict.fromkeys(range(60), 500), 60, 4000, id="two months"),
        pytest.param((500, None, 2000), dict.fromkeys(range(90), 500), 90, 6000, id="three months"),
        pytest.param((1000, 2000, 5000), {0: 1000, 6: 1500}, 30, 2000, id="week not yet full"),
        pytest.param((1000, 2000, 5000), {0: 1000, 3: 1000, 6: 1000}, 30, 2000, id="week cap"),
        pytest.param((1000, 2000, 5000), {0: 1000, 3: 1000, 7: 1000}, 30, 3000, id="week is over"),
        pytest.param((1000, 2000, 5000), dict.fromkeys(range(30), 1000), 30, 5000, id="every day"),
        pytest.param((None, None, None), {0: 12345, 1: 1}, 30, 12346, id="no caps"),
        pytest.param((None, None, None), {0: 2 * DAY_LIMIT}, 30, DAY_LIMIT, id="limit of a day"),
        pytest.param((None, 0, None), {0: 100}, 30, 0, id="a cap of nothing"),
        pytest.param((900, 500, None), {0: 900, 7: 900}, 30, 1000, id="week below day"),
    ],
)
def test_cases(
    caps: tuple[int | None, int | None, int | None],
    by_day: dict[int, int],
    window: int,
    expected: int,
) -> None:
    """Keys of `by_day` are days before the last one."""
    activity = [(0, LAST_DAY - ago, raw) for ago, raw in by_day.items()]
    assert score(activity, Caps.of([caps]), LAST_DAY, window) == [[expected], [0], [0]]


def test_fifty_views_of_a_tenth_are_exactly_five_points() -> None:
    views = [(0, LAST_DAY, 10)] * 50
    assert score(views, Caps.of([(None, None, None)]), LAST_DAY, 30)[0] == [500]


def test_a_day_beyond_32_bits_is_cut_by_its_cap_and_not_by_overflow() -> None:
    flood = [(0, LAST_DAY, 2**40)]
    assert score(flood, Caps.of([(500, None, 2000)]), LAST_DAY, 30)[0] == [500]


def test_credits_name_the_room_that_each_cap_left() -> None:
    days = [LAST_DAY - 2, LAST_DAY - 1, LAST_DAY]
    points = gather([0, 0, 0], days, [1000, 700, 900])
    granted = credits(points, Caps.of([(1000, 2000, 5000)]), LAST_DAY, 30)
    assert granted.credit.tolist() == [1000, 700, 300]
    assert granted.week_room.tolist() == [2000, 1000, 300]
    assert granted.month_room.tolist() == [5000, 4000, 3300]


@given(activities, capses, windows, activities)
def test_more_activity_never_lowers_a_score(
    activity: list[Row], caps: Caps, window: int, more: list[Row]
) -> None:
    before = np.array(score(activity, caps, LAST_DAY, window))
    after = np.array(score([*activity, *more], caps, LAST_DAY, window))
    assert (after >= before).all()


@given(st.data(), activities, capses, windows)
def test_order_of_arrival_never_matters(
    data: st.DataObject, activity: list[Row], caps: Caps, window: int
) -> None:
    shuffled = data.draw(st.permutations(activity))
    assert score(shuffled, caps, LAST_DAY, window) == score(activity, caps, LAST_DAY, window)


@given(activities, capses, windows)
def test_a_score_never_rises_in_silence(activity: list[Row], caps: Caps, window: int) -> None:
    series = [score(activity, caps, LAST_DAY + wait, window) for wait in range(0, window + 5, 5)]
    assert (np.diff(np.array(series), axis=0) <= 0).all()


@given(activities, capses, windows, st.integers(-400, 400))
def test_the_calendar_never_matters(
    activity: list[Row], caps: Caps, window: int, shift: int
) -> None:
    later = [(pair, day + shift, raw) for pair, day, raw in activity]
    assert score(later, caps, LAST_DAY + shift, window) == score(activity, caps, LAST_DAY, window)


@given(activities, capses, windows)
def test_credits_keep_every_cap_and_add_up_to_the_score(
    activity: list[Row], caps: Caps, window: int
) -> None:
    pair, day, raw = np.array(activity, np.int64).reshape(-1, 3).T
    granted = credits(gather(pair, day, raw), caps, LAST_DAY, window)
    matrix = np.zeros((COMPANIES * 2, window), np.int64)
    matrix[granted.rows.pair, granted.rows.day - LAST_DAY + window - 1] = granted.credit
    assert (granted.credit >= 0).all()
    assert (granted.credit <= granted.rows.raw).all()
    for span, cap in ((1, caps.day), (7, caps.week), (30, caps.month)):
        held = np.lib.stride_tricks.sliding_window_view(matrix, span, axis=1).sum(axis=2)
        assert (held <= np.tile(cap, COMPANIES)[:, np.newaxis]).all()
    assert matrix.sum(axis=1).reshape(COMPANIES, 2).tolist() == score(
        activity, caps, LAST_DAY, window
    )
