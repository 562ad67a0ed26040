"""An outbox before a Slack that can be made to misbehave, on a clock that both share."""

from datetime import UTC, datetime, timedelta
from typing import Any

from slack_sdk import WebClient

from bot.channels import Channels
from bot.clients import posting_client
from bot.outbox import Outbox
from bot.views.notice_views import VIEWS
from demo.slack import Channel, Slack
from ledger import notices
from ledger.engine import Ledger
from ledger.tables import Notice
from tests.bot import told

PLACES = ("#leads", "#dql-sales", Channel("elsewhere", has_bot=False))


class Clock:
    """A clock that Slack and the outbox share, and that moves when told."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 20, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def seconds(self) -> float:
        """Unix seconds, as the workspace counts."""
        return self.now.timestamp()

    def forward(self, by: timedelta | float) -> None:
        """Moves it, by so many seconds where a number is given."""
        self.now += by if isinstance(by, timedelta) else timedelta(seconds=by)


def outbox_at(slack: Slack, ledger: Ledger, clock: Clock, url: str = "") -> Outbox:
    """A new outbox, as after a restart: nothing is remembered but what the ledger holds."""
    reading = WebClient(slack.bot_token, base_url=url or slack.api_url, retry_handlers=[])
    posting = posting_client(slack.bot_token, url or slack.api_url)
    return Outbox(ledger, posting, reading, Channels(reading), VIEWS, "#leads", clock)


def queue(outbox: Outbox, key: str, channel: str = notices.LEADS, **more: Any) -> None:
    """Queues news of a company that is called like the key."""
    values = {"kind": "oql3", "facts": told.company(key, 1), **more}
    with outbox.ledger.write() as session:
        notices.queue(session, key, channel=channel, now=outbox.clock(), **values)


def state(outbox: Outbox, key: str) -> Notice:
    """The notice with that key, as the ledger has it now."""
    with outbox.ledger.read() as session:
        found = notices.by_key(session, key)
    assert found is not None
    return found


def heard(slack: Slack, channel: str = "#leads") -> list[str]:
    """The first word of each message in a channel, in order."""
    return [message.text.split(" ")[0] for message in slack.messages(channel)]


def edit(outbox: Outbox, key: str, anchor: str) -> None:
    """Queues an edit of the message that another notice became."""
    queue(outbox, key, operation=notices.UPDATE, anchor=anchor)
