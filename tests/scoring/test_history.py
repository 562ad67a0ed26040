"""The history of scores: on every day what the kernel says for that day."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import history as module
from scoring.history import history
from scoring.kernel import WINDOWS, Caps, DayPoints, Ints, best, gather

FIRST_DAY, LAST_DAY = 19_970, 20_010
COMPANIES = 5
CAPS = Caps.of([(500, None, 2000), (1000, 2000, 5000), (None, 700, None)])


def whole(points: DayPoints, companies: int, window: int) -> Ints:
    blocks = list(history(points, CAPS, companies, FIRST_DAY, LAST_DAY, window))
    firsts = [first for first, _ in blocks]
    assert firsts == np.cumsum([0, *(len(block) for _, block in blocks)])[:-1].tolist()
    return np.concatenate([block for _, block in blocks])


def day_by_day(points: DayPoints, companies: int, window: int) -> list[list[int]]:
    days = range(FIRST_DAY, LAST_DAY + 1)
    scores = [best(points, CAPS, companies, day, window).sum(axis=1) for day in days]
    matrix: list[list[int]] = np.stack(scores, axis=1).tolist()
    return matrix


@given(
    st.lists(
        st.tuples(
            st.integers(0, COMPANIES * len(CAPS) - 1),
            st.integers(FIRST_DAY - 100, LAST_DAY + 10),
            st.integers(0, 1_500),
        ),
        max_size=80,
    ),
    st.sampled_from(WINDOWS),
)
def test_each_day_is_what_the_kernel_says(rows: list[tuple[int, int, int]], window: int) -> None:
    points = gather(*np.array(rows, np.int64).reshape(-1, 3).T)
    assert whole(points, COMPANIES, window).tolist() == day_by_day(points, COMPANIES, window)


@pytest.mark.parametrize("window", WINDOWS)
def test_busy_companies_in_small_blocks(window: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of one or a few companies and windows give what one block gives."""
    random = np.random.default_rng(window)
    pair = random.integers(0, 40 * len(CAPS), 9_000)
    day = random.integers(FIRST_DAY - window, LAST_DAY + 1, 9_000)
    points = gather(pair, day, random.integers(0, 900, 9_000))
    expected = day_by_day(points, 40, window)
    for cells in (module.BLOCK, 5_000, 300):
        monkeypatch.setattr(module, "BLOCK", cells)
        assert whole(points, 40, window).tolist() == expected


@pytest.mark.parametrize("first_day", [0, 1, 89])
def test_days_near_the_first_one_are_days_like_others(first_day: int) -> None:
    pair, day = [0, 0, 1, 1, 2, 3], [0, 60, 0, 60, 60, 0]
    earliest = gather(pair, np.array(day) + first_day, [100] * 6)
    later = gather(pair, np.array(day) + 20_000, [100] * 6)
    (_, scores), (_, expected) = (
        next(history(points, CAPS, 2, start, start + 60, 90))
        for points, start in ((earliest, first_day), (later, 20_000))
    )
    assert scores.tolist() == expected.tolist()


def test_no_company_has_no_history() -> None:
    assert list(history(gather([], [], []), CAPS, 0, FIRST_DAY, LAST_DAY, 30)) == []
