"""Which days a digest is about: a week, the last whole month or quarter; which is due when."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests.spans import Period, due_on, span_of

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("period", "until", "first", "last", "title"),
    [
        ("week", "2026-11-16", "2026-11-09", "2026-11-15", "week to 15 Nov 2026"),
        ("week", "2026-01-05", "2025-12-29", "2026-01-04", "week to 4 Jan 2026"),
        ("month", "2026-12-07", "2026-11-01", "2026-11-30", "November 2026"),
        ("month", "2026-12-01", "2026-11-01", "2026-11-30", "November 2026"),
        ("month", "2026-11-30", "2026-10-01", "2026-10-31", "October 2026"),
        ("month", "2026-01-05", "2025-12-01", "2025-12-31", "December 2025"),
        ("month", "2028-03-06", "2028-02-01", "2028-02-29", "February 2028"),
        ("quarter", "2027-01-04", "2026-10-01", "2026-12-31", "Q4 2026"),
        ("quarter", "2026-12-31", "2026-07-01", "2026-09-30", "Q3 2026"),
        ("quarter", "2026-04-01", "2026-01-01", "2026-03-31", "Q1 2026"),
    ],
)
def test_which_days(period: str, until: str, first: str, last: str, title: str) -> None:
    span = span_of(Period(period), date.fromisoformat(until))
    assert (span.first.isoformat(), span.last.isoformat(), span.title) == (first, last, title)


@given(st.sampled_from(Period), DAYS)
def test_it_is_over_and_the_next_one_follows_it(period: Period, until: date) -> None:
    span = span_of(period, until)
    assert span.first < span.until <= until
    assert span_of(period, span.until) == span
    assert span_of(period, span.first).until == span.first


@pytest.mark.parametrize(
    ("day", "period"),
    [
        ("2026-11-02", "month"),
        ("2026-11-09", "week"),
        ("2026-11-08", "week"),
        ("2026-11-07", "month"),
        ("2026-10-05", "quarter"),
        ("2026-10-12", "week"),
        ("2027-01-01", "quarter"),
        ("2027-04-07", "quarter"),
        ("2027-05-03", "month"),
    ],
)
def test_which_one_is_due(day: str, period: str) -> None:
    assert due_on(date.fromisoformat(day)) == period


@given(DAYS)
def test_each_month_is_told_once_whatever_the_weekday(day: date) -> None:
    weeks = [day + timedelta(weeks=number) for number in range(53)]
    told = [span_of(Period.MONTH, at).title for at in weeks if due_on(at) is not Period.WEEK]
    assert len(told) == len(set(told)) in (12, 13)
