"""Fills a form as a person would: what a value is called in each element, and what is missing."""

from collections.abc import Iterable, Mapping
from typing import Any

from demo.slack.messages import elements
from demo.slack.model import Json
from demo.slack.state import Workspace

Filled = Mapping[str, Mapping[str, Any]]

_ONE = {
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "checkboxes": "selected_options",
    "rich_text_input": "rich_text_value",
    **dict.fromkeys(
        ("static_select", "external_select", "radio_buttons", "overflow"), "selected_option"
    ),
    **dict.fromkeys(
        ("plain_text_input", "number_input", "email_text_input", "url_text_input"), "value"
    ),
}
_MANY = {f"multi_{kind}": f"{name}s" for kind, name in _ONE.items() if kind.endswith("_select")}
FIELDS = _ONE | _MANY


def state(ws: Workspace, blocks: Iterable[Json], given: Filled) -> Json:
    """Slack's `state.values`: what was filled in, else what the form began with.

    Raises `LookupError` for a block, element or option that the form does not have.
    """
    values: Json = {}
    left = {(block, action) for block, actions in given.items() for action in actions}
    for block in blocks:
        for element in elements(block):
            if element["type"] not in FIELDS or element["type"] == "overflow":
                continue
            place = (block["block_id"], element["action_id"])
            left.discard(place)
            answer = given.get(place[0], {}).get(place[1])
            values.setdefault(place[0], {})[place[1]] = _value(ws, element, answer)
    if left:
        there = {block: list(actions) for block, actions in values.items()}
        raise LookupError(f"the form has no {sorted(left)}: it has {there}")
    return values


def _value(ws: Workspace, element: Json, answer: Any) -> Json:
    name = FIELDS[element["type"]]
    if answer is None:
        first = "initial_value" if name == "value" else name.replace("selected_", "initial_")
        return {"type": element["type"], name: element.get(first)}
    return {"type": element["type"], **chosen(ws, element, answer)}


def chosen(ws: Workspace, element: Json, answer: Any) -> Json:
    """What a person's answer is in that element: options by value, people and channels by name.

    An empty text is nothing, as an emptied field's is for Slack.
    """
    name = FIELDS[element["type"]]
    if name.endswith("s"):
        answers = [answer] if isinstance(answer, str) else answer or []
        return {name: [_single(ws, element, name, one) for one in answers if one != ""]}
    return {name: _single(ws, element, name, answer)}


def _single(ws: Workspace, element: Json, name: str, answer: Any) -> Any:
    if answer in (None, ""):
        return None
    if name.startswith("selected_user"):
        return ws.person(answer).id
    if name.startswith(("selected_channel", "selected_conversation")):
        return ws.channel(answer).id
    if name.startswith("selected_option") and isinstance(answer, str):
        return _option(element, answer)
    return answer


def offered(held: Json) -> list[Json]:
    """The options of a select or of an answer to one, groups or none."""
    groups: list[Json] = held.get("option_groups") or [held]
    return [one for group in groups for one in group.get("options") or []]


def _option(element: Json, value: str) -> Json:
    options = offered(element)
    for option in options:
        if option["value"] == value:
            return option
    values = [option["value"] for option in options]
    raise LookupError(f"{element['action_id']} offers no {value!r}: it offers {values}")
