"""Half hours of an access log: the short way to one gives the same as the calendar's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.access_log_line import half_hour, in_half_hour

ZONES = ["+0000", "-0330", "+0530", "+0545", "-0015", "+1400", "+9999", "-2400"]


@given(
    day=st.integers(0, 39),
    hour=st.integers(0, 29),
    minute=st.integers(0, 99),
    zone=st.sampled_from(ZONES) | st.integers(-9999, 9999).map("{:+05}".format),
)
def test_the_first_minute_stands_for_its_half_hour(
    day: int, hour: int, minute: int, zone: str
) -> None:
    text = f"{day:02}/Jun/2025:{hour:02}:{minute:02}"
    assert half_hour(in_half_hour(text, zone), zone) == half_hour(text, zone)


@pytest.mark.parametrize(
    ("minute", "zone", "expected"),
    [
        ("17/Jun/2025:10:29", "+0000", "17/Jun/2025:10:00"),
        ("17/Jun/2025:10:30", "-0330", "17/Jun/2025:10:30"),
        ("17/Jun/2025:10:59", "+0530", "17/Jun/2025:10:30"),
        ("17/Jun/2025:10:59", "+0545", "17/Jun/2025:10:59"),  # begins at another minute there
        ("17/Jun/2025:10:75", "+0000", "17/Jun/2025:10:75"),  # no minute, and none is made of it
    ],
)
def test_minutes_of_one_half_hour_are_one(minute: str, zone: str, expected: str) -> None:
    assert in_half_hour(minute, zone) == expected
