"""What a workspace's app offers to people, as its manifest says, and what greets them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from demo.slack.model import Json


@dataclass(frozen=True)
class Command:
    """A slash command, such as `/dql`, with what the composer shows while one types it."""

    name: str
    description: str
    usage_hint: str = ""

    def as_shown(self) -> Mapping[str, str]:
        """Its words for a person."""
        return {"name": self.name, "description": self.description, "usage": self.usage_hint}


@dataclass(frozen=True)
class Shortcut:
    """A shortcut in the plus menu (`global`) or in each message's menu (`message`)."""

    name: str
    callback_id: str
    kind: Literal["global", "message"] = "global"

    def as_shown(self) -> Mapping[str, str]:
        """Its words for a person."""
        return {"name": self.name, "callback_id": self.callback_id, "kind": self.kind}


@dataclass(frozen=True)
class Welcome:
    """A message that stands in a channel from the start, by the workspace's own user."""

    channel: str
    text: str
    blocks: Sequence[Json] = ()


COMMANDS = (
    Command(
        "/dql",
        "Refer a community member to a team, and see what came of it",
        'refer @member team "why" | intro @ada @bo "why" | list | status acme.com | help',
    ),
    Command(
        "/oql",
        "A company's level and why, and who is who",
        "acme.com | top | review | link github:LOGIN acme.com | merge A into B | help",
    ),
)
SHORTCUTS = (
    Shortcut("Refer as DQL", "dql_refer_message", "message"),
    Shortcut("New DQL referral", "dql_refer_global"),
)
