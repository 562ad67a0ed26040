"""The reasons of a score: they name the cap that cut, and add up to the score exactly."""

from datetime import UTC, datetime, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scoring.kernel import WINDOWS, Caps, best, gather
from scoring.rules import read_rules
from scoring.why import DayCredit, Earning, explain, spread

TODAY = 20_000
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
RULES = read_rules()


def test_each_cap_is_named_where_it_cuts() -> None:
    tallies = [
        (TODAY - 9, "download", 1),
        (TODAY - 8, "download", 4),
        (TODAY - 4, "download", 2),
        (TODAY, "download", 1),
        *((TODAY - ago, "issue", 2) for ago in range(5)),
        (TODAY, "pull_request", 1),
        (TODAY, "star", 7),
        (TODAY, "carrier_pigeon", 7),
    ]
    told = explain(RULES, tallies, TODAY, 30)
    assert told == (
        DayCredit("download", TODAY - 9, 500, 500, None),
        DayCredit("download", TODAY - 8, 2000, 1000, "day"),
        DayCredit("download", TODAY - 4, 1000, 500, "week"),
        DayCredit("download", TODAY, 500, 500, None),
        *(DayCredit("community", TODAY - ago, 400, 400, None) for ago in (4, 3, 2, 1)),
        DayCredit("community", TODAY, 900, 400, "month"),
    )


def test_silence_has_no_reasons() -> None:
    assert explain(RULES, [], TODAY, 90) == ()


@given(
    st.lists(
        st.tuples(
            st.integers(TODAY - 100, TODAY),
            st.sampled_from([*RULES.kinds, "unknown_kind"]),
            st.integers(1, 60),
        ),
        max_size=60,
    ),
    st.sampled_from(WINDOWS),
)
def test_reasons_add_up_to_the_score(tallies: list[tuple[int, str, int]], window: int) -> None:
    names = list(RULES.categories)
    known = [
        (names.index(RULES.kinds[k][0]), d, RULES.kinds[k][1] * n)
        for d, k, n in tallies
        if k in RULES.kinds
    ]
    points = gather(*np.array(known, np.int64).reshape(-1, 3).T)
    score = best(points, Caps.of(RULES.caps), 1, TODAY, window)[0].tolist()
    told = explain(RULES, tallies, TODAY, window)
    by_name = [sum(day.credited for day in told if day.category == name) for name in names]
    assert by_name == score
    assert all((day.cut is None) == (day.credited == day.raw) for day in told)


def test_credit_goes_by_time_then_id_and_the_last_one_gets_what_is_left() -> None:
    late = Earning(NOON + timedelta(hours=1), "a", 200)
    second, first = Earning(NOON, "c", 200), Earning(NOON, "b", 200)
    assert spread(500, [late, second, first]) == ((first, 200), (second, 200), (late, 100))


@given(
    st.lists(st.tuples(st.integers(0, 5), st.text("ab", max_size=2), st.integers(0, 500))),
    st.integers(0, 3_000),
)
def test_shares_add_up_to_the_credit(drawn: list[tuple[int, str, int]], cap: int) -> None:
    earnings = [Earning(NOON + timedelta(minutes=late), id_, n) for late, id_, n in drawn]
    credited = min(cap, sum(earning.points for earning in earnings))
    shares = spread(credited, earnings)
    assert sum(share for _, share in shares) == credited
    assert all(0 <= share <= earning.points for earning, share in shares)
    assert len(shares) == len(earnings)
