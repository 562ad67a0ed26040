"""The Events API's side: which happenings the app hears of, and how they are wrapped."""

import uuid

from demo.slack.model import Channel, Json, Message, Person
from demo.slack.state import Workspace

VERIFICATION_TOKEN = "rehearsal-verification-token"  # noqa: S105  (Slack's own are no secret either)

# A subscription stays silent without the scope that shows what it tells.
_SCOPES = {
    "team_join": "users:read",
    "member_joined_channel": "channels:read",
    "member_left_channel": "channels:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "app_home_opened": "",
    "app_uninstalled": "",
    "tokens_revoked": "",
}
EVENT_TYPES = ("message", *(name for name in _SCOPES if "." not in name))


def emit(ws: Workspace, event: Json, channel: Channel | None = None) -> None:
    """Publish an event if the app subscribes to it, may see it, and is in its channel."""
    if not _heard(ws, event["type"], channel):
        return
    fault = ws.faults.take(event["type"])
    if fault and fault.kind == "dropped":
        return
    envelope = enveloped("events_api", _callback(ws, event), answerable=False)
    ws.publish(envelope, 2 if fault and not fault.anew else 1)
    if fault and fault.anew:
        ws.publish(envelope | {"envelope_id": str(uuid.uuid4())}, 1)


def _heard(ws: Workspace, kind: str, channel: Channel | None) -> bool:
    subscription = f"message.{channel.family}" if kind == "message" and channel else kind
    scope = _SCOPES[subscription]
    granted = not scope or scope in ws.scopes["bot"]
    inside = channel is None or ws.bot.id in channel.members
    return subscription in ws.events and granted and inside


def enveloped(kind: str, payload: Json, *, answerable: bool) -> Json:
    """A Socket Mode envelope with an id of its own."""
    return {
        "envelope_id": str(uuid.uuid4()),
        "type": kind,
        "accepts_response_payload": answerable,
        "payload": payload,
    }


def _callback(ws: Workspace, event: Json) -> Json:
    stamped = {"event_ts": ws.stamp(), **event}
    who = {"enterprise_id": None, "team_id": ws.team, "user_id": ws.bot.id}
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": ws.team,
        "api_app_id": ws.app_id,
        "event": stamped,
        "type": "event_callback",
        "event_id": ws.new_id("Ev"),
        "event_time": int(float(stamped["event_ts"])),
        "authorizations": [who | {"is_bot": True, "is_enterprise_install": False}],
        "is_ext_shared_channel": event.get("user_team", ws.team) != ws.team,
    }


def joined_team(ws: Workspace, person: Person) -> Json:
    """Somebody signed up: `team_join`, with the whole user."""
    user = person.as_slack(with_email=ws.with_email)
    return {"type": "team_join", "user": user, "cache_ts": person.updated}


def joined_channel(ws: Workspace, person: Person, channel: Channel) -> Json:
    """Somebody, maybe the app itself, came into a channel."""
    return _moved(ws, person, channel, "member_joined_channel")


def left_channel(ws: Workspace, person: Person, channel: Channel) -> Json:
    """Somebody went out of a channel."""
    return _moved(ws, person, channel, "member_left_channel")


def _moved(ws: Workspace, person: Person, channel: Channel, kind: str) -> Json:
    return {
        "type": kind,
        "user": person.id,
        "channel": channel.id,
        "channel_type": "G" if channel.is_private else "C",
        "team": ws.team,
    }


def said(ws: Workspace, channel: Channel, message: Message) -> Json:
    """A new message; the app hears its own as well."""
    whole = message.as_slack(ws.team)
    return whole | _where(channel) | {"event_ts": message.ts}


def changed(ws: Workspace, channel: Channel, message: Message, before: Json) -> Json:
    """An edit: a message of its own time that carries the old and the new one."""
    event = {"type": "message", "subtype": "message_changed", "hidden": True}
    now = {"message": message.as_slack(ws.team), "previous_message": before, "ts": ws.stamp()}
    return event | now | _where(channel)


def deleted(ws: Workspace, channel: Channel, message: Message) -> Json:
    """A deletion: a message of its own time that carries the one that went."""
    event = {"type": "message", "subtype": "message_deleted", "hidden": True}
    gone = {"deleted_ts": message.ts, "previous_message": message.as_slack(ws.team)}
    return event | gone | _where(channel) | {"ts": ws.stamp()}


def reacted(ws: Workspace, person: Person, message: Message, emoji: str, *, added: bool) -> Json:
    """Somebody put an emoji to a message, or took it back."""
    return {
        "type": "reaction_added" if added else "reaction_removed",
        "user": person.id,
        "reaction": emoji,
        "item_user": message.user,
        "item": {"type": "message", "channel": message.channel, "ts": message.ts},
        "event_ts": ws.stamp(),
    }


def _where(channel: Channel) -> Json:
    return {"channel": channel.id, "channel_type": channel.type}
