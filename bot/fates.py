"""What becomes of a notice that was not posted: tried later, sent elsewhere, or given up."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.posted import LONGEST_WAIT, back_off
from bot.views.blocks import is_member
from ledger import notices
from ledger.engine import Ledger
from ledger.tables import Notice

log = logging.getLogger(__name__)

TRIES = 100  # about a day at that wait: time for somebody to invite the bot or to mend a token


@dataclass(frozen=True, slots=True)
class Fates:
    """Keeps each fate in a transaction of its own; `clock` gives aware UTC moments."""

    ledger: Ledger
    clock: Callable[[], datetime]

    def later(
        self, notice: Notice, reason: str, at: datetime | None = None, counts: bool = True
    ) -> None:
        """It is tried again, at a moment or after the usual wait; not for ever, where it counts."""
        if counts and notice.attempts >= TRIES:
            self.give_up(notice, notices.DEAD, f"{reason}, {TRIES} times")
            return
        with self.ledger.write() as session:
            due = at or self.clock() + back_off(notice.attempts)
            notices.retry(session, notice.id, due, reason)

    def give_up(self, notice: Notice, state: str, reason: str) -> None:
        """It is not tried again; whoever asked for a file hears that it does not come."""
        log.error("notice %s is %s: %s", notice.id, state, reason)
        with self.ledger.write() as session:
            notices.give_up(session, notice.id, state, reason)
            is_awaited = notice.operation == notices.FILE and is_member(notice.channel)
            if is_awaited and state == notices.DEAD:
                facts = {"title": notice.facts.get("title", "a file"), "notice": notice.id}
                key = f"undelivered:{notice.id}"
                notices.queue(session, key, "undelivered", notice.channel, facts, self.clock())

    def detach(self, notice: Notice, reason: str) -> None:
        """It goes to its channel by itself, for what it hangs on is not there."""
        log.warning("notice %s goes to its channel by itself: %s", notice.id, reason)
        with self.ledger.write() as session:
            notices.detach(session, notice.id, self.clock())

    def redirect(self, notice: Notice, reason: str) -> None:
        """It goes to the leads channel, for its own cannot be posted to."""
        log.error("cannot post to %s (%s): using the leads channel", notice.channel, reason)
        with self.ledger.write() as session:
            notices.redirect(session, notice.id, notices.LEADS, self.clock())

    def put_off(self, notice: Notice, reason: str) -> None:
        """It stays in doubt and is looked for after as long as the doubt has lasted by now."""
        log.warning("notice %s stays in doubt: %s", notice.id, reason)
        now = self.clock()
        lasted = now - (notice.started_at or notice.created_at)
        with self.ledger.write() as session:
            notices.put_off(session, notice.id, now + min(lasted, LONGEST_WAIT))
