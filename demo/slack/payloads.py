"""What Slack sends when a person does something: one function a kind of interaction."""

from demo.slack.events import VERIFICATION_TOKEN
from demo.slack.model import Json, Message, Person, View
from demo.slack.passes import Link
from demo.slack.state import Workspace


def command(ws: Workspace, person: Person, link: Link, name: str, text: str) -> Json:
    """A slash command; the odd one out, with its fields flat and `false` as a word."""
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": ws.team,
        "team_domain": ws.name.lower(),
        "channel_id": link.channel,
        "channel_name": ws.channels[link.channel].name,
        "user_id": person.id,
        "user_name": person.name,
        "command": name,
        "text": text,
        "api_app_id": ws.app_id,
        "is_enterprise_install": "false",
        "response_url": response_url(ws, link),
        "trigger_id": ws.passes.trigger(person.id),
    }


def response_url(ws: Workspace, link: Link) -> str:
    """Where the app may answer later."""
    return f"{ws.url}/response/{link.token}"


def _interaction(ws: Workspace, kind: str, person: Person) -> Json:
    user = {"id": person.id, "username": person.name, "name": person.name}
    return {
        "type": kind,
        "token": VERIFICATION_TOKEN,
        "api_app_id": ws.app_id,
        "team": {"id": ws.team, "domain": ws.name.lower()},
        "user": user | {"team_id": person.team_id},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _triggered(ws: Workspace, kind: str, person: Person) -> Json:
    trigger = {"trigger_id": ws.passes.trigger(person.id)}
    return _interaction(ws, kind, person) | trigger


def message_action(
    ws: Workspace, person: Person, link: Link, message: Message, action: Json, values: Json
) -> Json:
    """`block_actions` from a message."""
    return _triggered(ws, "block_actions", person) | {
        "container": _container(message),
        "channel": _channel(ws, message.channel),
        "message": message.as_slack(ws.team),
        "state": {"values": values},
        "response_url": response_url(ws, link),
        "actions": [action | {"action_ts": ws.stamp()}],
    }


def view_action(ws: Workspace, person: Person, view: View, action: Json, values: Json) -> Json:
    """`block_actions` from a modal or the Home tab."""
    return _triggered(ws, "block_actions", person) | {
        "container": {"type": "view", "view_id": view.id},
        "view": ws.view_as_slack(view, values),
        "actions": [action | {"action_ts": ws.stamp()}],
    }


def view_submission(ws: Workspace, person: Person, view: View, values: Json) -> Json:
    """A modal was submitted."""
    sent = {"view": ws.view_as_slack(view, values), "response_urls": []}
    return _triggered(ws, "view_submission", person) | sent


def view_closed(ws: Workspace, person: Person, view: View, *, cleared: bool) -> Json:
    """A modal that asked to hear of it was closed, by itself or with all the others."""
    closed = {"view": ws.view_as_slack(view), "is_cleared": cleared}
    return _interaction(ws, "view_closed", person) | closed


def suggestion(
    ws: Workspace, person: Person, where: Message | View, place: tuple[str, str], typed: str
) -> Json:
    """Options are wanted for what was typed in the external select at (block, action)."""
    asked = {"block_id": place[0], "action_id": place[1], "value": typed}
    if isinstance(where, View):
        seen: Json = {"container": {"type": "view", "view_id": where.id}}
        seen |= {"view": ws.view_as_slack(where)}
    else:
        seen = {"container": _container(where), "message": where.as_slack(ws.team)}
        seen |= {"channel": _channel(ws, where.channel)}
    return _interaction(ws, "block_suggestion", person) | seen | asked


def global_shortcut(ws: Workspace, person: Person, callback_id: str) -> Json:
    """A shortcut from the search bar or the plus menu."""
    named = {"callback_id": callback_id, "action_ts": ws.stamp()}
    return _triggered(ws, "shortcut", person) | named


def message_shortcut(
    ws: Workspace, person: Person, link: Link, message: Message, callback_id: str
) -> Json:
    """A shortcut from a message's menu."""
    return _triggered(ws, "message_action", person) | {
        "callback_id": callback_id,
        "action_ts": ws.stamp(),
        "channel": _channel(ws, message.channel),
        "message_ts": message.ts,
        "message": message.as_slack(ws.team),
        "response_url": response_url(ws, link),
    }


def _container(message: Message) -> Json:
    return {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.channel,
        "is_ephemeral": bool(message.shown_to),
    }


def _channel(ws: Workspace, channel_id: str) -> Json:
    return {"id": channel_id, "name": ws.channels[channel_id].name}
