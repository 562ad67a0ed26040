"""The third door: the only place that posts. One message at a time, each cause heard once.

Slack has no key that makes a post idempotent, so a lost answer leaves a message in doubt. A notice
is marked as being sent before it is posted, carries its key in the message's metadata, and after a
crash or a lost answer is looked for in the channel's history before it is posted again.
"""

import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.channels import Channels
from bot.charting import queue_pictures
from bot.clock import now
from bot.drawing import Drawing, Maker, UndrawableError
from bot.fates import Fates
from bot.files import FILES
from bot.in_doubt import Doubts
from bot.metrics import SLACK
from bot.places import Places
from bot.posted import (
    FINAL,
    IN_DOUBT,
    NO_ANSWER,
    NO_CHANNEL,
    NO_THREAD,
    Posted,
    rest,
)
from bot.said_before import CannotLookError, SaidBefore
from bot.sending import Ready, ready
from bot.services import Services
from bot.telling import bound
from bot.views.blocks import is_member
from bot.views.notice_views import VIEWS, View
from bot.workspaces import Workspace
from ledger import notices, withdrawing
from ledger.engine import Ledger
from ledger.tables import Notice

log = logging.getLogger(__name__)

# The client's timeout and a margin: until then a post may still be accepted.
GRACE = timedelta(seconds=30)
PACE = timedelta(seconds=1)  # Slack takes about one message a second and channel


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
    files: Mapping[str, Maker] = field(default_factory=dict)
    pictures: bool = False  # whether charts are shown as such, in the thread of their message
    pace: timedelta = PACE
    rested: Callable[[float], None] = lambda seconds: None  # told of the rests Slack asks for
    rests: dict[str, datetime] = field(default_factory=dict)

    @property
    def places(self) -> Places:
        """Where its notices go."""
        return Places(self.ledger, self.posting, self.channels, self.fallback, self.clock)

    @property
    def drawing(self) -> Drawing:
        """What its notices are made into."""
        return Drawing(self.views, self.files, self.pictures)

    @property
    def fates(self) -> Fates:
        """What becomes of those that were not posted."""
        return Fates(self.ledger, self.clock)

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
                notice = withdrawing.claim(session, now, self._resting(now))
            if notice is None:
                break
            with _telling(notice):
                posted += self._send_new(notice)
        return posted

    def _resting(self, now: datetime) -> list[str]:
        resting = [channel for channel, until in self.rests.items() if until > now]
        return [*resting, notices.LEADS] if self.fallback in resting else resting

    def _send_new(self, notice: Notice) -> bool:
        """Posts it, unless it stands there from before the ledger was restored."""
        before = SaidBefore(self.ledger, self.reading, self.places)
        try:
            found = before.look(notice)
        except CannotLookError as why:
            self.fates.later(notice, f"looking for it: {why}", counts=False)
            return False
        if found is None:
            return self._send(notice)
        self._keep(notice, found)
        return False

    def _send(self, notice: Notice) -> bool:
        """Posts one claimed notice and keeps what Slack said."""
        prepared = self._prepare(notice)
        if prepared is None:
            return False
        with self.ledger.write() as session:
            begun = notices.begin(session, notice, self.clock(), prepared.file_id or None)
        if begun is None:
            return False
        if begun.facts != notice.facts:  # somebody was forgotten meanwhile: it is made anew
            self.fates.later(notice, "its facts changed", self.clock(), counts=False)
            return False
        try:
            channel, ts = prepared.show()
        except SlackApiError as error:
            self._refused(notice, error)
            return False
        except NO_ANSWER as error:
            self._lost(notice, str(error))
            return False
        self._keep(notice, (channel, ts))
        log.info("posted")
        self.rests[self.places.channel(notice)] = self.clock() + self.pace
        return True

    def _prepare(self, notice: Notice) -> Ready | None:
        """All but the call that shows it. What fails here was surely not posted."""
        try:
            made = self.drawing.made(notice, self.places.landed(notice))
            place = self._place(notice)
            return None if place is None else ready(self.posting, self.places, notice, place, made)
        except UndrawableError as error:  # this one is dead, the others go on
            self.fates.give_up(notice, notices.DEAD, str(error))
        except SlackApiError as error:
            is_file = notice.operation == notices.FILE
            doing = "uploading it" if is_file else "looking for its channel"
            reason = f"{doing}: {error.response.get('error')}"
            log.warning("notice %s: %s", notice.id, reason)
            self.fates.later(notice, reason)
        except NO_ANSWER as error:
            log.warning("notice %s: no answer from Slack (%s)", notice.id, error)
            self.fates.later(notice, str(error), counts=False)
        return None

    def _keep(self, notice: Notice, posted: Posted) -> None:
        """It stands there now; its charts follow, once."""
        try:
            message = self.drawing.with_pictures(notice)
        except UndrawableError as error:  # it stood there before this version could not show it
            log.error("notice %s is without its pictures: %s", notice.id, error)
            message = None
        with self.ledger.write() as session:
            notices.sent(session, notice.id, *posted, self.clock())
            if message is not None:
                queue_pictures(session, notice, message, self.clock())

    def _place(self, notice: Notice) -> Posted | None:
        """Where it goes; None: what it hangs on is not there, and what follows is settled."""
        if place := self.places.find(notice):
            return place
        if notice.operation == notices.UPDATE:
            self.fates.give_up(notice, notices.DEAD, "the message to edit was never posted")
        elif (of := self.places.anchor(notice)) and of.state == notices.WITHDRAWN:
            self.fates.give_up(notice, notices.WITHDRAWN, "so was what it speaks of")
        else:
            self.fates.detach(notice, "what it answers was never posted")
        return None

    def _refused(self, notice: Notice, error: SlackApiError) -> None:
        """Slack answered, and it was no: final, too fast, or trouble of its own."""
        reason = str(error.response.get("error", "unknown"))
        status = getattr(error.response, "status_code", 200)
        if status == 429 or reason == "ratelimited":
            asked = rest(getattr(error.response, "headers", {}))
            self.rested(asked.total_seconds())
            until = self.clock() + asked
            self.rests[self.places.channel(notice)] = until
            self.fates.later(notice, "rate limited", until, counts=False)
        elif status >= 500 or reason in IN_DOUBT or not reason.isidentifier():
            self._lost(notice, reason)
        elif reason in NO_THREAD and notice.operation in (notices.REPLY, notices.FILE):
            self.fates.detach(notice, reason)
        elif reason in NO_CHANNEL and is_member(notice.channel):
            self.fates.give_up(notice, notices.DEAD, reason)  # news for one person is nobody else's
        elif reason in NO_CHANNEL and self.places.channel(notice) != self.fallback:
            self.fates.redirect(notice, reason)
        elif reason in FINAL:
            self.fates.give_up(notice, notices.DEAD, reason)
        else:  # a token revoked, a service unavailable: nothing was posted
            self.fates.later(notice, reason)

    def _lost(self, notice: Notice, reason: str) -> None:
        """No answer: an edit may simply be made again, a post stays in doubt for a while."""
        log.warning("notice %s: no answer from Slack (%s)", notice.id, reason)
        if notice.operation == notices.UPDATE:
            self.fates.later(notice, reason)

    def _settle_doubts(self) -> None:
        """Looks each notice in doubt up in its channel: what is not there was not sent."""
        with self.ledger.read() as session:
            doubtful = notices.in_doubt(session, self.clock() - GRACE, self.clock())
        doubts = Doubts(self.reading, self.places, self.fates, self._keep)
        for notice in doubtful:
            with _telling(notice):
                doubts.settle(notice)


def _telling(notice: Notice) -> AbstractContextManager[None]:
    """Log lines tell which notice it is, and of which event of Slack's it came."""
    return bound(notice=str(notice.id), key=notice.key, event=notice.event)


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
        files={of: partial(make, services) for of, make in FILES.items()},
        pictures=services.charts == "image",
        rested=partial(services.metrics.rested, SLACK),
    )
