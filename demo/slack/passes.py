"""Slack's short-lived permits: triggers that open one view, and links that take five answers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from demo.slack.model import Json, Message, Refused

TRIGGER_SECONDS = 3.0
LINK_SECONDS = 30 * 60.0
LINK_POSTS = 5


@dataclass
class Link:
    """A `response_url`: for whom, where, in answer to which message, and what came back."""

    token: str
    person: str
    channel: str
    origin: Message | None
    expires: float
    posts: list[Json] = field(default_factory=list)


@dataclass
class _Trigger:
    person: str
    expires: float
    used: bool = False


class Passes:
    """Hands permits out and takes them back; `clock` gives Unix seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._numbers = count(1)
        self._triggers: dict[str, _Trigger] = {}
        self._links: dict[str, Link] = {}

    def trigger(self, person: str) -> str:
        """A `trigger_id` for that person's client: 3 seconds, one use."""
        name = f"{next(self._numbers):06}.rehearsal.trigger"
        self._triggers[name] = _Trigger(person, self._clock() + TRIGGER_SECONDS)
        return name

    def use_trigger(self, name: str) -> str:
        """The person behind a trigger that is fresh and not yet used; else `Refused`."""
        trigger = self._triggers.get(name)
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        if self._clock() > trigger.expires:
            raise Refused("expired_trigger_id")
        trigger.used = True
        return trigger.person

    def link(self, person: str, channel: str, origin: Message | None = None) -> Link:
        """A link that takes 5 posts in 30 minutes."""
        token = f"{next(self._numbers):06}-rehearsal-response"
        expires = self._clock() + LINK_SECONDS
        self._links[token] = Link(token, person, channel, origin, expires)
        return self._links[token]

    def use_link(self, token: str) -> Link:
        """The link behind a token, if it takes another post; else `Refused`."""
        link = self._links.get(token)
        if link is None:
            raise Refused("invalid_token")
        if self._clock() > link.expires:
            raise Refused("expired_url")
        if len(link.posts) >= LINK_POSTS:
            raise Refused("used_url")
        return link
