"""The one thread that stores what comes in over HTTP: the rows of several requests at once.

Why one: a commit waits for the disk, and SQLite has one writer anyway. While a commit is under
way the next requests gather, and share the next; an answer goes out when its own is on disk.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.services import Services
from ledger import actors, intake, jobs
from ledger.drafts import ActivityDraft, ActorDraft
from ledger.engine import Session
from ledger.errors import DatabaseError, LedgerError, in_words
from ledger.intake import Recorded

log = logging.getLogger(__name__)

MOST_WAITING = 50_000  # rows; beyond, senders are asked to come again
MOST_A_COMMIT = 5_000  # rows, unless one request alone has more
PAUSE = 0.5  # seconds after a failure: who is refused at once comes again at once
JUDGED = timedelta(seconds=5)  # within which a level follows: a stream of views is judged at once


class Full(Exception):  # noqa: N818  (a state that passes)
    """As much waits to be written as may wait, or the service is ending."""


class Unwritten(Exception):  # noqa: N818  (a state that passes)
    """The ledger could not be written; nothing of this piece is in it."""


class Unfit(Unwritten):
    """The ledger is well and cannot hold what this piece says: the same again will not do."""


class _Mixed(Exception):  # noqa: N818  (ends a transaction that has to be taken apart)
    """Some rows were new and some not, and nobody can say whose."""


@dataclass(frozen=True, slots=True)
class _Piece:
    drafts: Sequence[ActivityDraft]
    people: Sequence[ActorDraft]
    written: "Future[Recorded]" = field(default_factory=Future)

    @property
    def rows(self) -> int:
        return len(self.drafts) + len(self.people)


class Writer:
    """Stores pieces in order, each whole or not at all, until it is closed."""

    def __init__(self, services: Services, clock: Callable[[], datetime]) -> None:
        self._services, self._clock = services, clock
        self._waiting: deque[_Piece] = deque()
        self._rows = 0
        self._changed = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="http-writer", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """How many rows wait for the transaction that is under way to end."""
        return self._rows

    def submit(
        self, drafts: Sequence[ActivityDraft], people: Sequence[ActorDraft] = ()
    ) -> "Future[Recorded]":
        """Stores activities, and evidence of people; the future is done once they are on disk.

        It holds an Unwritten when they are not. Raises Full when too much waits.
        """
        piece = _Piece(drafts, people)
        with self._changed:
            if self._closing or self._rows + piece.rows > MOST_WAITING:
                raise Full
            self._waiting.append(piece)
            self._rows += piece.rows
            self._changed.notify_all()
        return piece.written

    def close(self, seconds: float) -> None:
        """Writes what waits, for so many seconds, and takes nothing more."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._thread.join(seconds)

    def _run(self) -> None:
        while group := self._next():
            wanted = [piece for piece in group if piece.written.set_running_or_notify_cancel()]
            if wanted and not self._write(wanted):
                with self._changed:
                    self._changed.wait_for(lambda: self._closing, PAUSE)

    def _next(self) -> list[_Piece]:
        """The pieces of the next transaction; none when it is time to end."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closing)
            group: list[_Piece] = []
            rows = 0
            while self._waiting and (not group or rows + self._waiting[0].rows <= MOST_A_COMMIT):
                group.append(self._waiting.popleft())
                rows += group[-1].rows
            self._rows -= rows
            return group

    def _write(self, pieces: list[_Piece]) -> bool:
        """Stores them and tells each; says whether the ledger could be written.

        Where it could and yet took them not, each is tried alone: one piece that cannot be stored
        fails nobody else's.
        """
        try:
            recorded = self._stored(pieces)
        except (DatabaseError, LedgerError, OSError) as error:
            rows = sum(piece.rows for piece in pieces)
            log.error("%s rows from HTTP were not stored %s", rows, in_words(error))
            return _fail(pieces)
        except Exception:  # the thread's edge: it must go on, and whoever waits must hear
            if len(pieces) > 1:
                told = [self._write([piece]) for piece in pieces]
                return all(told)
            log.exception("what came in over HTTP cannot be stored")
            pieces[0].written.set_exception(Unfit())
            return True
        for piece, one in zip(pieces, recorded, strict=True):
            piece.written.set_result(one)
        return True

    def _stored(self, pieces: list[_Piece]) -> list[Recorded]:
        """One transaction: all rows in one go, which costs a fraction, else piece by piece.

        How many were new is known of a go, not of its pieces; but mostly all are new, or none.
        """
        try:
            with self._services.ledger.write() as session:
                found = self._record(session, pieces)
                if found.new and found.duplicate and len(pieces) > 1:
                    raise _Mixed
        except _Mixed:
            with self._services.ledger.write() as session:
                return [self._record(session, [piece]) for piece in pieces]
        if len(pieces) == 1:
            return [found]
        sizes = [len(piece.drafts) for piece in pieces]
        return [Recorded(size, 0) if found.new else Recorded(0, size) for size in sizes]

    def _record(self, session: Session, pieces: list[_Piece]) -> Recorded:
        now = self._clock()
        drafts = [draft for piece in pieces for draft in piece.drafts]
        for piece in pieces:
            if piece.people:
                actors.remember(session, piece.people, now)
        recorded = intake.record(session, drafts, self._services.zone, now)
        if recorded.new or any(piece.people for piece in pieces):
            jobs.hasten(session, "score", now + JUDGED)
        return recorded


def _fail(pieces: list[_Piece]) -> bool:
    for piece in pieces:
        piece.written.set_exception(Unwritten())
    return False
