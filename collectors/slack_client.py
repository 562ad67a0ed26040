"""The calls to Slack that catching up needs, and how its lists are gone through by pages."""

from collections.abc import Callable, Iterator
from typing import Any, Protocol

PAGE = 200  # Slack's advice


class Answer(Protocol):
    """Slack's answer to one call."""

    def get(self, key: str, default: Any = None) -> Any:
        """A field of the answer."""


class Client(Protocol):
    """The calls that are made here; it retries by itself, and raises `RefusedError` for a no."""

    def users_list(self, *, cursor: str | None, limit: int) -> Answer:
        """Members, by pages."""

    def conversations_list(
        self, *, cursor: str | None, exclude_archived: bool, limit: int, types: str
    ) -> Answer:
        """Channels, by pages."""

    def conversations_history(
        self, *, channel: str, cursor: str | None, oldest: str, limit: int
    ) -> Answer:
        """Messages of a channel, the newest first, by pages."""

    def conversations_replies(
        self, *, channel: str, ts: str, cursor: str | None, oldest: str, limit: int
    ) -> Answer:
        """A thread, its first message first, by pages."""


def pages(ask: Callable[[str | None], Answer]) -> Iterator[Answer]:
    """Every page of a list; Slack ends it with an empty cursor."""
    cursor: str | None = None
    while True:
        answer = ask(cursor)
        yield answer
        cursor = (answer.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return
