"""Where a notice goes: a channel, a person, or the message that it edits or answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slack_sdk import WebClient

from bot.channels import Channels
from bot.posted import Posted, permalink
from bot.views.blocks import is_member
from ledger import notices
from ledger.engine import Ledger
from ledger.tables import Notice


@dataclass(frozen=True, slots=True)
class Places:
    """Finds places by what Slack and the ledger know; `fallback` is the leads channel.

    `clock` gives aware UTC moments. All but `channel` raise SlackApiError or OSError where Slack
    cannot be asked.
    """

    ledger: Ledger
    posting: WebClient
    channels: Channels
    fallback: str
    clock: Callable[[], datetime]

    def channel(self, notice: Notice) -> str:
        """The channel as the notice has it: a name, an id, or a person's id."""
        return self.fallback if notice.channel == notices.LEADS else notice.channel

    def find(self, notice: Notice) -> Posted | None:
        """A channel, and the message that it edits or answers; None: that one is not there."""
        if notice.anchor is None or notice.operation == notices.POST:
            return self.channels.address(self.channel(notice), self.fallback, self.clock()), ""
        anchor = self.anchor(notice)
        if anchor and anchor.operation == notices.REPLY and notice.operation != notices.UPDATE:
            anchor = self.anchor(anchor)  # what answers a reply goes beneath the same message
        if anchor is None or anchor.operation == notices.FILE:
            return None
        if anchor.sent_channel is None or anchor.sent_ts is None:
            return None
        return anchor.sent_channel, anchor.sent_ts

    def anchor(self, notice: Notice) -> Notice | None:
        """The notice that it hangs on."""
        with self.ledger.read() as session:
            return notices.by_key(session, notice.anchor or "")

    def landed(self, notice: Notice) -> Mapping[str, Any]:
        """Where the message stands of which another one speaks; nothing for any other notice.

        `channel` is None where it is not known to stand anywhere; `astray` says that it is not
        where it was to go, for that channel is gone, or the bot is not in it.
        """
        if notice.anchor is None or notice.operation != notices.POST:
            return {}
        of = self.anchor(notice)
        if of is None or of.sent_channel is None or of.sent_ts is None:
            return {"landed": {"channel": None, "astray": True}}
        meant = of.facts.get("channel") or self.fallback
        is_there = self.channels.find(meant, self.clock()) == of.sent_channel
        return {
            "landed": {"channel": of.sent_channel, "astray": not is_there},
            "thread": permalink(notice.facts.get("workspace", ""), of.sent_channel, of.sent_ts),
        }

    def conversation(self, place: Posted) -> Posted:
        """The same with the conversation's own id, where a person's stands for it."""
        channel, thread = place
        if is_member(channel):
            channel = str(self.posting.conversations_open(users=channel)["channel"]["id"])
        return channel, thread
