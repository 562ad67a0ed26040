"""One request of one person in one place, as Slack words it, and what each sees of the answer.

The request goes to the true Bolt app without a socket between. The answer is read where Slack would
show it: in the acknowledgement, at the response link, in a form, on the home tab, in a channel.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from slack_bolt import App, BoltRequest

from bot.permits import Permit
from demo.slack import Slack

Body = dict[str, Any]

OURS: Final = "T0LEADLIGHT"
# How Slack calls the place in a request: by a name, or by a word for what has none.
PLACES: Final = {
    "a public channel": ("#leads", "leads"),
    "a private channel": ("#private", "privategroup"),
    "a shared channel": ("#shared", "shared"),
    "a direct message": ("D0DIRECT", "directmessage"),
    "a group's direct message": ("G0GROUP", "mpdm-dana--sam--olive-1"),
}
HOME: Final = "the home tab"
FORM: Final = "a form"


@dataclass(frozen=True)
class Who:
    """Somebody, and the workspace that their request says they are of."""

    name: str
    team: str = OURS

    def __str__(self) -> str:
        return self.name if self.team == OURS else f"{self.name} of {self.team}"


@dataclass(frozen=True)
class Entry:
    """Something to knock at, and what Slack calls it."""

    kind: str  # "verb", "click", "form", "shortcut", "options"
    name: str
    permit: Permit

    @property
    def places(self) -> Sequence[str]:
        """Where it can be met."""
        if self.kind == "click":
            return *PLACES, HOME
        return (FORM,) if self.kind in ("form", "options") else tuple(PLACES)


@dataclass(frozen=True)
class With:
    """What is typed behind a verb, what a button hands back, what a form holds."""

    text: str = ""
    value: str = "1"
    metadata: str = "1"
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Heard:
    """What came of it: what only who asked can read, what others can, what a select offered."""

    private: list[str] = field(default_factory=list)
    public: list[str] = field(default_factory=list)
    offered: list[Any] = field(default_factory=list)


def knock(slack: Slack, app: App, who: Who, entry: Entry, place: str, given: With) -> Heard:
    """Does it there, and hears what is answered."""
    workspace, user = slack.workspace, slack.person(who.name).id
    channel, name = _channel(slack, place)
    link = workspace.passes.link(user, channel)
    asked = _request(entry, given) | {
        "trigger_id": workspace.passes.trigger(user),
        "response_url": f"{slack.url}/response/{link.token}",
    }
    if entry.kind == "verb":
        asked |= {"user_id": user, "user_name": who.name, "team_id": who.team}
        asked |= {"channel_id": channel, "channel_name": name}
    else:
        person = {"id": user, "name": who.name, "team_id": who.team}
        asked |= {"user": person, "team": {"id": who.team}}
        asked |= _surface(entry, place, given, {"id": channel, "name": name})
    if "view" in asked or entry.name.endswith("global"):
        del asked["response_url"]
    workspace.homes.pop(user, None)
    workspace.stacks.pop(user, None)
    before = len(posted(slack))
    answer = app.dispatch(BoltRequest(mode="socket_mode", body=asked))
    heard = _heard([_read(answer.body), *link.posts])
    heard.private += [str(view.form) for view in _on_screen(slack, user)]
    heard.public += posted(slack)[before:]
    return heard


def posted(slack: Slack) -> list[str]:
    """What was ever written where more than one can read it."""
    channels = slack.workspace.channels.values()
    return [f"{one.text} {one.blocks}" for channel in channels for one in channel.messages]


def _channel(slack: Slack, place: str) -> tuple[str, str]:
    """Its id, and what Slack calls it in a request; a form's is the one that it was opened in."""
    there, name = PLACES.get(place, PLACES["a public channel"])
    found = (one.id for one in slack.workspace.channels.values() if f"#{one.name}" == there)
    return next(found, there), name


def _request(entry: Entry, given: With) -> Body:
    """What was done."""
    kind, name = entry.kind, entry.name
    if kind == "verb":
        command, _, verb = name.partition(" ")
        return {"command": command, "text": f"{verb} {given.text}".strip()}
    if kind == "click":
        action = {"type": "button", "action_id": name, "block_id": "b", "value": given.value}
        return {"type": "block_actions", "actions": [action]}
    if kind == "form":
        return {"type": "view_submission"}
    if kind == "options":
        return {"type": "block_suggestion", "action_id": name, "block_id": "b", "value": given.text}
    is_global = name.endswith("global")
    return {"type": "shortcut" if is_global else "message_action", "callback_id": name}


def _surface(entry: Entry, place: str, given: With, channel: Body) -> Body:
    """What it was done upon: a form, the home tab, a message, or nothing."""
    if place in (HOME, FORM):
        kind = "home" if place == HOME else "modal"
        filled = {name: {"e": {"value": text}} for name, text in given.fields.items()}
        shown = {"id": "V1", "type": kind, "callback_id": entry.name, "hash": "1", "blocks": []}
        view = {**shown, "private_metadata": given.metadata, "state": {"values": filled}}
        return {"container": {"type": "view", "view_id": "V1"}, "view": view}
    if entry.name.endswith("global"):
        return {}
    message = {"ts": "1.1", "user": "U0SOMEBODY", "text": "hello"}
    container = {"type": "message", "message_ts": "1.1", "channel_id": channel["id"]}
    return {"container": container, "channel": channel, "message": message, "message_ts": "1.1"}


def _heard(told: Sequence[Body]) -> Heard:
    """What an acknowledgement and the answers at a link say, and to whom."""
    heard = Heard()
    for said in told:
        heard.offered += said.get("options", ())
        if said.get("view"):
            heard.private.append(str(said["view"]))
        elif said.get("text") or said.get("blocks"):
            is_private = said.get("response_type") == "ephemeral"
            (heard.private if is_private else heard.public).append(str(said))
    return heard


def _on_screen(slack: Slack, user: str) -> list[Any]:
    """The forms that are open for somebody, and their home tab, if it was shown."""
    workspace = slack.workspace
    opened = [workspace.views[view] for view in workspace.stacks.get(user, ())]
    return [*opened, *([workspace.homes[user]] if user in workspace.homes else ())]


def _read(body: Any) -> Body:
    """An acknowledgement's body: Bolt gives text, and an empty one for nothing to say."""
    read: Body = json.loads(body) if isinstance(body, str) and body else body or {}
    return read
