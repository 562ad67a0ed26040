"""A form shown once more: what was typed stands in it, what is wrong is told beneath its field."""

from typing import Any

import pytest

from bot.views import blocks as b
from bot.views.refilled import refilled

WHO = {"text": b.plain("Ada Byte", 75), "value": "7:Ada Byte"}
CASES: list[tuple[b.Block, dict[str, Any], dict[str, Any]]] = [
    ({"type": "plain_text_input"}, {"value": "wants SSO"}, {"initial_value": "wants SSO"}),
    ({"type": "plain_text_input", "initial_value": "old"}, {"value": None}, {}),
    ({"type": "external_select"}, {"selected_option": WHO}, {"initial_option": WHO}),
    ({"type": "static_select", "initial_option": WHO}, {"selected_option": None}, {}),
    ({"type": "checkboxes"}, {"selected_options": [WHO]}, {"initial_options": [WHO]}),
    ({"type": "datepicker"}, {"selected_date": "2026-11-20"}, {"initial_date": "2026-11-20"}),
    ({"type": "users_select"}, {"selected_user": "U1"}, {"initial_user": "U1"}),
]


def sent(*blocks: b.Block, **values: dict[str, Any]) -> dict[str, Any]:
    """A form as Slack sends it in."""
    form = b.modal("a_form", "A form", "Send", "7", *blocks)
    state = {block_id: {"value": held} for block_id, held in values.items()}
    return {**form, "id": "V1", "hash": "h", "team_id": "T1", "state": {"values": state}}


def field(block_id: str, **element: Any) -> b.Block:
    return {"type": "input", "block_id": block_id, "element": {"action_id": "value", **element}}


@pytest.mark.parametrize(("element", "held", "stands"), CASES)
def test_what_was_typed_or_chosen_stands_in_its_field(
    element: b.Block, held: dict[str, Any], stands: dict[str, Any]
) -> None:
    [shown] = refilled(sent(field("one", **element), one=held), {})["blocks"]
    initial = {key: one for key, one in shown["element"].items() if key.startswith("initial_")}
    assert initial == stands


def test_what_is_wrong_stands_beneath_its_field_and_the_rest_at_the_top() -> None:
    view = sent(b.section("About it"), field("one"), field("two"), one={"value": "x"})
    rows = refilled(view, {"one": "No <address>.", "gone": "Choose a team."})["blocks"]
    told = [row["elements"][0]["text"] if row["type"] == "context" else row["type"] for row in rows]
    assert told == [
        ":warning: Choose a team.",
        "section",
        "input",
        ":warning: No &lt;address&gt;.",
        "input",
    ]


def test_it_is_the_same_form_and_nothing_that_slack_takes_no_more() -> None:
    view = refilled(sent(field("one")), {})
    assert view["callback_id"] == "a_form"
    assert view["private_metadata"] == "7"
    assert not {"id", "hash", "state", "team_id"} & view.keys()


def test_what_is_said_of_all_of_it_stands_at_the_top_and_once() -> None:
    view = sent(b.section("About it"), field("one"), one={"value": "x"})
    once = refilled(view, {"one": "No."}, b.message("Failed (id `1`).", b.section("Failed `1`.")))
    again = {**once, "state": view["state"]}
    rows = refilled(again, {"gone": "Still no."}, b.message("Failed.", b.section("Failed `2`.")))
    told = [row.get("text", {}).get("text") or row["type"] for row in rows["blocks"]]
    assert told == ["Failed `2`.", "context", "About it", "input"]
    assert rows["blocks"][-1]["element"]["initial_value"] == "x"
    ids = [row["block_id"] for row in rows["blocks"] if "block_id" in row]
    assert len(ids) == len(set(ids))
