"""The third door: the only place that posts. One message at a time, each cause heard once.

Slack has no key that makes a post idempotent, so a lost answer leaves a message in doubt. A notice
is marked as being sent before it is posted, carries its key in the message's metadata, and after a
crash or a lost answer is looked for in the channel's history before it is posted again.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.channels import Channels
from bot.clock import now
from bot.posted import (
    FINAL,
    IN_DOUBT,
    LONGEST_WAIT,
    NO_CHANNEL,
    Posted,
    back_off,
    look_back,
    rest,
    signature,
)
from bot.services import Services
from bot.views.blocks import Message
from bot.views.notice_views import VIEWS
from bot.workspaces import Workspace
from ledger import notices
from ledger.engine import Ledger
from ledger.tables import Notice

log = logging.getLogger(__name__)

# The client's timeout and a margin: until then a post may still be accepted.
GRACE = timedelta(seconds=30)
PACE = timedelta(seconds=1)  # Slack takes about one message a second and channel
TRIES = 100  # about a day at that wait: time for somebody to invite the bot or to mend a token


View = Callable[[Mapping[str, Any]], Message]


@dataclass
class Outbox:
    """What posting needs; `rests` remembers when a channel may hear the next message."""

    ledger: Ledger
    posting: WebClient
    reading: WebClient
    channels: Channels
    views: Mapping[str, View]
    fallback: str  # the leads channel, where a team has none
    clock: Callable[[], datetime]
    pace: timedelta = PACE
    rests: dict[str, datetime] = field(default_factory=dict)

    def deliver(self, stop: Callable[[], bool] = lambda: False) -> int:
        """Settles what is in doubt, then posts everything that is due; returns how many."""
        with self.ledger.read() as session:
            if not notices.any_due(session, self.clock()):
                return 0
        self._settle_doubts()
        posted = 0
        while not stop():
            with self.ledger.write() as session:
                now = self.clock()  # not before: the wait for the lock may be long
                notice = notices.claim(session, now, self._resting(now))
            if notice is None:
                break
            posted += self._send(notice)
        return posted

    def _resting(self, now: datetime) -> list[str]:
        resting = [channel for channel, until in self.rests.items() if until > now]
        return [*resting, notices.LEADS] if self.fallback in resting else resting

    def _send(self, notice: Notice) -> bool:
        """Posts one claimed notice and keeps what Slack said."""
        prepared = self._prepare(notice)
        if prepared is None:
            return False
        with self.ledger.write() as session:
            if not notices.begin(session, notice, self.clock()):
                return False
        try:
            answer = self._call(notice, *prepared)
        except SlackApiError as error:
            self._refused(notice, error)
            return False
        except (URLError, OSError) as error:
            self._lost(notice, str(error))
            return False
        with self.ledger.write() as session:
            notices.sent(
                session, notice.id, str(answer["channel"]), str(answer["ts"]), self.clock()
            )
        self.rests[self._channel(notice)] = self.clock() + self.pace
        return True

    def _prepare(self, notice: Notice) -> tuple[Message, Posted] | None:
        """The message and its place (no ts: a new one). What fails here was surely not posted."""
        try:
            message = self.views[notice.kind](notice.facts)
        except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
            # Facts that no view can show: this one is dead, the others go on.
            self._give_up(notice, notices.DEAD, f"{type(error).__name__}: {error}")
            return None
        wait = back_off(notice.attempts)
        try:
            if notice.operation == notices.POST:
                return message, (self._address(notice), "")
            if anchor := self._anchor(notice):
                return message, anchor
            self._give_up(notice, notices.DEAD, "the message to edit was never posted")
        except SlackApiError as error:
            reason = f"looking for its channel: {error.response.get('error')}"
            log.warning("notice %s: %s", notice.key, reason)
            self._later(notice, self.clock() + wait, reason)
        except (URLError, OSError) as error:
            log.warning("notice %s: no answer from Slack (%s)", notice.key, error)
            self._later(notice, self.clock() + wait, str(error), counts=False)
        return None

    def _channel(self, notice: Notice) -> str:
        return self.fallback if notice.channel == notices.LEADS else notice.channel

    def _address(self, notice: Notice) -> str:
        return self.channels.address(self._channel(notice), self.fallback, self.clock())

    def _call(self, notice: Notice, message: Message, place: Posted) -> SlackResponse:
        channel, ts = place
        if ts:
            return self.posting.chat_update(
                channel=channel, ts=ts, text=message.text, blocks=list(message.blocks)
            )
        return self.posting.chat_postMessage(
            channel=channel,
            unfurl_links=False,
            unfurl_media=False,
            metadata=signature(notice.key),
            text=message.text,
            blocks=list(message.blocks),
        )

    def _anchor(self, notice: Notice) -> Posted | None:
        with self.ledger.read() as session:
            anchor = notices.by_key(session, notice.anchor or "")
        if anchor is None or anchor.sent_channel is None or anchor.sent_ts is None:
            return None
        return anchor.sent_channel, anchor.sent_ts

    def _refused(self, notice: Notice, error: SlackApiError) -> None:
        """Slack answered, and it was no: final, too fast, or trouble of its own."""
        reason = str(error.response.get("error", "unknown"))
        status = getattr(error.response, "status_code", 200)
        if status == 429 or reason == "ratelimited":
            until = self.clock() + rest(getattr(error.response, "headers", {}))
            self.rests[self._channel(notice)] = until
            self._later(notice, until, "rate limited", counts=False)
        elif status >= 500 or reason in IN_DOUBT or not reason.isidentifier():
            self._lost(notice, reason)
        elif reason in NO_CHANNEL and notice.channel.startswith(("U", "W")):
            self._give_up(notice, notices.DEAD, reason)  # news for one person is nobody else's
        elif reason in NO_CHANNEL and self._channel(notice) != self.fallback:
            log.error("cannot post to %s (%s): using the leads channel", notice.channel, reason)
            with self.ledger.write() as session:
                notices.redirect(session, notice.id, notices.LEADS, self.clock())
        elif reason in FINAL:
            self._give_up(notice, notices.DEAD, reason)
        else:  # a token revoked, a service unavailable: nothing was posted
            self._later(notice, self.clock() + back_off(notice.attempts), reason)

    def _lost(self, notice: Notice, reason: str) -> None:
        """No answer: an edit may simply be made again, a post stays in doubt for a while."""
        log.warning("notice %s: no answer from Slack (%s)", notice.key, reason)
        if notice.operation == notices.UPDATE:
            self._later(notice, self.clock() + back_off(notice.attempts), reason)

    def _later(self, notice: Notice, at: datetime, reason: str, counts: bool = True) -> None:
        if counts and notice.attempts >= TRIES:
            self._give_up(notice, notices.DEAD, f"{reason}, {TRIES} times")
            return
        with self.ledger.write() as session:
            notices.retry(session, notice.id, at, reason)

    def _give_up(self, notice: Notice, state: str, reason: str) -> None:
        log.error("notice %s is %s: %s", notice.key, state, reason)
        with self.ledger.write() as session:
            notices.give_up(session, notice.id, state, reason)

    def _settle_doubts(self) -> None:
        """Looks each notice in doubt up in its channel: what is not there was not sent."""
        with self.ledger.read() as session:
            doubtful = notices.in_doubt(session, self.clock() - GRACE, self.clock())
        for notice in doubtful:
            if notice.operation == notices.UPDATE:
                self._later(notice, self.clock(), "interrupted")
                continue
            try:
                found = self._look_back(notice)
            except SlackApiError as error:
                self._cannot_look(notice, error)
                continue
            except (URLError, OSError) as error:
                self._still_in_doubt(notice, str(error))
                continue
            if found is None:
                self._later(notice, self.clock(), "was not posted")
            else:
                with self.ledger.write() as session:
                    notices.sent(session, notice.id, *found, self.clock())

    def _look_back(self, notice: Notice) -> Posted | None:
        channel = self._address(notice)
        if channel.startswith(("U", "W")):
            channel = str(self.posting.conversations_open(users=channel)["channel"]["id"])
        return look_back(self.reading, channel, notice.key, notice.started_at or notice.created_at)

    def _cannot_look(self, notice: Notice, error: SlackApiError) -> None:
        reason = str(error.response.get("error", "unknown"))
        if reason in FINAL | NO_CHANNEL:
            self._give_up(notice, notices.UNCERTAIN, f"cannot look it up: {reason}")
        else:
            self._still_in_doubt(notice, reason)

    def _still_in_doubt(self, notice: Notice, reason: str) -> None:
        """Looked for again after as long as the doubt has lasted: each time twice as long."""
        log.warning("notice %s stays in doubt: %s", notice.key, reason)
        now = self.clock()
        lasted = now - (notice.started_at or notice.created_at)
        with self.ledger.write() as session:
            notices.put_off(session, notice.id, now + min(lasted, LONGEST_WAIT))


def outbox_of(services: Services, workspace: Workspace) -> Outbox:
    """The outbox of the internal workspace."""
    return Outbox(
        ledger=services.ledger,
        posting=workspace.posting,
        reading=workspace.reading,
        channels=Channels(workspace.reading),
        views=VIEWS,
        fallback=services.leads_channel,
        clock=now,
    )
