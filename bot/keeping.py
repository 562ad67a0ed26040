"""Events are stored, then acknowledged; those that come together are stored together.

Why: every commit waits for the disk, one after the other, and a thousand of them take longer than
the three seconds that Slack waits. So whoever has its turn at the ledger stores what the others
brought meanwhile, in one transaction; nobody is acknowledged before it is on the disk.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import BoundedSemaphore, Lock
from typing import Final

from slack_bolt import BoltResponse

from bot.services import Services
from bot.slack_payloads import Body, event_id
from bot.workspaces import Workspace
from collectors.slack_events import strip
from ledger import inbox

log = logging.getLogger(__name__)

# While the ledger is locked, events wait for it on the socket's threads: no more than so many, and
# others for a turn no longer than so many seconds, which is enough for a burst to be stored. The
# rest is left to Slack, which sends it again: some threads must be free for people.
WAITING_EVENTS: Final = 16
TURN: Final = 1.0

STORED, TO_COME_AGAIN = 200, 503


@dataclass
class _Event:
    team_id: str
    id: str
    payload: Body
    at: datetime
    is_tried: bool = False
    is_stored: bool = False


class Keeping:
    """Stores the events of a workspace that collects, each answered once it is on the disk."""

    def __init__(
        self, workspace: Workspace, services: Services, clock: Callable[[], datetime]
    ) -> None:
        self._workspace, self._services, self._clock = workspace, services, clock
        self._waiting = BoundedSemaphore(WAITING_EVENTS)
        self._turn, self._bringing = Lock(), Lock()
        self._brought: list[_Event] = []

    def __call__(self, body: Body) -> BoltResponse:
        """200 once it is stored; 503 where Slack is to send it again.

        Raises:
            DatabaseError, LedgerError: the ledger takes nothing; whose turn it was is told.
        """
        if not self._workspace.collects:
            return BoltResponse(status=STORED)
        if not self._waiting.acquire(timeout=TURN):
            log.info("the ledger is busy: an event is left for Slack to send again")
            return BoltResponse(status=TO_COME_AGAIN)
        try:
            is_stored = self._store(self._read(body))
            return BoltResponse(status=STORED if is_stored else TO_COME_AGAIN)
        finally:
            self._waiting.release()

    def _read(self, body: Body) -> _Event:
        stripped = strip(body, self._services.ledger.address_hash)
        team_id = str(stripped.get("team_id") or self._workspace.team_id)
        return _Event(team_id, event_id(stripped), stripped, self._clock())

    def _store(self, event: _Event) -> bool:
        with self._bringing:
            self._brought.append(event)
        with self._turn:
            if not event.is_tried:
                self._write()
        if not event.is_stored:
            log.warning("an event was not stored, and is left for Slack to send again")
        return event.is_stored

    def _write(self) -> None:
        with self._bringing:
            events, self._brought = self._brought, []
        for one in events:
            one.is_tried = True
        with self._services.ledger.write() as session:
            if inbox.is_full(session):
                log.error("%s events wait to be read: no more are taken", inbox.MOST_WAITING)
                return
            for one in events:
                inbox.store(session, one.team_id, one.id, one.payload, one.at)
        for one in events:
            one.is_stored = True
