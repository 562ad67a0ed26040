"""The Web API's `reactions.*` methods, and what both the app and people do by them."""

import re

from demo.slack import events
from demo.slack.calls import Args, Method, entered
from demo.slack.model import Json, Message, Person, Refused
from demo.slack.state import Workspace

_EMOJI = re.compile(r"[a-z0-9_+'-]{1,100}(::skin-tone-[2-6])?")


def react(ws: Workspace, person: Person, message: Message, emoji: str) -> None:
    """Put an emoji, by its name, to a message; `Refused` as Slack refuses."""
    if not _EMOJI.fullmatch(emoji):
        raise Refused("invalid_name")
    with ws.changing():
        users = message.reactions.setdefault(emoji, [])
        if person.id in users:
            raise Refused("already_reacted")
        users.append(person.id)
        _tell(ws, person, message, emoji, added=True)


def unreact(ws: Workspace, person: Person, message: Message, emoji: str) -> None:
    """Take it back; `Refused` if it is not there."""
    with ws.changing():
        users = message.reactions.get(emoji, [])
        if person.id not in users:
            raise Refused("no_reaction")
        users.remove(person.id)
        if not users:
            del message.reactions[emoji]
        _tell(ws, person, message, emoji, added=False)


def _tell(ws: Workspace, person: Person, message: Message, emoji: str, *, added: bool) -> None:
    event = events.reacted(ws, person, message, emoji, added=added)
    events.emit(ws, event, ws.channels[message.channel])


def _message(ws: Workspace, args: Args) -> Message:
    return ws.message(entered(ws, args.required("channel")), args.required("timestamp"))


def add(ws: Workspace, args: Args) -> Json:
    """`reactions.add`, by the app."""
    react(ws, ws.bot, _message(ws, args), args.required("name"))
    return {}


def remove(ws: Workspace, args: Args) -> Json:
    """`reactions.remove`, by the app."""
    unreact(ws, ws.bot, _message(ws, args), args.required("name"))
    return {}


def get(ws: Workspace, args: Args) -> Json:
    """`reactions.get`: a message with who reacted to it."""
    message = _message(ws, args)
    return {"type": "message", "channel": message.channel, "message": message.as_slack(ws.team)}


METHODS = {
    "reactions.add": Method(add, "reactions:write"),
    "reactions.remove": Method(remove, "reactions:write"),
    "reactions.get": Method(get, "reactions:read"),
}
