"""What a handler gives back to Slack, as data: the Bolt side turns it into an acknowledgement."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.roles import Role
from bot.views.blocks import Message


@dataclass(frozen=True, slots=True)
class Say:
    """A private answer to whoever asked."""

    message: Message


@dataclass(frozen=True, slots=True)
class Denied(Say):
    """What somebody hears who may not; `what` they asked for becomes a row of the audit list."""

    what: str


@dataclass(frozen=True, slots=True)
class Later:
    """A private answer that takes longer than Slack waits: what is said now, and what makes it."""

    message: Message
    work: Callable[[], Message]


@dataclass(frozen=True, slots=True)
class Replace:
    """A private answer in place of the one whose button was pressed, such as its next page."""

    message: Message


@dataclass(frozen=True, slots=True)
class Open:
    """A form to open.

    `stranger` is the Slack id of somebody whose name only Slack knows, and `named` makes the form
    with that name in it: it is shown once Slack has told, for a form waits for nobody's answer.
    """

    view: dict[str, Any]
    stranger: str = ""
    named: Callable[[str], dict[str, Any]] | None = None


@dataclass(frozen=True, slots=True)
class Update:
    """A form in place of the one that was sent in, or in which something was chosen."""

    view: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Errors:
    """What is wrong in a form, by the field's block id; the form stays open."""

    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Done:
    """All is well; the form closes. `message` is said to whoever asked, if there is one."""

    message: Message | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """What a select offers for what was typed into it: Slack's option objects, 100 at most.

    `denied` is what was asked for, where whoever typed may not; nothing is offered then.
    """

    options: Sequence[Mapping[str, Any]]
    denied: str = ""


Answer = Say | Later | Replace | Open | Update | Errors | Done


@dataclass(frozen=True, slots=True)
class Sought:
    """What was typed into a select that asks for its options, and the block that it stands in."""

    text: str
    block_id: str = ""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, as Slack says; `request` is the same when the same request comes again.

    `role` and `teams` are what they are at this request; see `bot.permits` for what that allows.
    """

    user_id: str
    user_name: str
    team_id: str
    request: str
    role: Role = Role.NOBODY
    teams: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Press:
    """A button that was pressed, or a choice that was made, with what its view held then.

    `value` is the button's or the chosen one's; `values` are the fields of the form by block id
    and `metadata` its own, both empty in a message; `view_id` is empty there too.
    """

    value: str
    values: Mapping[str, str]
    metadata: str = ""
    view_id: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """What a shortcut was used on: a message, or nothing (all empty) for a global one.

    `author` is a Slack user id, `author_team` their workspace's id; both are empty for a bot's or
    an app's message. `permalink` leads to the message. Its text is left where it is.
    """

    channel_id: str = ""
    channel_name: str = ""
    message_ts: str = ""
    permalink: str = ""
    author: str = ""
    author_team: str = ""
    is_bot: bool = False
