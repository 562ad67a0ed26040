"""The kernel against three that share nothing with it: a linear programme, every possible credit of
tiny cases, and a plain loop.

The linear programme knows only the definition (the largest total that keeps every cap), so it also
proves that taking early loses nothing. Hundreds of cases are one programme: they share no unknown,
so each of them is at its own maximum.
"""

from itertools import product

import numpy as np
import numpy.typing as npt
import pytest

from scoring.kernel import WINDOWS, Caps, best, gather
from tests.scoring.reference import Limits, best_credit

CASES = 110  # a seed and window: 2,310 in all
SEEDS = 7
LAST_DAY = 20_400


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


def by_linear_programme(cases: list[tuple[npt.NDArray[np.int64], Limits]]) -> list[int]:
    """Each case's maximum; the unknowns are its credits added up to the end of each day."""
    from scipy import sparse  # here: a second that only one process of the tests needs
    from scipy.optimize import linprog

    days = len(cases[0][0])
    spans, bounds = [], []
    for number, (raw, (day, week, month)) in enumerate(cases):
        most = raw if day is None else np.minimum(raw, day)
        for span, caps in ((1, most), (7, week), (30, month), (-1, np.zeros(days))):
            if caps is None:
                continue
            for start in range(max(0, -span), days + 1 - max(0, span)):
                at = number * (days + 1) + start
                spans.append((at, at + span))
                cap = caps if isinstance(caps, int) else caps[min(start, start + span)]
                bounds.append(cap)
    rows = np.arange(len(spans))
    begin, end = np.array(spans).T
    size = len(cases) * (days + 1)
    one = np.ones(len(rows))
    matrix = sparse.csr_array((one, (rows, end)), (len(rows), size)) - sparse.csr_array(
        (one, (rows, begin)), (len(rows), size)
    )
    goal = np.zeros(size)
    goal[days :: days + 1] = -1
    limits = np.tile([0, np.inf], (size, 1))
    limits[:: days + 1] = 0
    found = linprog(goal, A_ub=matrix, b_ub=np.array(bounds, float), bounds=limits)
    assert found.success, found.message
    totals: list[int] = np.rint(found.x[days :: days + 1]).astype(int).tolist()
    return totals


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("seed", range(SEEDS))
def test_the_kernel_reaches_the_linear_programmes_maximum(seed: int, window: int) -> None:
    random = np.random.default_rng([seed, window])
    cases = [(draw_points(random, window), draw_limits(random)) for _ in range(CASES)]
    days = np.arange(LAST_DAY - window + 1, LAST_DAY + 1)
    categories = np.repeat(np.arange(CASES), window)
    points = gather(categories, np.tile(days, CASES), np.concatenate([raw for raw, _ in cases]))
    score = best(points, Caps.of([limits for _, limits in cases]), 1, LAST_DAY, window)
    assert score.tolist() == [by_linear_programme(cases)]


@pytest.mark.parametrize("days", [(0, 1, 6, 7), (0, 6, 12, 13), (0, 23, 29, 30), (0, 29, 30, 36)])
def test_no_choice_of_credits_is_better_in_tiny_cases(days: tuple[int, ...]) -> None:
    """All points of up to 2 on four days, under all caps up to 3: every credit that keeps them."""
    capses: list[Limits] = list(product((1, None), (1, 2, 3, None), (1, 2, 3, None)))
    raws = list(product((0, 1, 2), repeat=len(days)))
    pair, at = np.indices((len(raws) * len(capses), len(days)))
    raw = np.repeat(raws, len(capses), axis=0)
    offsets = LAST_DAY - 59 + np.array(days)
    points = gather(pair.ravel(), offsets[at].ravel(), raw.ravel())
    found = best(points, Caps.of(capses), len(raws), LAST_DAY, 60)
    credit = np.array(raws)
    kept = {
        span: np.max(
            [credit[:, [start <= day < start + span for day in days]].sum(1) for start in days], 0
        )
        for span in (1, 7, 30)
    }
    for row, most in zip(found, raws, strict=True):
        possible = (credit <= most).all(axis=1)
        for score, caps in zip(row, capses, strict=True):
            held = possible.copy()
            for span, cap in zip((1, 7, 30), caps, strict=True):
                held &= cap is None or kept[span] <= cap
            assert score == credit[held].sum(axis=1).max()


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
        best_credit(raw[-window:].tolist(), limits[number % len(limits)])
        for number, raw in enumerate(matrix)
    ]
    assert score == expected
