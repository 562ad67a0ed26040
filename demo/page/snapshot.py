"""What one person sees, as parts that are sent whole whenever they change.

Why whole: a page that connects, reconnects or turns to another channel needs no other way to catch
up, and nothing that it missed can leave it wrong.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from demo.slack import Channel, Message, Person, Refused, Slack
from demo.slack.model import Json

_SHOWN = 100
_MOST_SHOWN = 2_000
_SECONDS = re.compile(r"\d{1,12}(\.\d{1,9})?")


@dataclass(frozen=True)
class Looking:
    """Who looks, at which channel (a name, `@app` or `home`), at which thread, and how far back.

    `since` (Unix seconds of the workspace) is when the page was loaded: what only one person was
    shown before that is gone, as in Slack.
    """

    person: str
    place: str
    thread: str = ""
    count: int = _SHOWN
    since: float = 0.0

    @classmethod
    def of(cls, slack: Slack, asked: Mapping[str, str]) -> "Looking":
        """From a query; the first of the people where nobody is named, or nobody known."""
        person = next((p for p in actors(slack) if p.name == asked.get("person")), None)
        count, since = asked.get("count", ""), asked.get("since", "")
        return cls(
            (person or actors(slack)[0]).id,
            asked.get("place", ""),
            asked.get("thread", ""),
            min(int(count), _MOST_SHOWN) if count.isdecimal() else _SHOWN,
            float(since) if _SECONDS.fullmatch(since) else slack.workspace.clock(),
        )


def actors(slack: Slack) -> list[Person]:
    """The people whose side the page shows: those with whom the workspace was opened."""
    people = [slack.workspace.people[key] for key in slack.workspace.cast]
    return [person for person in people if not person.is_bot and not person.deleted]


def parts(slack: Slack, looking: Looking) -> dict[str, Json]:
    """Everything that person sees now, by part."""
    with slack.workspace.changed:
        place = _place(slack, looking)
        return {
            "workspace": _workspace(slack),
            "app": {"connected": bool(slack.switchboard.sockets)},
            "channels": {"list": _channels(slack, looking)},
            "messages": _messages(slack, looking, place),
            "thread": _thread(slack, looking, place),
            "modals": {"stack": _modals(slack, looking.person)},
            "home": _home(slack, looking.person),
        }


def _workspace(slack: Slack) -> Json:
    ws = slack.workspace
    return {
        "name": ws.name,
        "bot": ws.bot.id,
        "own": ws.own.id,
        "actors": [person.id for person in actors(slack)],
        "people": [_person(person, own=person is ws.own) for person in ws.people.values()],
        "groups": [{"id": g.id, "handle": g.handle} for g in ws.usergroups.values()],
        "commands": [command.as_shown() for command in ws.commands],
        "shortcuts": [shortcut.as_shown() for shortcut in ws.shortcuts],
    }


def _person(person: Person, *, own: bool) -> Json:
    # What Slack calls Slackbot speaks here for a workspace that is not Slack.
    name = "Rehearsal" if own else person.real_name or person.name
    shown = {"id": person.id, "name": person.name, "real_name": name}
    return shown | {"title": person.title, "bot": person.is_bot, "deleted": person.deleted}


def _channels(slack: Slack, looking: Looking) -> list[Json]:
    ws, person = slack.workspace, looking.person
    ws.direct(person)
    seen = [c for c in ws.channels.values() if person in c.members and not c.is_archived]
    shown = []
    for channel in seen:
        others = [m.ts for m in channel.messages if m.user != person]
        others += [m.ts for m in _whispered(slack, looking, channel)]
        kind = "direct" if channel.is_im else "private" if channel.is_private else "channel"
        name = f"@{ws.bot.name}" if channel.is_im else channel.name
        latest = max(others, default="")
        shown.append({"id": channel.id, "name": name, "kind": kind, "latest": latest})
    return shown


def _place(slack: Slack, looking: Looking) -> Channel | None:
    ws = slack.workspace
    if looking.place == f"@{ws.bot.name}":
        return ws.direct(looking.person)
    try:
        channel = ws.channel(looking.place)
    except Refused:
        return None
    return channel if looking.person in channel.members else None


def _messages(slack: Slack, looking: Looking, place: Channel | None) -> Json:
    if place is None:
        return {"channel": None, "list": [], "earlier": False}
    top = [m for m in place.messages if not m.is_reply or m.subtype == "thread_broadcast"]
    top += [m for m in _whispered(slack, looking, place) if not m.thread_ts]
    top.sort(key=lambda message: message.ts)
    threads = defaultdict(list)
    for message in place.messages:
        if message.is_reply:
            threads[message.thread_ts].append(message)
    shown = [
        _message(slack, message) | _answered(looking, threads.get(message.ts, []))
        for message in top[-looking.count :]
    ]
    return {"channel": place.id, "list": shown, "earlier": len(top) > looking.count}


def _answered(looking: Looking, answers: list[Message]) -> Json:
    """How many answers a message has, who wrote them, and when others did: some may be unread."""
    if not answers:
        return {}
    return {
        "replies": len(answers),
        "latest_reply": answers[-1].ts,
        "reply_users": list(dict.fromkeys(message.user for message in answers)),
        "replies_of_others": [m.ts for m in answers if m.user != looking.person][-_SHOWN:],
    }


def _whispered(slack: Slack, looking: Looking, place: Channel) -> list[Message]:
    whispered = slack.workspace.ephemeral.get(looking.person, [])
    return [m for m in whispered if m.channel == place.id and float(m.ts) >= looking.since]


def _thread(slack: Slack, looking: Looking, place: Channel | None) -> Json:
    if place is None or not looking.thread:
        return {"channel": None, "list": []}
    said = [m for m in place.messages if looking.thread in (m.ts, m.thread_ts)]
    whispered = [m for m in _whispered(slack, looking, place) if m.thread_ts == looking.thread]
    told = [_message(slack, m) for m in sorted(said + whispered, key=lambda m: m.ts)]
    return {"channel": place.id, "ts": looking.thread, "list": told}


def _message(slack: Slack, message: Message) -> Json:
    told = message.as_slack(slack.workspace.team)
    return told | {"ephemeral": True} if message.shown_to else told


def _modals(slack: Slack, person: str) -> list[Json]:
    return [slack.workspace.view_as_slack(view) for view in slack.views_of(person)]


def _home(slack: Slack, person: str) -> Json:
    home = slack.home_of(person)
    return {"view": slack.workspace.view_as_slack(home) if home else None}
