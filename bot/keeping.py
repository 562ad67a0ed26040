"""Events are stored, then acknowledged; those that come together are stored together.

Why by a thread of its own: every commit waits for the disk, one after the other, and a thousand of
them take longer than the three seconds that Slack waits. So one thread takes whatever was brought
meanwhile, in one transaction, and whoever brought it waits for nothing: while the ledger is locked,
events use up none of the threads that people's requests need. Nothing is acknowledged before it is
on the disk.
"""

import logging
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from slack_bolt import BoltResponse

from bot.services import Services
from bot.slack_payloads import Body, author_of, event_id, is_misshapen
from bot.telling import bound
from bot.workspaces import Workspace
from collectors.slack_events import strip
from ledger import inbox
from ledger.errors import DatabaseError, LedgerError, in_words, is_of_storage

log = logging.getLogger(__name__)

KEPT: Final = ("team_join", "message", "reaction_added")
WAITING_EVENTS: Final = 2_000  # more than that are left to Slack, which sends them again
TOGETHER: Final = 200  # in one transaction: others who write wait for no more than these

STORED, TO_COME_AGAIN = 200, 503


@dataclass(eq=False)
class _Event:
    team_id: str
    id: str
    payload: Body
    at: datetime
    is_at_fault: bool = False  # the ledger took the others, and not this one
    answer: Future[BoltResponse] = field(default_factory=Future)


class Keeping:
    """Stores the events of a workspace that collects, each answered once it is on the disk."""

    def __init__(
        self, workspace: Workspace, services: Services, clock: Callable[[], datetime]
    ) -> None:
        self._workspace, self._services, self._clock = workspace, services, clock
        self._brought = deque[_Event]()
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="inbox")

    def __call__(self, body: Body) -> Future[BoltResponse]:
        """200 once it is stored, or where nothing of it is; 503 where Slack is to send it again.

        Who is told by the answer runs on the thread that stores, and should not wait there.
        """
        if not self._is_wanted(body):
            return there(BoltResponse(status=STORED))
        if len(self._brought) >= WAITING_EVENTS:
            log.info("the ledger is busy: an event is left for Slack to send again")
            return there(BoltResponse(status=TO_COME_AGAIN))
        event = self._read(body)
        event.answer.set_running_or_notify_cancel()  # whoever waits for it cannot take it back
        self._brought.append(event)
        self._writer.submit(self._store).add_done_callback(_tell)
        return event.answer

    def settle(self) -> None:
        """Back when all that was brought until now is answered."""
        wait([self._writer.submit(self._store)])

    def _is_wanted(self, body: Body) -> bool:
        """Whether it may be an activity, or somebody is to look at it; nothing is our own deed."""
        if not self._workspace.collects or is_misshapen(body):
            return self._workspace.collects
        event, ours = body["event"], self._workspace
        if event["type"] not in KEPT:
            return False
        return author_of(event) != ours.bot_user_id and event.get("bot_id") != ours.bot_id

    def _read(self, body: Body) -> _Event:
        stripped = strip(body, self._services.ledger.address_hash)
        team_id = str(stripped.get("team_id") or self._workspace.team_id)
        return _Event(team_id, event_id(stripped), stripped, self._clock())

    def _store(self) -> None:
        """What waits, until nothing does; one that the ledger refuses does not hold up the rest."""
        while self._brought:
            events = [self._brought.popleft() for _ in range(min(len(self._brought), TOGETHER))]
            try:
                while events:
                    events = self._stored(events)
            finally:
                _answer(events, TO_COME_AGAIN)

    def _stored(self, events: list[_Event]) -> list[_Event]:
        """Stores them in one transaction; those that are to be tried once more without the rest."""
        try:
            status = self._commit(events)
        except (DatabaseError, LedgerError) as error:
            single = [one for one in events if one.is_at_fault and not is_of_storage(error)]
            failed = single or events
            for one in failed:
                with bound(event=one.id):
                    log.error(
                        "an event is not stored: Slack is to send it again %s", in_words(error)
                    )
            _answer(failed, TO_COME_AGAIN)
            return [one for one in events if one not in failed]
        _answer(events, status)
        return []

    def _commit(self, events: list[_Event]) -> int:
        with self._services.ledger.write(beside=True) as session:
            if inbox.is_full(session):
                log.error("%s events wait to be read: no more are taken", inbox.MOST_WAITING)
                return TO_COME_AGAIN
            for one in events:
                one.is_at_fault = True
                inbox.store(session, one.team_id, one.id, one.payload, one.at)
                one.is_at_fault = False
        return STORED


def there(response: BoltResponse) -> Future[BoltResponse]:
    """An answer that nobody has to wait for."""
    answer: Future[BoltResponse] = Future()
    answer.set_result(response)
    return answer


def _tell(work: Future[None]) -> None:
    """An error that nobody thought of ends no thread: it would be lost without a word."""
    if error := work.exception():
        log.critical("events are not stored: Slack is to send them again", exc_info=error)


def _answer(events: list[_Event], status: int) -> None:
    for one in events:
        one.answer.set_result(BoltResponse(status=status))
