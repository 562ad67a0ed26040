"""An outbox that posts until it is killed, and two that go about it in the wrong order."""

import time
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import count
from typing import Any, Final

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from bot.channels import Channels
from bot.clients import TIMEOUT, reading_client
from bot.outbox import Outbox
from bot.views.notice_views import VIEWS
from ledger import notices
from ledger.schema import open_ledger
from ledger.tables import Notice
from tests.conftest import UTC_ZONE
from tests.promises.zygote import Witness


class _Posting(WebClient):
    """The posting client, which says when it posts."""

    def __init__(self, witness: Witness, token: str, url: str) -> None:
        super().__init__(token, url, TIMEOUT, retry_handlers=[])
        self._witness = witness

    def chat_postMessage(self, **said: Any) -> SlackResponse:  # noqa: N802 - as Slack calls it
        self._witness.step("posting")
        answer = super().chat_postMessage(**said)
        self._witness.step("posted")
        return answer


class _PostsThenMarks(Outbox):
    """The mistake: what was interrupted is posted again, without a look back."""

    def _settle_doubts(self) -> None:
        with self.ledger.read() as session:
            doubtful = notices.in_doubt(session, self.clock(), self.clock())
        for notice in doubtful:
            self.fates.later(notice, "interrupted", self.clock())


class _MarksThenPosts(Outbox):
    """The other mistake: what is marked as sent is sent afterwards."""

    def _send(self, notice: Notice) -> bool:
        prepared = self._prepare(notice)
        assert prepared is not None
        self._keep(notice, ("C1", "1"))
        time.sleep(0.01)  # the way to Slack is longer than here
        with suppress(OSError):  # the answer is lost; the mark is there, so nobody asks again
            prepared.show()
        return True


ORDERS: Final[dict[str, type[Outbox]]] = {
    "marked, posted, marked": Outbox,
    "posted, then marked": _PostsThenMarks,
    "marked, then posted": _MarksThenPosts,
}


def post(witness: Witness, order: str, url: str, slack: tuple[str, str], begun: str) -> None:
    """Posts everything that is due on a clock that begins at `begun` (ISO text) and ticks."""
    token, api_url = slack
    ledger = open_ledger(url, UTC_ZONE)
    witness.watch(ledger.engine)
    start, ticks = datetime.fromisoformat(begun), count()

    def clock() -> datetime:
        return start + timedelta(milliseconds=next(ticks))

    reading = reading_client(token, api_url)
    posting = _Posting(witness, token, api_url)
    outbox = ORDERS[order](ledger, posting, reading, Channels(reading), VIEWS, "#leads", clock)
    outbox.pace = timedelta(0)
    while outbox.deliver():
        pass
