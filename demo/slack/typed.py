"""Turns what a person types into what Slack sends: mentions as ids, the rest escaped."""

import re

from demo.slack.model import Refused
from demo.slack.state import Workspace

_PEOPLE = re.compile(r"(?<![\w<|])@([\w.-]*\w)")
_CHANNELS = re.compile(r"(?<![\w<|&])#([\w-]+)")
_LINKS = re.compile(r"(?<![\w<|])https?://[^\s<>|]+")
_MENTION = re.compile(r"&lt;([@#][A-Z0-9]+(?:\|[^&<>]*)?)&gt;")


def command_text(ws: Workspace, text: str) -> str:
    """A command's text with `should_escape`: `<@U1|sam>`, `<#C1|leads>`, `<https://…>`."""
    return _translated(ws, text, labelled=True)


def message_text(ws: Workspace, text: str) -> str:
    """A message's text: as a command's, but people without their names."""
    return _translated(ws, text, labelled=False)


def _translated(ws: Workspace, text: str, *, labelled: bool) -> str:
    def person(match: re.Match[str]) -> str:
        found = _mention(ws, match[1], labelled=labelled)
        return found or match[0]

    def channel(match: re.Match[str]) -> str:
        try:
            found = ws.channel(f"#{match[1]}")
        except Refused:
            return match[0]
        return f"<#{found.id}|{found.name}>"

    # A mention that is already written with its id is left as it is.
    escaped = _MENTION.sub(r"<\1>", escape(text))
    linked = _LINKS.sub(r"<\g<0>>", escaped)
    return _CHANNELS.sub(channel, _PEOPLE.sub(person, linked))


def _mention(ws: Workspace, name: str, *, labelled: bool) -> str:
    for group in ws.usergroups.values():
        if group.handle == name:
            return f"<!subteam^{group.id}|@{name}>" if labelled else f"<!subteam^{group.id}>"
    for person in ws.people.values():
        if person.name.lower() == name.lower() and not person.deleted:
            return f"<@{person.id}|{person.name}>" if labelled else f"<@{person.id}>"
    return ""


def escape(text: str) -> str:
    """The three characters that mean something to Slack, escaped."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
