"""Spans of days: together they are what they were before, and none is lost or told twice."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ledger.days import DAY, Days

FIRST = date(2026, 1, 1)
EVERY = [FIRST + number * DAY for number in range(-2, 14)]


def _days(ends: tuple[int | None, int | None]) -> Days:
    first, last = (None if at is None else FIRST + timedelta(days=at) for at in ends)
    return Days(last, first) if first and last and first > last else Days(first, last)


END = st.none() | st.integers(0, 11)
SPAN = st.tuples(END, END).map(_days)


def _held(spans: list[Days]) -> list[date]:
    return sorted(day for span in spans for day in EVERY if span.holds(day))


@given(SPAN, SPAN)
def test_what_is_within_and_what_is_without_make_the_whole(one: Days, other: Days) -> None:
    both = one.within(other)
    assert _held([*one.without(other), *([both] if both else [])]) == _held([one])
    assert _held([both] if both else []) == [day for day in _held([one]) if other.holds(day)]


@given(SPAN, SPAN)
def test_to_have_days_in_common_is_mutual(one: Days, other: Days) -> None:
    assert one.within(other) == other.within(one)


def test_days_without_end_hold_every_day() -> None:
    assert all(Days().holds(day) for day in (date.min, FIRST, date.max))
    assert Days(FIRST, None).without(Days(FIRST + DAY, None)) == [Days(FIRST, FIRST)]
