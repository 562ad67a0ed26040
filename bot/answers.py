"""What a handler gives back to Slack, as data: the Bolt side turns it into an acknowledgement."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.views.blocks import Message


@dataclass(frozen=True, slots=True)
class Say:
    """A private answer to whoever asked."""

    message: Message


@dataclass(frozen=True, slots=True)
class Later:
    """A private answer that takes longer than Slack waits: what is said now, and what makes it."""

    message: Message
    work: Callable[[], Message]


@dataclass(frozen=True, slots=True)
class Open:
    """A form to open."""

    view: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Errors:
    """What is wrong in a form, by the field's block id; the form stays open."""

    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Done:
    """All is well; the form closes. `message` is said to whoever asked, if there is one."""

    message: Message | None = None


Answer = Say | Later | Open | Errors | Done


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, as Slack says; `request` is the same when the same request comes again."""

    user_id: str
    user_name: str
    team_id: str
    request: str
