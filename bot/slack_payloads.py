"""What Slack sends, read without a client: who asks, what was typed, which event it is."""

import hashlib
import json
from typing import Any, Final

from bot.answers import About, Asker, Press

Body = dict[str, Any]

CALLBACK: Final = "event_callback"
OF_EVENTS: Final = ("event", "event_id", "event_time")
MOST_LETTERS = 100  # of what is kept of a name that anybody may have made up


def asker_of(body: Body) -> Asker:
    """Who asks: commands are flat, buttons and forms have a user.

    A form that is sent in twice is one request, told by its view's id; so are a command and a press
    that Slack repeats, told by their trigger. A view's id does not tell presses: it is the same for
    every button of a home tab.
    """
    user = body.get("user") or {}
    if isinstance(user, str):
        user = {}
    is_form = body.get("type") == "view_submission"
    request = f"view:{body['view']['id']}" if is_form else f"command:{body.get('trigger_id', '')}"
    return Asker(
        user_id=body.get("user_id") or user.get("id", ""),
        user_name=body.get("user_name") or user.get("username") or user.get("name", ""),
        team_id=body.get("team_id")
        or user.get("team_id")
        or (body.get("team") or {}).get("id", ""),
        request=request,
    )


def asked_for(body: Body) -> str:
    """The command, the button, the form or the shortcut; nothing that was typed."""
    actions, view = body.get("actions"), body.get("view") or {}
    pressed = actions[0] if actions else {}
    named = (
        *(body.get("command"), pressed.get("action_id"), body.get("callback_id")),
        *(body.get("action_id"), view.get("callback_id")),
    )
    return str(next(filter(None, named), ""))[:MOST_LETTERS]


def is_at_home(body: Body) -> bool:
    """Whether a button of the home tab was pressed: there is nothing there to answer beneath."""
    return bool((body.get("view") or {}).get("type") == "home")


def press_of(body: Body) -> Press:
    """The button that was pressed, or what was chosen, and the form around it."""
    action, view = body["actions"][0], body.get("view") or {}
    return Press(
        value=_chosen(action),
        values=typed_into(view) if view.get("type") == "modal" else {},
        metadata=view.get("private_metadata") or "",
        view_id=view.get("id") or "",
    )


def about_of(body: Body, workspace_url: str) -> About:
    """What a shortcut was used on; its link is written here, for Slack is not asked."""
    message = body.get("message")
    if not message:
        return About()
    channel, at = body["channel"]["id"], str(message["ts"])
    is_bot = bool(message.get("bot_id")) or not message.get("user")
    thread = str(message.get("thread_ts") or at)
    within = "" if thread == at else f"?thread_ts={thread}&cid={channel}"
    base = workspace_url.rstrip("/")
    return About(
        channel_id=channel,
        channel_name=body["channel"].get("name") or "",
        message_ts=at,
        permalink=f"{base}/archives/{channel}/p{at.replace('.', '')}{within}" if base else "",
        author="" if is_bot else str(message["user"]),
        author_team="" if is_bot else _team_of(message, body),
        is_bot=is_bot,
    )


def _team_of(message: Body, body: Body) -> str:
    """The author's own workspace, which in a shared channel is another one."""
    team = (body.get("team") or {}).get("id", "")
    return str(message.get("user_team") or message.get("team") or team)


def typed_into(view: Body) -> dict[str, str]:
    """The fields of a form by block id; an empty field is an empty text, several are parted by
    commas."""
    values: dict[str, str] = {}
    for block_id, elements in view["state"]["values"].items():
        values[block_id] = _chosen(next(iter(elements.values())))
    return values


_ONE = (
    *("value", "selected_user", "selected_channel", "selected_conversation"),
    *("selected_date", "selected_time"),
)
_SEVERAL = ("selected_users", "selected_channels", "selected_conversations")


def _chosen(element: Body) -> str:
    """What a button hands back, or what an element holds, however its kind calls that."""
    if option := element.get("selected_option"):
        return str(option["value"])
    if options := element.get("selected_options"):
        return ",".join(option["value"] for option in options)
    single = next((element[name] for name in _ONE if element.get(name)), "")
    several = next((element[name] for name in _SEVERAL if element.get(name)), ())
    return str(single) or ",".join(several)


def event_id(body: Body) -> str:
    """Slack's id of the event; one without is known by its content."""
    given = body.get("event_id")
    if isinstance(given, str) and given:
        return given
    return hashlib.sha256(json.dumps(body, sort_keys=True, default=str).encode()).hexdigest()[:32]


def is_event(body: Body) -> bool:
    """Whether it was meant as one, however it looks."""
    return body.get("type") == CALLBACK or any(name in body for name in OF_EVENTS)


def is_misshapen(body: Body) -> bool:
    """Whether an event does not tell of which type it is."""
    event = body.get("event")
    is_one = isinstance(event, dict) and isinstance(event.get("type"), str)
    return body.get("type") != CALLBACK or not is_one


def author_of(event: Body) -> object:
    """The id of who did it, or of whose message it tells; None where neither is said."""
    for told in (event, event.get("message"), event.get("previous_message")):
        if isinstance(told, dict) and (user := told.get("user") or told.get("user_id")):
            return user.get("id") if isinstance(user, dict) else user
    return None
