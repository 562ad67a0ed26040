"""Puts messages into a workspace, changes and removes them, and tells the app's events."""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from demo.slack import events
from demo.slack.blockkit import problems
from demo.slack.features import Welcome
from demo.slack.model import Channel, Json, Message, Person, Refused
from demo.slack.state import Workspace

MOST_TEXT = 40_000


def post(ws: Workspace, channel: Channel, author: Person, text: str, **beside: Any) -> Message:
    """Add a message; `beside` are further fields of `Message`."""
    own = {"bot_id": ws.bot_id, "app_id": ws.app_id} if author is ws.bot else {}
    with ws.changing():
        message = Message(channel.id, ws.stamp(), author.id, text, **(own | beside))
        if message.is_reply:
            ws.message(channel, message.thread_ts)
        channel.messages.append(message)
        events.emit(ws, events.said(ws, channel, message), channel)
    return message


def revise(ws: Workspace, message: Message, text: str, blocks: list[Json]) -> None:
    """Replace a message's text and blocks."""
    with ws.changing():
        before = message.as_slack(ws.team)
        message.text, message.blocks = text, blocks
        if message.shown_to:
            return
        message.edited = {"user": message.user, "ts": ws.stamp()}
        channel = ws.channels[message.channel]
        events.emit(ws, events.changed(ws, channel, message, before), channel)


def remove(ws: Workspace, message: Message) -> None:
    """Take a message out."""
    with ws.changing():
        if message.shown_to:
            ws.ephemeral[message.shown_to].remove(message)
            return
        channel = ws.channels[message.channel]
        channel.messages.remove(message)
        events.emit(ws, events.deleted(ws, channel, message), channel)


def show(ws: Workspace, person_id: str, channel: str, text: str, **beside: Any) -> Message:
    """Show one person a message of the app's that nobody else sees."""
    own = {"bot_id": ws.bot_id, "app_id": ws.app_id}
    return _shown(ws, ws.bot, person_id, channel, text, **(own | beside))


def hint(ws: Workspace, person_id: str, channel: str, text: str, **beside: Any) -> Message:
    """Show one person what the workspace itself has to say, such as that a command failed."""
    return _shown(ws, ws.own, person_id, channel, text, **beside)


def _shown(
    ws: Workspace, author: Person, person_id: str, channel: str, text: str, **beside: Any
) -> Message:
    with ws.changing():
        beside |= {"shown_to": person_id}
        message = Message(channel, ws.stamp(), author.id, text, **beside)
        ws.ephemeral.setdefault(person_id, []).append(message)
    return message


def greet(ws: Workspace, welcome: Welcome) -> None:
    """Put a message there that was written before the app came, so that no event tells of it."""
    channel = ws.channel(welcome.channel)
    blocks = checked(welcome.text, list(welcome.blocks))
    with ws.changing():
        said = Message(channel.id, ws.stamp(), ws.own.id, welcome.text, blocks)
        channel.messages.append(said)


def checked(text: str, blocks: object, most: int = MOST_TEXT) -> list[Json]:
    """The blocks of a message to be, each with its ids; `Refused` as Slack refuses."""
    if not text and not blocks:
        raise Refused("no_text")
    if len(text) > most:
        raise Refused("msg_too_long")
    found = problems(blocks or [])
    if found:
        raise Refused("invalid_blocks", errors=found, **explained(found))
    return with_ids(blocks or [])  # type: ignore[arg-type]  # problems() proved it a list


def explained(found: Sequence[str]) -> Json:
    """The part of Slack's answer that says what was wrong where."""
    return {"response_metadata": {"messages": [f"[ERROR] {line}" for line in found]}}


def with_ids(blocks: Sequence[Json]) -> list[Json]:
    """The blocks with a `block_id` and `action_id` wherever the app gave none, as Slack does."""
    own = deepcopy(list(blocks))
    for number, block in enumerate(own):
        block.setdefault("block_id", f"b{number}")
        for place, element in enumerate(elements(block)):
            element.setdefault("action_id", f"a{number}.{place}")
    return own


def elements(block: Json) -> list[Json]:
    """What a person can act on in a block."""
    if block["type"] == "actions":
        acted: list[Json] = block["elements"]
        return acted
    part = block.get({"section": "accessory", "input": "element"}.get(block["type"], ""))
    return [part] if part and part["type"] != "image" else []
