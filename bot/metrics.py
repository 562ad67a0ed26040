"""The figures of a running service, counted where things happen; `bot.http.figures` shows them.

Plain numbers, so that who is never asked for them need not load what writes them for Prometheus.
What the ledger knows anyway is not counted here. No label holds a name, a text, an address or a
token: an id of Slack's is all that is told.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Final

from ledger.waits import Durations

# Slack gives three seconds; an event shall have one.
ACK_BOUNDS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0)
JOB_BOUNDS: Final = (0.01, 0.1, 1.0, 10.0, 60.0, 300.0, 1800.0)  # a first reading takes an hour

DONE, FAILED, LIMITED = "done", "failed", "limited"  # how a run of a job ended
SLACK, GITHUB = "slack", "github"  # the APIs that ask for rest

Counts = dict[tuple[str, ...], float]


@dataclass
class Metrics:
    """What was counted since the start, in seconds or in times; any thread may add to it."""

    ticked_at: datetime | None = None  # when the schedule last began anything
    leads: bool = True  # whether this instance does what is due; of several, one does
    acks: Durations = field(default_factory=lambda: Durations(ACK_BOUNDS))
    jobs: dict[str, Durations] = field(default_factory=lambda: defaultdict(_of_a_job))
    runs: Counts = field(default_factory=lambda: defaultdict(float))  # by job and end
    # Both are there from the start: a figure that is missing alarms nobody.
    rests: Counts = field(default_factory=lambda: {(SLACK,): 0.0, (GITHUB,): 0.0})
    reconnects: Counts = field(default_factory=lambda: defaultdict(float))  # by workspace
    heard: Counts = field(default_factory=dict)  # by workspace: whether its socket is
    _counting: Lock = field(default_factory=Lock)

    @contextmanager
    def running(self, job: str) -> Iterator[None]:
        """Times the block as one run of a job; `ran` counts it."""
        with self._counting:
            durations = self.jobs[job]
        with durations.timed():
            yield

    def ran(self, job: str, end: str) -> None:
        """A run of a job ended as `DONE`, `FAILED` or `LIMITED`."""
        with self._counting:
            self.runs[job, end] += 1

    def rested(self, api: str, seconds: float) -> None:
        """An API asked for so much rest; a moment that has passed counts as none."""
        with self._counting:
            self.rests[api,] += max(seconds, 0.0)

    def connected(self, workspace: str, *, is_heard: bool) -> None:
        """Whether the socket of a workspace, told by its id, is heard now."""
        with self._counting:
            self.heard[workspace,] = is_heard
            self.reconnects[workspace,] += 0

    def reconnected(self, workspace: str) -> None:
        """The watchdog gave a workspace another socket."""
        with self._counting:
            self.reconnects[workspace,] += 1


def _of_a_job() -> Durations:
    return Durations(JOB_BOUNDS)
