"""A job of the service on a PostgreSQL server that ends in the midst of it, and is started again.

The end is an immediate shutdown, as if the server had been killed: nobody is waited for, nothing is
brought into its files, and the next start has only the log that was synced. The job is looked at
over and over meanwhile, by the service's own schedule, and nobody opens the ledger anew.
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from threading import Event
from typing import Any, Final

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.engine import ExceptionContext

from bot.schedule import Job, tick
from bot.services import Services
from ledger.schema import open_ledger
from scoring.rules import Rules
from tests.builders import NOW
from tests.conftest import UTC_ZONE
from tests.postgres import Server, server_or_skip

__all__ = ["Interrupted", "interrupted"]

# It would acknowledge what is not on its disk yet, and write that a while later: Leadlight has to
# ask it for more, or what was told to be stored is lost.
SETTINGS: Final = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "off",
    "wal_writer_delay": "10s",
}
CLOSE: Final = 0.0003  # seconds between two looks at how far the job is
PAUSE: Final = 0.005  # seconds between two ticks
LONGEST: Final = 60  # seconds, after which the job will not come that far any more


@dataclass
class Interrupted:
    """What is needed of a service, and what it went through."""

    server: Server
    services: Services
    written: int = 0  # statements, in transactions that write
    was_writing: bool = False  # when it met an error the last time: with a transaction begun
    _failed: Event = field(default_factory=Event)

    def __post_init__(self) -> None:
        engine = self.services.ledger.engine
        event.listen(engine, "before_cursor_execute", self._on_statement)
        event.listen(engine, "handle_error", self._on_error)

    def cut(self, work: Callable[[], object], until: int, after: float) -> None:
        """Ends the server `after` seconds past so many statements of `work` that write.

        It is started again once the work has failed of that.
        """
        goal = self.written + until
        with self._ticking(work):
            self._wait(lambda: self.written >= goal)
            time.sleep(after)
            self._failed.clear()
            self.was_writing = False
            self.server.stop()
            self._wait(self._failed.is_set)
        self.server.start()

    @contextmanager
    def _ticking(self, work: Callable[[], object]) -> Iterator[None]:
        job, over = Job("interrupted", work), Event()

        def look() -> None:
            while not over.wait(PAUSE):
                tick(self.services, job, lambda: NOW)

        with ThreadPoolExecutor(1) as thread:
            looking = thread.submit(look)
            try:
                yield
            finally:
                over.set()
                looking.result(LONGEST)

    def _wait(self, happened: Callable[[], bool]) -> None:
        begun = time.monotonic()
        while not happened():
            assert time.monotonic() < begun + LONGEST, "the work does not come that far"
            time.sleep(CLOSE)

    def _on_statement(self, connection: Connection, *_: Any) -> None:
        self.written += _writes(connection)

    def _on_error(self, context: ExceptionContext) -> None:
        if not self._failed.is_set():
            connection = context.connection
            self.was_writing = connection is not None and _writes(connection)
            self._failed.set()


def _writes(connection: Connection) -> bool:
    return not connection.get_execution_options().get("postgresql_readonly", False)


@pytest.fixture
def interrupted(rules: Rules) -> Iterator[Interrupted]:
    """A service whose server syncs what it writes; skips where no server is installed."""
    with server_or_skip(**SETTINGS) as running:
        url = running.url(running.database())
        with closing(open_ledger(url, UTC_ZONE)) as ledger:
            yield Interrupted(running, Services(ledger, rules, UTC_ZONE, "#leads", ""))
