"""The workspace itself: who and what is in it, behind one lock, knowing nothing of HTTP.

Everything that changes it does so inside `changing()`, which wakes whoever waits in `wait_for`.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import TypeVar

from demo.slack.changes import Changes
from demo.slack.faults import Faults
from demo.slack.features import Command, Shortcut
from demo.slack.files import File
from demo.slack.model import Channel, Json, Message, Person, Refused, Usergroup, View
from demo.slack.passes import Passes

T = TypeVar("T")

BOT_SCOPES = (
    *("commands", "chat:write", "im:write", "im:history", "users:read", "users:read.email"),
    *("channels:read", "channels:history", "channels:join", "files:write", "usergroups:read"),
    *("team:read", "reactions:read", "reactions:write"),
)
BOT_EVENTS = (
    *("app_home_opened", "team_join", "member_joined_channel", "message.channels"),
    *("member_left_channel", "reaction_added", "app_uninstalled", "tokens_revoked"),
)


class Workspace:
    """One workspace with one app in it.

    `clock` gives Unix seconds; `publish` takes an envelope and how many copies of it to send.
    """

    def __init__(
        self,
        *,
        team: str,
        name: str,
        people: Iterable[Person],
        channels: Iterable[Channel | str],
        usergroups: Iterable[Usergroup],
        bot_scopes: Iterable[str],
        bot_events: Iterable[str],
        faults: Faults,
        clock: Callable[[], float],
        publish: Callable[[Json, int], None],
        changed: Changes,
        permits: Callable[[], float] | None = None,
    ) -> None:
        self.team, self.name, self.clock, self.publish = team, name, clock, publish
        self.scopes = {"bot": tuple(bot_scopes), "app": ("connections:write",)}
        self.events = frozenset(bot_events)
        self.faults, self.changed = faults, changed
        self.url = ""
        self.closed = False
        self.commands: tuple[Command, ...] = ()
        self.shortcuts: tuple[Shortcut, ...] = ()
        self.revoked: set[str] = set()
        self.passes = Passes(permits or clock)
        self.people: dict[str, Person] = {}
        self.channels: dict[str, Channel] = {}
        self.usergroups: dict[str, Usergroup] = {}
        self.views: dict[str, View] = {}
        self.stacks: dict[str, list[str]] = {}
        self.homes: dict[str, View] = {}
        self.ephemeral: dict[str, list[Message]] = {}
        self.files: dict[str, File] = {}
        self.neighbours: dict[str, Json] = {}
        self._ids = self._last_stamp = 0
        self._settle_in(people, channels, usergroups)

    def _settle_in(
        self,
        people: Iterable[Person],
        channels: Iterable[Channel | str],
        usergroups: Iterable[Usergroup],
    ) -> None:
        self.bot_id, self.app_id = self.new_id("B"), self.new_id("A")
        self.tokens = {
            "bot": f"xoxb-0000-rehearsal-{self.team.lower()}",
            "app": f"xapp-1-{self.app_id}-rehearsal-{self.team.lower()}",
        }
        self.bot = self.add_person(Person("leadlight", real_name="Leadlight", is_bot=True))
        self.own = Person("slackbot", id="USLACKBOT", real_name="Slackbot", team_id=self.team)
        self.people[self.own.id] = self.own
        members = [self.add_person(person) for person in people]
        # Who comes later belongs to the story; these are whose side a page may show.
        self.cast = tuple(person.id for person in members)
        for channel in channels:
            channel = Channel(channel) if isinstance(channel, str) else channel
            self._add_channel(channel, members)
        for group in usergroups:
            ids = tuple(self.person(user).id for user in group.users)
            group = replace(group, id=self.new_id("S"), users=ids)
            self.usergroups[group.id] = group

    def add_person(self, person: Person) -> Person:
        """Take a person in and give an id and, unless a stranger has one, the team's id."""
        if any(known.name == person.name for known in self.people.values()):
            raise ValueError(f"@{person.name} is already in workspace {self.team}: rename one")
        known = replace(
            person,
            id=person.id or self.new_id("U"),
            team_id=person.team_id or self.team,
            updated=int(self.clock()),
        )
        self.people[known.id] = known
        return known

    def _add_channel(self, channel: Channel, everybody: list[Person]) -> None:
        bot = [self.bot.id] if channel.has_bot else []
        people = [self.person(ref).id for ref in channel.members] or [p.id for p in everybody]
        self._keep(replace(channel, name=channel.name.lstrip("#"), members=bot + people), "C")

    def _keep(self, channel: Channel, prefix: str) -> Channel:
        channel.id = channel.id or self.new_id(prefix)
        channel.created, channel.messages = int(self.clock()), []
        self.channels[channel.id] = channel
        return channel

    def new_id(self, prefix: str) -> str:
        """An id as Slack's look, different in every workspace."""
        self._ids += 1
        return f"{prefix}0{self._ids:05}{self.team[-5:]}"

    def stamp(self) -> str:
        """A `ts`: Unix seconds with microseconds, later than every one before."""
        self._last_stamp = max(self._last_stamp + 1, int(self.clock() * 1_000_000))
        return f"{self._last_stamp // 1_000_000}.{self._last_stamp % 1_000_000:06}"

    def person(self, ref: Person | str) -> Person:
        """By id, `name` or `@name`; raises `LookupError` naming who is there."""
        known = self.people.get(ref.id if isinstance(ref, Person) else ref)
        if known:
            return known
        name = ref.name if isinstance(ref, Person) else ref.lstrip("@")
        for person in self.people.values():
            if person.name == name:
                return person
        names = ", ".join(sorted(person.name for person in self.people.values()))
        raise LookupError(f"nobody called {name} in workspace {self.team}: there are {names}")

    def channel(self, ref: str) -> Channel:
        """By id, `name` or `#name`; raises `Refused("channel_not_found")`."""
        name = ref.removeprefix("#")
        for channel in self.channels.values():
            if channel.id == ref or (channel.name == name and not channel.is_im):
                return channel
        raise Refused("channel_not_found")

    def direct(self, person_id: str) -> Channel:
        """The direct conversation of the app and a person, opened if there is none."""
        for channel in self.channels.values():
            if channel.partner == person_id:
                return channel
        members = [self.bot.id, person_id]
        return self._keep(Channel("directmessage", partner=person_id, members=members), "D")

    def message(self, channel: Channel, ts: str) -> Message:
        """By its `ts`; raises `Refused("message_not_found")`."""
        for message in channel.messages:
            if message.ts == ts:
                return message
        raise Refused("message_not_found")

    @property
    def with_email(self) -> bool:
        """Whether the app may see addresses."""
        return "users:read.email" in self.scopes["bot"]

    @property
    def app_ids(self) -> Mapping[str, str]:
        """What each view says of the app and the workspace."""
        ids = {"team_id": self.team, "app_id": self.app_id, "bot_id": self.bot_id}
        return ids | {"app_installed_team_id": self.team}

    def view_as_slack(self, view: View, values: Json | None = None) -> Json:
        """Slack's view object, with this app's ids."""
        return view.as_slack(dict(self.app_ids), values)

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Hold the lock; on leaving, wake who waits for a change."""
        with self.changed:
            try:
                yield
            finally:
                self.changed.notify_all()

    def close(self) -> None:
        """The workspace is about to end: who looks on by a stream is to let go."""
        with self.changing():
            self.closed = True

    def wait_for(self, predicate: Callable[[], T | None], seconds: float) -> T:
        """Block until `predicate()` is true and return what it said; else `TimeoutError`."""
        found: T | None = None

        def holds() -> bool:
            nonlocal found
            found = predicate()
            return bool(found)

        with self.changed:
            self.changed.wait_for(holds, seconds)
        if not found:
            raise TimeoutError(f"not so within {seconds} s in workspace {self.team}: {found}")
        return found


def wall_clock() -> float:
    """Unix seconds now: the clock of a workspace that is given no other."""
    return time.time()
