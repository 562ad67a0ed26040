"""When something unasked is said: never in quiet hours, and never later than they end."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.quiet import due, is_quiet
from scoring.rules import Quiet

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = Quiet()


def quiet_hours(begins: time | str, ends: time | str, *, weekends: bool) -> Quiet:
    return Quiet.model_validate({"from": begins, "until": ends, "weekends": weekends})


AROUND_THE_CLOCK = quiet_hours("08:00", "07:59", weekends=True)
LUNCH = quiet_hours("12:00", "13:00", weekends=False)
SMALL_HOURS = quiet_hours("02:30", "03:30", weekends=False)


def berlin(day: int, hour: int, minute: int = 0, month: int = 11, fold: int = 0) -> datetime:
    """A moment of 2026 by the clocks in Berlin; 20 November is a Friday."""
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN, fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("quiet", "now", "said"),
    [
        (None, berlin(21, 3), berlin(21, 3)),
        (NIGHT, berlin(19, 8), berlin(19, 8)),
        (NIGHT, berlin(19, 19, 59), berlin(19, 19, 59)),
        (NIGHT, berlin(19, 20), berlin(20, 8)),
        (NIGHT, berlin(19, 7, 59), berlin(19, 8)),
        (NIGHT, berlin(20, 20), berlin(23, 8)),  # a Friday evening: Monday morning
        (NIGHT, berlin(22, 12), berlin(23, 8)),
        (AROUND_THE_CLOCK, berlin(20, 8), berlin(23, 7, 59)),
        (LUNCH, berlin(21, 12, 30), berlin(21, 13)),
        (LUNCH, berlin(21, 13), berlin(21, 13)),
        (NIGHT, berlin(28, 12, month=3), berlin(30, 8, month=3)),  # summer time begins between
        (SMALL_HOURS, berlin(29, 1, 59, month=3), berlin(29, 1, 59, month=3)),
        (SMALL_HOURS, berlin(25, 2, 40, 10), berlin(25, 3, 30, 10)),  # an hour comes twice
        (SMALL_HOURS, berlin(25, 2, 40, 10, 1), berlin(25, 3, 30, 10)),
    ],
)
def test_what_is_said_when(quiet: Quiet | None, now: datetime, said: datetime) -> None:
    assert due(quiet, BERLIN, now) == said


ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Africa/Cairo", "Australia/Lord_Howe")
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
TIMES = st.builds(time, st.integers(0, 23), st.sampled_from((0, 30)))


@given(
    st.builds(
        lambda begins, ends, weekends: quiet_hours(begins, ends, weekends=weekends),
        TIMES,
        TIMES,
        st.booleans(),
    ),
    st.sampled_from(ZONES).map(ZoneInfo),
    st.integers(0, 365 * 24 * 60).map(lambda minutes: NEW_YEAR + timedelta(minutes=minutes)),
)
def test_it_is_said_as_soon_as_it_is_quiet_no_more(
    quiet: Quiet, zone: ZoneInfo, now: datetime
) -> None:
    said = due(quiet, zone, now)
    assert said >= now
    assert not is_quiet(quiet, zone, said)
    assert due(quiet, zone, said) == said
    if said.astimezone(zone).utcoffset() == now.astimezone(zone).utcoffset():
        waited = int((said - now) / timedelta(minutes=10))
        assert all(is_quiet(quiet, zone, now + timedelta(minutes=10 * n)) for n in range(waited))
