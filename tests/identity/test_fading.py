"""Fading: what is left of a confidence after months without its evidence, and when that matters."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity.fading import faded, fades, weigh_on
from identity.match import COUNTS, VERIFIED
from ledger.drafts import Signal, SignalKind

SEEN = date(2026, 1, 15)
CONFIDENCES = st.integers(0, 100).map(lambda hundredths: hundredths / 100)
DAYS = st.dates(date(2000, 1, 1), date(2040, 12, 31))


def band(confidence: float) -> int:
    return (confidence >= COUNTS) + (confidence >= VERIFIED)


@pytest.mark.parametrize(
    ("confidence", "today", "left"),
    [
        (0.95, date(2026, 1, 15), 0.95),
        (0.95, date(2026, 2, 14), 0.95),
        (0.95, date(2026, 2, 15), 0.93),
        (0.95, date(2026, 12, 15), 0.80),
        (0.95, date(2027, 1, 15), 0.79),
        (0.6, date(2027, 1, 15), 0.50),
        (0.6, date(2027, 2, 15), 0.49),
        (0.3, date(2027, 1, 15), 0.25),
        (0.95, date(2025, 6, 1), 0.95),
        (0.0, date(2030, 1, 1), 0.0),
    ],
)
def test_what_is_left(confidence: float, today: date, left: float) -> None:
    assert faded(confidence, SEEN, today) == left


@pytest.mark.parametrize(
    ("confidence", "seen_on", "day"),
    [
        (0.95, SEEN, date(2027, 1, 15)),
        (0.6, SEEN, date(2027, 2, 15)),
        (0.8, SEEN, date(2026, 2, 15)),
        (0.5, date(2026, 1, 31), date(2026, 3, 1)),
        (0.5, date(2027, 12, 31), date(2028, 1, 31)),
        (0.49, SEEN, None),
        (0.0, SEEN, None),
    ],
)
def test_the_day_on_which_it_changes(confidence: float, seen_on: date, day: date | None) -> None:
    assert weigh_on(confidence, seen_on) == day


def test_the_second_band_comes_after_the_first() -> None:
    first = weigh_on(0.95, SEEN)
    assert first is not None
    second = weigh_on(0.95, SEEN, first)
    assert second is not None
    assert band(faded(0.95, SEEN, second)) == 0
    assert weigh_on(0.95, SEEN, second) is None


@given(CONFIDENCES, DAYS, DAYS, DAYS)
def test_it_never_rises(confidence: float, seen_on: date, one: date, other: date) -> None:
    earlier, later = sorted((one, other))
    assert confidence >= faded(confidence, seen_on, earlier) >= faded(confidence, seen_on, later)


@given(CONFIDENCES, DAYS, st.integers(0, 2000))
def test_the_day_is_exactly_the_one_of_the_change(
    confidence: float, seen_on: date, days: int
) -> None:
    today = seen_on + timedelta(days)
    day = weigh_on(confidence, seen_on, today)
    present = band(faded(confidence, seen_on, today))
    if day is None:
        assert present == 0
    else:
        assert day > today
        assert band(faded(confidence, seen_on, day)) == present - 1
        assert band(faded(confidence, seen_on, day - timedelta(1))) == present


@pytest.mark.parametrize(
    ("kinds", "does"),
    [
        ([SignalKind.EMAIL_DOMAIN], True),
        ([SignalKind.COMPANY_TEXT, SignalKind.EMAIL_DOMAIN], True),
        ([SignalKind.STATED_DOMAIN], False),
        ([SignalKind.STATED_COMPANY], False),
    ],
)
def test_a_statement_does_not_fade(kinds: list[SignalKind], does: bool) -> None:
    assert fades([Signal(kind, "acme.example") for kind in kinds]) is does
