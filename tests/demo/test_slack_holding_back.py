"""What Slack's client holds a form back for, before the app hears of it."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.slack.holding_back import complaints

Json = dict[str, Any]


def complaint(kind: str, held: Any, name: str = "value", **element: Any) -> str:
    """What is said of one required field."""
    entry = {"type": kind, "action_id": "a", **element}
    block = {"type": "input", "block_id": "b", "element": entry}
    return complaints([block], {"b": {"a": {name: held}}}).get("b", "")


WHOLE, TEXT, TAGS = "number_input", "plain_text_input", "multi_static_select"
CASES: list[tuple[str, Any, Json, str]] = [
    (TEXT, "", {}, "Please complete this required field."),
    (TEXT, None, {}, "Please complete this required field."),
    (TEXT, "x", {}, ""),
    (TEXT, "x" * 3000, {}, ""),
    (TEXT, "x" * 3001, {}, "This is too long by 1 characters."),
    (TEXT, "ab", {"min_length": 3}, "Please write at least 3 characters."),
    (WHOLE, "7", {}, ""),
    (WHOLE, "seven", {}, "Please enter a number."),
    (WHOLE, "NaN", {}, "Please enter a number."),
    (WHOLE, "7.5", {}, "Please enter a whole number."),
    (WHOLE, "7.0", {}, ""),
    (WHOLE, "7.5", {"is_decimal_allowed": True}, ""),
    (WHOLE, "0", {"min_value": "1"}, "Please enter 1 or more."),
    (WHOLE, "9", {"max_value": "8"}, "Please enter 8 or less."),
    ("email_text_input", "mira@lumen.example", {}, ""),
    ("email_text_input", "mira@lumen", {}, "Please enter a valid e-mail address."),
    ("url_text_input", "https://lumen.example", {}, ""),
    ("url_text_input", "lumen.example", {}, "Please enter a valid link."),
]


@pytest.mark.parametrize(("kind", "held", "element", "said"), CASES)
def test_a_field_is_held_back_in_words(kind: str, held: Any, element: Json, said: str) -> None:
    assert complaint(kind, held, **element) == said


def test_choices_are_counted_and_other_blocks_left_alone() -> None:
    chosen = [{"value": "a"}, {"value": "b"}]
    assert complaint(TAGS, chosen, "selected_options") == ""
    at_most = complaint(TAGS, chosen, "selected_options", max_selected_items=1)
    assert at_most == "Please choose 1 at most."
    assert complaints([{"type": "divider"}], {}) == {}


@given(number=st.integers(), least=st.integers(), most=st.integers())
def test_a_number_passes_exactly_within_its_bounds(number: int, least: int, most: int) -> None:
    bounds = {"min_value": str(least), "max_value": str(most)}
    passes = complaint(WHOLE, str(number), **bounds) == ""
    assert passes == (least <= number <= most)


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_a_whole_number_is_one_without_a_fraction(number: Decimal) -> None:
    passes = complaint(WHOLE, str(number)) == ""
    assert passes == (number == number.to_integral_value())
