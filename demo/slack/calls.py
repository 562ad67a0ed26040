"""One Web API call as its method sees it: named arguments, pages, and what may be refused."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from demo.slack.model import Channel, Json, Person, Refused
from demo.slack.state import Workspace

T = TypeVar("T")
_MOST_A_PAGE = 1000


class Args:
    """The arguments of a call, from JSON, a form or the query alike."""

    def __init__(self, given: Json) -> None:
        self._given = given

    def __contains__(self, name: str) -> bool:
        return self._given.get(name) is not None

    def text(self, name: str, default: str = "") -> str:
        """A string, or `default`."""
        held = self._given.get(name)
        return default if held is None else str(held)

    def required(self, name: str) -> str:
        """A string that must be there: else `invalid_arguments` naming it."""
        held = self.text(name)
        if not held:
            complaint = f"[ERROR] missing required field: {name}"
            raise Refused("invalid_arguments", response_metadata={"messages": [complaint]})
        return held

    def flag(self, name: str) -> bool:
        """A boolean, as JSON or as a form writes it."""
        return self.text(name).lower() in ("true", "1")

    def count(self, name: str, default: int) -> int:
        """A number from 1 to 1000; 0 and absence mean `default`."""
        held = self.text(name)
        if held in ("", "0"):
            return default
        if not held.isdecimal() or int(held) > _MOST_A_PAGE:
            raise Refused("invalid_limit")
        return int(held)

    def structure(self, name: str, refusal: str) -> Any:
        """Blocks, a view or metadata: a JSON value, or a string that holds one."""
        held = self._given.get(name)
        if not isinstance(held, str):
            return held
        try:
            return json.loads(held)
        except json.JSONDecodeError:
            raise Refused(refusal) from None


@dataclass(frozen=True)
class Method:
    """A Web API method: what it does, the scope it needs, and whose token may call it."""

    run: Callable[[Workspace, Args], Json]
    scope: str = ""
    caller: Literal["bot", "app"] = "bot"


def page(items: Sequence[T], args: Args, default: int = _MOST_A_PAGE) -> tuple[list[T], str]:
    """The page that `cursor` and `limit` ask for, and the next cursor, empty on the last."""
    limit, start = args.count("limit", default), _offset(args.text("cursor"))
    rest = len(items) > start + limit
    following = base64.b64encode(f"next:{start + limit}".encode()).decode() if rest else ""
    return list(items[start : start + limit]), following


def _offset(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(cursor, validate=True).decode().removeprefix("next:"))
    except (binascii.Error, ValueError):
        raise Refused("invalid_cursor") from None


def need(ws: Workspace, scope: str) -> None:
    """Refuse with `missing_scope` unless the app was granted `scope`."""
    granted = ws.scopes["bot"]
    if scope not in granted:
        raise Refused("missing_scope", needed=scope, provided=",".join(granted))


def visible(ws: Workspace, channel_id: str) -> Channel:
    """A channel, by id alone, that the app may know of: private ones only from within."""
    channel = ws.channels.get(channel_id)
    if channel is None or (channel.is_private and ws.bot.id not in channel.members):
        raise Refused("channel_not_found")
    return channel


def entered(ws: Workspace, channel_id: str) -> Channel:
    """A channel that the app is in: else `not_in_channel`."""
    channel = visible(ws, channel_id)
    if ws.bot.id not in channel.members:
        raise Refused("not_in_channel")
    return channel


def member(ws: Workspace, user_id: str) -> Person:
    """A person by id: else `user_not_found`."""
    person = ws.people.get(user_id)
    if person is None:
        raise Refused("user_not_found")
    return person
