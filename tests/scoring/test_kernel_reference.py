"""The kernel against two that share nothing with it: a linear programme, and a plain loop.

The linear programme knows only the definition (the largest total that keeps every cap), so it also
proves that taking early loses nothing. The plain loop is fast enough for thousands of cases.
"""

import numpy as np
import numpy.typing as npt
import pytest
from scipy.optimize import linprog

from scoring.kernel import WINDOWS, Caps, best, gather

CASES = 300
LAST_DAY = 20_400
Limits = tuple[int | None, int | None, int | None]


def draw_limits(random: np.random.Generator) -> Limits:
    day, week, month = random.integers(0, [1_000, 3_000, 6_000]).tolist()
    missing = random.random(3) < 0.25
    return (
        None if missing[0] else day,
        None if missing[1] else week,
        None if missing[2] else month,
    )


def draw_points(random: np.random.Generator, days: int) -> npt.NDArray[np.int64]:
    active = random.random(days) < random.choice([0.05, 0.3, 0.9])
    return np.where(active, random.integers(0, 1_500, days), 0)


def by_linear_programme(raw: npt.NDArray[np.int64], limits: Limits) -> int:
    window = len(raw)
    day, week, month = limits
    most = raw if day is None else np.minimum(raw, day)
    spans, bounds = [], []
    for span, cap in ((7, week), (30, month)):
        if cap is not None:
            for start in range(window - span + 1):
                spans.append((np.arange(window) >= start) & (np.arange(window) < start + span))
                bounds.append(cap)
    found = linprog(
        -np.ones(window),
        A_ub=np.array(spans, float).reshape(-1, window),
        b_ub=np.array(bounds, float),
        bounds=np.column_stack([np.zeros(window), most]),
    )
    assert found.success, found.message
    return round(float(-found.fun))


def by_plain_loop(raw: list[int], limits: Limits) -> int:
    day, week, month = limits
    credit: list[int] = []
    for points in raw:
        room = [points]
        if day is not None:
            room.append(day)
        if week is not None:
            room.append(week - sum(credit[-6:]))
        if month is not None:
            room.append(month - sum(credit[-29:]))
        credit.append(min(room))
    return sum(credit)


@pytest.mark.parametrize("seed", range(CASES))
def test_the_kernel_reaches_the_linear_programmes_maximum(seed: int) -> None:
    random = np.random.default_rng(seed)
    window = WINDOWS[seed % 3]
    raw, limits = draw_points(random, window), draw_limits(random)
    points = gather(np.zeros(window, int), np.arange(LAST_DAY - window + 1, LAST_DAY + 1), raw)
    score = best(points, Caps.of([limits]), 1, LAST_DAY, window)
    assert score.tolist() == [[by_linear_programme(raw, limits)]]


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("seed", range(4))
def test_the_kernel_equals_a_plain_loop_over_each_of_many_companies(seed: int, window: int) -> None:
    random = np.random.default_rng([seed, window])
    companies, span = 200, 100
    limits = [draw_limits(random) for _ in range(4)]
    matrix = np.array([draw_points(random, span) for _ in range(companies * len(limits))])
    pair, offset = np.nonzero(matrix)
    shuffled = random.permutation(len(pair))
    pair, offset = pair[shuffled], offset[shuffled]
    points = gather(pair, LAST_DAY - span + 1 + offset, matrix[pair, offset])
    score = best(points, Caps.of(limits), companies, LAST_DAY, window).ravel().tolist()
    expected = [
        by_plain_loop(raw[-window:].tolist(), limits[number % len(limits)])
        for number, raw in enumerate(matrix)
    ]
    assert score == expected
