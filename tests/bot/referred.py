"""The form of a referral, filled in as Slack takes it: who is new, and who was offered."""

from collections.abc import Mapping
from typing import Any

Filled = dict[str, dict[str, Any]]


def newly(name: str) -> dict[str, Any]:
    """Somebody nobody knows yet, as chosen in the select of people."""
    text = {"type": "plain_text", "text": f"Somebody new: {name}", "emoji": True}
    return chosen({"text": text, "value": f"new:{name}"})


def chosen(option: Any) -> dict[str, Any]:
    """Somebody whom the select offered."""
    return {"referral_person": option}


def filled(name: str, why: str = "asked for SSO", team: str = "sales") -> Filled:
    """All that a referral needs, of somebody new."""
    return {
        "person": newly(name),
        "why": {"value": why},
        "team": {"referral_team": team},
        "origin": {"value": "talk"},
    }


def texts(view: Mapping[str, Any]) -> list[str]:
    """What a form says between its fields."""
    said: list[str] = []
    for block in view["blocks"]:
        if block["type"] == "section":
            said.append(block["text"]["text"])
        if block["type"] == "context":
            said += [one["text"] for one in block["elements"]]
    return said
