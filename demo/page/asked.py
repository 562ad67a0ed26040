"""What the page may ask for: one model a request, so that nothing half-read gets any further."""

from typing import Any

from pydantic import BaseModel, ConfigDict

Filled = dict[str, dict[str, Any]]


class Asked(BaseModel):
    """Any request: the person who acts, by name or id."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    person: str


class Where(BaseModel):
    """A message by channel and `ts`, or a view by its id."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    channel: str = ""
    ts: str = ""
    view: str = ""


class Send(Asked):
    """A line from the composer: a message, an answer in a thread, or a command."""

    channel: str
    text: str
    thread: str = ""


class Click(Asked):
    """A button pressed or a choice made, with all else that was filled in around it."""

    where: Where
    block_id: str
    action_id: str
    value: Any = None
    values: Filled = {}


class Options(Asked):
    """What was typed in an external select."""

    where: Where
    block_id: str
    action_id: str
    typed: str


class Submit(Asked):
    """A modal, filled in."""

    view: str
    values: Filled = {}


class Close(Asked):
    """The modal on top goes, or all of them."""

    everything: bool = False


class UseShortcut(Asked):
    """A shortcut, from the plus menu or, with a message, from that message's menu."""

    callback_id: str
    where: Where | None = None


class Open(Asked):
    """The app's Home tab comes into sight."""
