"""What Slack sends, read without a client: who asks, what was typed, which event it is."""

import hashlib
import json
from typing import Any

from bot.answers import Asker

Body = dict[str, Any]


def asker_of(body: Body) -> Asker:
    """Who asks: commands are flat, buttons and forms have a user; forms repeat with their id."""
    user = body.get("user") or {}
    if isinstance(user, str):
        user = {}
    request = (body.get("view") or {}).get("id") or body.get("trigger_id") or ""
    return Asker(
        user_id=body.get("user_id") or user.get("id", ""),
        user_name=body.get("user_name") or user.get("username") or user.get("name", ""),
        team_id=body.get("team_id")
        or user.get("team_id")
        or (body.get("team") or {}).get("id", ""),
        request=f"{'view' if body.get('view') else 'command'}:{request}",
    )


def is_at_home(body: Body) -> bool:
    """Whether a button of the home tab was pressed: there is nothing there to answer beneath."""
    return bool((body.get("view") or {}).get("type") == "home")


def typed_into(view: Body) -> dict[str, str]:
    """The fields of a form by block id; an empty field is an empty text."""
    values: dict[str, str] = {}
    for block_id, elements in view["state"]["values"].items():
        element = next(iter(elements.values()))
        chosen = element.get("selected_option") or {}
        values[block_id] = element.get("value") or chosen.get("value") or ""
    return values


def event_id(body: Body) -> str:
    """Slack's id of the event; one without is known by its content."""
    given = body.get("event_id")
    if isinstance(given, str) and given:
        return given
    return hashlib.sha256(json.dumps(body, sort_keys=True, default=str).encode()).hexdigest()[:32]
