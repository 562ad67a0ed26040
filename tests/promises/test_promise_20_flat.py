"""20: a long run is flat: memory, handles and the log beside the ledger stay; no event is lost.

The true programme under a steady stream. In the first half it is killed again and again; the second
half is one life, for a process that dies each minute shows no leak. `LEADLIGHT_SOAK_MINUTES` makes
a soak shorter or longer than two hours; the report says how long it was.
"""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import psutil
import pytest

from demo.slack import Slack, open_workspace
from demo.slack.events import enveloped
from ledger.engine import DRIVER
from tests.promises import size
from tests.promises.conftest import Record
from tests.promises.size import SIZE, Size
from tests.story.conftest import Leadlight, Running, leadlight, until
from tests.story.conftest import closing as stack

__all__ = ["leadlight", "stack"]

MINUTES: Final = int(os.environ.get("LEADLIGHT_SOAK_MINUTES", "120"))
SECONDS = size.of(12, 60 * MINUTES)
EACH = size.of(3, 60)  # seconds between two kills, and between two refreshes
WARM = size.of(1, min(600, 60 * MINUTES // 4))  # seconds after which a life is to be flat
RATE: Final = 50  # events a second
MEMBERS: Final = 200
MEMORY: Final = 20 * 2**20  # bytes that a warm life may grow by
LOG: Final = 64 * 2**20  # bytes of the log beside the ledger
HANDLES: Final = 32  # more of them than when it was warm: a pool of connections, each two or three


@dataclass
class Seen:
    """What a life took up, second by second."""

    memory: list[int] = field(default_factory=list)
    handles: list[int] = field(default_factory=list)
    log: list[int] = field(default_factory=list)

    def look(self, pid: int, ledger: Path) -> None:
        """Takes a sample."""
        process, log = psutil.Process(pid), ledger.with_name(ledger.name + "-wal")
        self.memory.append(process.memory_info().rss)
        self.handles.append(process.num_fds())
        self.log.append(log.stat().st_size if log.exists() else 0)


def said(slack: Slack, number: int) -> dict[str, Any]:
    """A message of one of the members."""
    now = time.time()
    message = {
        "type": "message",
        "user": f"U0MEMBER{number % MEMBERS}",
        "channel": slack.workspace.channel("#general").id,
        "channel_type": "channel",
        "ts": f"{now:.6f}",
        "client_msg_id": f"soak-{number}",
    }
    team = slack.workspace.team
    about = {"type": "event_callback", "team_id": team, "event_id": f"Ev{number}"}
    return {**about, "event_time": int(now), "event": message}


@dataclass
class Soak:
    """A stream of events, and a service that is refreshed and killed meanwhile."""

    slack: Slack
    leadlight: Leadlight
    ledger: Path
    service: Running
    sent: int = 0
    kills: int = 0
    seen: Seen = field(default_factory=Seen)

    def run(self) -> None:
        """From the first event to the last."""
        began = time.monotonic()
        for second in range(1, SECONDS + 1):
            for _ in range(RATE):
                payload = said(self.slack, self.sent)
                self.slack.switchboard.publish(enveloped("events_api", payload, answerable=False))
                self.sent += 1
                time.sleep(0.5 / RATE)
            self._befall(second)
            self.seen.look(self.service.process.pid, self.ledger)
            time.sleep(max(0.0, began + second - time.monotonic()))

    def _befall(self, second: int) -> None:
        if second % EACH:
            return
        if second < SECONDS / 2:
            self.service.stop(signal.SIGKILL)
            self.service = self.leadlight.start()
            self.kills, self.seen = self.kills + 1, Seen()
        elif self.slack.switchboard.sockets:
            self.slack.refresh_sockets()
        with self.slack.workspace.changed:  # for hours, this would be what grows
            assert self.slack.switchboard.abandoned == []
            self.slack.switchboard.acked.clear()


@pytest.fixture
def soak(leadlight: Leadlight, stack: ExitStack, tmp_path: Path) -> Iterator[Soak]:
    slack = stack.enter_context(open_workspace(redelivery=(1, 2, 4, 8, 16, 32)))
    leadlight.settings |= {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
        "LEADS_CHANNEL": "#leads",
    }
    service = leadlight.start()
    slack.wait_connected(seconds=60)
    yield Soak(slack, leadlight, tmp_path / "leadlight.db", service)


def counted(ledger: Path) -> tuple[int, int, int]:
    """Messages, how many of them are different, and events that wait to be read."""
    query = (
        "SELECT COUNT(*), COUNT(DISTINCT external_id), "
        "(SELECT COUNT(*) FROM inbox_event WHERE state = 'pending') "
        "FROM activity WHERE kind = 'slack_message'"
    )
    with closing(DRIVER.connect(ledger)) as connection:
        found: tuple[int, int, int] = connection.execute(query).fetchone()
    return found


def test_promise_20_a_long_run_is_flat(soak: Soak, record: Record) -> None:
    soak.run()
    soak.slack.settle(300)
    assert soak.slack.abandoned == []
    until(lambda: counted(soak.ledger)[2] == 0, "the last events to be read", 120)
    assert counted(soak.ledger) == (soak.sent, soak.sent, 0)
    assert soak.kills > 0
    assert soak.service.stop() == 0, soak.service.said()
    seen = soak.seen
    assert max(seen.log) < LOG
    assert max(seen.handles[WARM:]) <= seen.handles[WARM] + HANDLES
    grown = max(seen.memory[WARM:]) - seen.memory[WARM]
    assert SIZE is Size.q or grown < MEMORY
    figures = f"{SECONDS / 60:.1f} minutes, {soak.kills} kills, memory +{grown / 2**20:.0f} MB"
    record(f"{RATE} events a second for {figures}", soak.sent, "events")
