"""What Slack's client itself holds a submission back for, before the app ever hears of it."""

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from demo.slack.forms import FIELDS, Filled
from demo.slack.model import Json

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_LINK = re.compile(r"https?://\S+")


def complaints(blocks: Iterable[Json], values: Filled) -> dict[str, str]:
    """What is wrong with a filled form, by `block_id`; empty when it may go to the app."""
    found = {}
    for block in blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        held = values[block["block_id"]][element["action_id"]].get(FIELDS[element["type"]])
        complaint = _complaint(block, element, held)
        if complaint:
            found[block["block_id"]] = complaint
    return found


def _complaint(block: Json, element: Json, held: Any) -> str:
    if held in (None, "", []):
        return "" if block.get("optional") else "Please complete this required field."
    if isinstance(held, list):
        most = element.get("max_selected_items", len(held))
        return f"Please choose {most} at most." if len(held) > most else ""
    if not isinstance(held, str):
        return ""
    rule = _KINDS.get(element["type"])
    return (rule(element, held) if rule else "") or _length(element, held)


def _length(element: Json, held: str) -> str:
    longest = element.get("max_length", 3000)
    if len(held) > longest:
        return f"This is too long by {len(held) - longest} characters."
    if len(held) < element.get("min_length", 0):
        return f"Please write at least {element['min_length']} characters."
    return ""


def _number(element: Json, held: str) -> str:
    try:
        number = Decimal(held)
    except InvalidOperation:
        return "Please enter a number."
    if not number.is_finite():
        return "Please enter a number."
    if not element.get("is_decimal_allowed") and number != number.to_integral_value():
        return "Please enter a whole number."
    least, most = element.get("min_value"), element.get("max_value")
    if least is not None and number < Decimal(least):
        return f"Please enter {least} or more."
    if most is not None and number > Decimal(most):
        return f"Please enter {most} or less."
    return ""


def _address(element: Json, held: str) -> str:
    return "" if _ADDRESS.fullmatch(held) else "Please enter a valid e-mail address."


def _link(element: Json, held: str) -> str:
    return "" if _LINK.fullmatch(held) else "Please enter a valid link."


_KINDS: Mapping[str, Callable[[Json, str], str]] = {
    "number_input": _number,
    "email_text_input": _address,
    "url_text_input": _link,
}
