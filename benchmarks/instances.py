"""How soon three instances on one PostgreSQL acknowledge Slack's events, and if each counts once.

A Slack of this process sends messages at an even pace; each instance is the true programme, with a
socket and a schedule of its own. An event is timed from its sending to its acknowledgement, which
follows once it is on the disk. The baseline is one instance on SQLite under the same events.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from benchmarks.plan import Plan
from benchmarks.table import Row, times_at_least, under
from demo.slack import Slack, open_workspace
from demo.slack.events import enveloped
from ledger.engine import Ledger
from ledger.schema import open_ledger
from tests.postgres import server

ROOT: Final = Path(__file__).parents[1]
INSTANCES: Final = 3
A_SECOND: Final = 200
PEOPLE: Final = 500
PATIENCE: Final = 120.0  # seconds, until all run and until all is read
UNREAD: Final = "SELECT COUNT(*) FROM inbox_event WHERE state = 'pending'"
STORED: Final = "SELECT event_id, COUNT(*) FROM inbox_event GROUP BY event_id"
COUNTED: Final = """
SELECT external_id, COUNT(*) FROM activity WHERE kind = 'slack_message' GROUP BY external_id
"""


@dataclass
class Measured:
    """Seconds from each event's sending to its acknowledgement; how many were kept just once."""

    sent: int
    once: int = 0
    seconds: list[float] = field(default_factory=list)

    def hundredth(self, of: int) -> float:
        """What so many of a hundred took at most, in milliseconds."""
        return statistics.quantiles(self.seconds, n=100)[of - 1] * 1e3


def rows(plan: Plan) -> list[Row]:
    """Median and 99th of a hundred, and whether anything was lost or doubled."""
    with tempfile.TemporaryDirectory(dir=plan.folder) as folder:
        alone = _measured(f"sqlite:///{folder}/ledger.db", 1, plan.seconds)
    with server(fsync="on", full_page_writes="on", autovacuum="on") as postgres:
        together = _measured(postgres.url(postgres.database()), INSTANCES, plan.seconds)
    what = f"{A_SECOND} Slack events a second, {INSTANCES} instances on PostgreSQL"
    one = "(one on SQLite)"
    return [
        Row(f"{what}, median {one}", together.hundredth(50), alone.hundredth(50), "ms"),
        Row(f"{what}, 99th {one}", together.hundredth(99), alone.hundredth(99), "ms", under(1e3)),
        Row(f"{what}, kept once (sent)", together.once, together.sent, "", times_at_least(1)),
    ]


def _measured(url: str, instances: int, seconds: int) -> Measured:
    with ExitStack() as closes:
        ledger = closes.enter_context(closing(open_ledger(url, ZoneInfo("UTC"))))
        slack = closes.enter_context(open_workspace(redelivery=(3, 6, 12)))
        running = [closes.enter_context(_instance(slack, url)) for _ in range(instances)]
        slack.wait_connected(instances, PATIENCE)
        measured = _sent(slack, seconds)
        _wait(lambda: _asked(ledger, UNREAD) == [(0,)], running)
        measured.once = min(_once(ledger, query) for query in (STORED, COUNTED))
    return measured


def _sent(slack: Slack, seconds: int) -> Measured:
    """All events, at an even pace; back when each is acknowledged or given up."""
    measured, began = Measured(seconds * A_SECOND), dict[str, float]()

    def note() -> None:
        for payload in slack.switchboard.acked[len(measured.seconds) :]:
            measured.seconds.append(time.monotonic() - began[payload["event_id"]])

    first = time.monotonic()
    with slack.workspace.changed.heard_by(note):
        for number in range(measured.sent):
            time.sleep(max(0.0, first + number / A_SECOND - time.monotonic()))
            one = enveloped("events_api", _event(slack, number), answerable=False)
            began[one["payload"]["event_id"]] = time.monotonic()
            slack.switchboard.publish(one)
        slack.settle(PATIENCE)
    return measured


def _event(slack: Slack, number: int) -> dict[str, Any]:
    """A message of one of many people."""
    team, at = slack.workspace.team, int(time.time())
    said = {
        "type": "message",
        "user": f"UBENCH{number % PEOPLE}",
        "channel": "CBENCH",
        "channel_type": "channel",
        "ts": f"{at}.{number:06}",
        "text": "never kept",
    }
    return {
        "type": "event_callback",
        "team_id": team,
        "event_id": f"Ev{number}",
        "event_time": at,
        "event": said,
    }


@contextmanager
def _instance(slack: Slack, url: str) -> Iterator[subprocess.Popen[bytes]]:
    """`leadlight run`, ended at the end; what is wrong with it is seen."""
    settings = {
        "DATABASE_URL": url,
        "IDENTITY_KEY": "the key of a benchmark",
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
        "LEADS_CHANNEL": "#leads",
        "LOG_LEVEL": "ERROR",
    }
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "run"], cwd=ROOT, env={**os.environ, **settings}
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


def _once(ledger: Ledger, query: str) -> int:
    """How many there are just once."""
    return sum(times == 1 for _, times in _asked(ledger, query))


def _wait(holds: Callable[[], bool], running: Sequence[subprocess.Popen[bytes]]) -> None:
    """Until they have come so far. Raises TimeoutError where they take too long, or have ended."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > deadline or any(one.poll() is not None for one in running):
            raise TimeoutError("not all events were read: see the errors above")
        time.sleep(0.2)


def _asked(ledger: Ledger, query: str) -> list[tuple[Any, ...]]:
    with ledger.read() as session:
        return [tuple(row) for row in session.connection().exec_driver_sql(query)]
