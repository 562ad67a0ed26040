"""What a bystander sees in a workspace, and how to wait for it without a sleeping loop."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from demo.slack.messages import elements
from demo.slack.model import Channel, Message, Person, View
from demo.slack.state import Workspace

T = TypeVar("T")
_PATIENCE = 5.0


def words(message: Message) -> str:
    """All that a message shows: its text and every text in its blocks, a line each."""
    return "\n".join([message.text, *_texts(message.blocks)])


def _texts(held: Any) -> Iterator[str]:
    if isinstance(held, list):
        for item in held:
            yield from _texts(item)
    elif isinstance(held, dict):
        for name, value in held.items():
            if name == "text" and isinstance(value, str):
                yield value
            else:
                yield from _texts(value)


@dataclass
class Reading:
    """Looks at a workspace. People and channels go by name (`sam`, `#leads`), id or `Person`."""

    workspace: Workspace

    def person(self, who: Person | str) -> Person:
        """Somebody, as they are known now; raises `LookupError` naming who is there."""
        return self.workspace.person(who)

    def _place(self, channel: str) -> Channel:
        if channel.startswith("@"):
            return self.workspace.direct(self.person(channel).id)
        return self.workspace.channel(channel)

    def messages(self, channel: str) -> list[Message]:
        """A channel's messages, threads among them, oldest first."""
        with self.workspace.changed:
            return list(self._place(channel).messages)

    def thread(self, message: Message) -> list[Message]:
        """The answers in the thread that a message opened, oldest first."""
        return [
            m for m in self.messages(message.channel) if m.is_reply and m.thread_ts == message.ts
        ]

    def direct_messages(self, person: Person | str) -> list[Message]:
        """What the app and a person wrote each other, oldest first."""
        with self.workspace.changed:
            return list(self.workspace.direct(self.person(person).id).messages)

    def ephemerals(self, person: Person | str) -> list[Message]:
        """What only that person was shown, oldest first."""
        with self.workspace.changed:
            return list(self.workspace.ephemeral.get(self.person(person).id, []))

    def view_of(self, person: Person | str) -> View | None:
        """The modal on top of a person's screen."""
        with self.workspace.changed:
            stack = self.workspace.stacks.get(self.person(person).id)
            return self.workspace.views[stack[-1]] if stack else None

    def views_of(self, person: Person | str) -> list[View]:
        """All modals on a person's screen, the one on top last."""
        with self.workspace.changed:
            stack = self.workspace.stacks.get(self.person(person).id, [])
            return [self.workspace.views[name] for name in stack]

    def field(self, person: Person | str, action_id: str) -> str:
        """The block id of a field in the modal on top; `LookupError` where there is none."""
        view = self.view_of(person)
        for block in view.blocks if view else ():
            if any(element["action_id"] == action_id for element in elements(block)):
                return str(block["block_id"])
        raise LookupError(f"{self.person(person).name} has no field {action_id} in front of them")

    def home_of(self, person: Person | str) -> View | None:
        """What the app published on a person's Home tab."""
        with self.workspace.changed:
            return self.workspace.homes.get(self.person(person).id)

    def wait_for(self, predicate: Callable[[], T | None], seconds: float = _PATIENCE) -> T:
        """Block until `predicate()` is true and return what it said; else `TimeoutError`."""
        return self.workspace.wait_for(predicate, seconds)

    def wait_for_message(
        self, channel: str, containing: str, seconds: float = _PATIENCE
    ) -> Message:
        """The newest message in `#channel`, or to `@person`, that shows these words."""
        try:
            return self.wait_for(lambda: self._newest(channel, containing), seconds)
        except TimeoutError:
            there = [words(message) for message in self.messages(channel)]
            raise TimeoutError(f"no {containing!r} in {channel}: it holds {there}") from None

    def _newest(self, channel: str, containing: str) -> Message | None:
        found = [m for m in self._place(channel).messages if containing in words(m)]
        return found[-1] if found else None

    def wait_for_view(
        self, person: Person | str, title: str = "", seconds: float = _PATIENCE
    ) -> View:
        """The modal on top of a person's screen, once there is one with that in its title."""

        def shown() -> View | None:
            view = self.view_of(person)
            return view if view and title in view.title else None

        return self.wait_for(shown, seconds)
