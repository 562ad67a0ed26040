"""Which days a report is about: what people type, and what they are told of what they cannot."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reporting.spans import SpanError, begins, days, parse, this_quarter

TODAY = date(2026, 11, 22)
FOURTH = ("2026-10-01", "2026-11-22", "the fourth quarter of 2026", True)
THIRD = ("2026-07-01", "2026-09-30", "the third quarter of 2026", False)


@pytest.mark.parametrize(
    ("typed", "span"),
    [
        ("", FOURTH),
        ("this quarter", FOURTH),
        ("2026-Q4", FOURTH),
        ("2026-q3", THIRD),
        ("Q3", THIRD),
        ("q3 2026", THIRD),
        ("Q3/2026", THIRD),
        ("last  QUARTER", THIRD),
        ("from 2026-07-01 to 2026-09-30", THIRD),
        ("2026-07-01 – 2026-09-30", THIRD),
        ("from 2026-10-01 to 2026-12-31", FOURTH),
        ("2026-07", ("2026-07-01", "2026-07-31", "July 2026", False)),
        ("last month", ("2026-10-01", "2026-10-31", "October 2026", False)),
        ("this month", ("2026-11-01", "2026-11-22", "November 2026", True)),
        ("2024-02", ("2024-02-01", "2024-02-29", "February 2024", False)),
        ("2025", ("2025-01-01", "2025-12-31", "2025", False)),
        ("last year", ("2025-01-01", "2025-12-31", "2025", False)),
        ("this year", ("2026-01-01", "2026-11-22", "2026", True)),
        (
            "from 2026-07-02 to 2026-07-04",
            ("2026-07-02", "2026-07-04", "2 July 2026 to 4 July 2026", False),
        ),
        (
            "since 2026-11-20",
            ("2026-11-20", "2026-11-22", "20 November 2026 to 22 November 2026", False),
        ),
    ],
)
def test_what_people_type(typed: str, span: tuple[str, str, str, bool]) -> None:
    read = parse(typed, TODAY)
    assert (str(read.first), str(read.last), read.name, read.goes_on) == span


def test_a_quarter_without_a_year_is_the_last_one_that_began() -> None:
    assert parse("Q4", date(2026, 9, 30)).first == date(2025, 10, 1)
    assert parse("last quarter", date(2026, 2, 3)).name == "the fourth quarter of 2025"
    assert parse("last month", date(2026, 1, 31)).name == "December 2025"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("yesterday", "'yesterday' names no days. Say `2026-Q3`"),
        ("2026-Q5", "'2026-Q5' names no days"),
        ("2026-13", "2026-13 is no month: write it as 2026-07."),
        ("from 2026-02-30 to 2026-03-01", "2026-02-30 is no day"),
        ("from 2026-09-30 to 2026-07-01", "2026-09-30 is after 2026-07-01"),
        ("2027-Q1", "The first quarter of 2027 has not begun: today is 2026-11-22."),
        ("2026-12", "December 2026 has not begun"),
        ("1969", "1969-01-01 is too long ago"),
        ("0000-Q1", "is too long ago"),
        ("0000", "0000-01-01 is no day"),
    ],
)
def test_what_names_no_days(typed: str, said: str) -> None:
    with pytest.raises(SpanError) as error:
        parse(typed, TODAY)
    assert said in str(error.value)


@given(st.text(max_size=40))
def test_whatever_is_typed_is_read_or_refused(typed: str) -> None:
    try:
        read = parse(typed, TODAY)
    except SpanError:
        return
    assert read.first <= read.last <= TODAY


@given(st.dates(date(1990, 1, 1), TODAY), st.dates(date(1990, 1, 1), TODAY))
def test_a_span_is_the_days_that_were_asked_for(one: date, other: date) -> None:
    first, last = sorted((one, other))
    read = days(first, last, TODAY)
    is_this_quarter = (first, last) == (date(2026, 10, 1), TODAY)
    assert (read.first, read.last, read.goes_on) == (first, last, is_this_quarter)


@pytest.mark.parametrize(
    ("typed", "quarters"),
    [
        ("2026-Q3", 1),
        ("", 1),
        ("2025", 4),
        ("2026", 4),
        ("2026-07", 0),
        ("2026-08", 0),
        ("from 2026-01-01 to 2026-06-30", 2),
        ("from 2026-07-01 to 2026-10-05", 0),
        ("from 2026-07-02 to 2026-09-30", 0),
    ],
)
def test_how_many_goals_a_span_has(typed: str, quarters: int) -> None:
    assert parse(typed, TODAY).quarters == quarters


def test_the_month_that_goes_on_has_no_quarters_goal() -> None:
    assert parse("this month", date(2026, 10, 15)).quarters == 0


def test_days_from_the_quarters_first_until_today_bear_its_name() -> None:
    assert days(date(2026, 10, 1), TODAY, TODAY) == this_quarter(TODAY)


def test_days_begin_where_the_ledger_is() -> None:
    zone = ZoneInfo("America/New_York")
    assert begins(date(2026, 7, 1), zone) == datetime(2026, 7, 1, 4, tzinfo=UTC)
    first, after = this_quarter(date(2026, 11, 22)).moments(zone)
    assert first == datetime(2026, 10, 1, 4, tzinfo=UTC)
    assert after == datetime(2026, 11, 23, 5, tzinfo=UTC)
