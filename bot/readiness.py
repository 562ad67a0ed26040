"""Whether the service does its work, and if not, why: a line a cause, for a person.

Ready means that what arrives is kept and what is due happens: the ledger can be written, Slack is
heard, the schedule goes on. No cause holds a name, an address or what somebody wrote.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Protocol

from bot.services import Services
from ledger import health

log = logging.getLogger(__name__)

# The shortest tick is a second, and every job ticks on a thread of its own.
STANDSTILL = timedelta(seconds=60)
REMEMBERED = timedelta(seconds=2)
NOT_YET = "Slack has not answered since the start: it is asked again and again"


class Heard(Protocol):
    """Something that brings Slack's events."""

    def cause(self, now: datetime) -> str:
        """Why nothing comes from there; empty when something does."""


@dataclass
class Readiness:
    """What there is to ask; the service fills it as it starts."""

    services: Services
    sockets: list[Heard] = field(default_factory=list)
    is_started: bool = False
    _asking: Lock = field(default_factory=Lock, repr=False)
    _kept: list[str] = field(default_factory=list, repr=False)
    _kept_at: datetime | None = field(default=None, repr=False)

    def causes(self, now: datetime) -> list[str]:
        """Why the service is not ready at `now` (aware, UTC); none when it is."""
        found = self._of_the_ledger(now)
        if not self.is_started:
            return [*found, NOT_YET]
        return found + causes(self.services, self.sockets, now)

    def _of_the_ledger(self, now: datetime) -> list[str]:
        """Asked at most every other second: each answer costs a write, and anybody may ask."""
        with self._asking:
            if self._kept_at is None or not timedelta(0) <= now - self._kept_at < REMEMBERED:
                self._kept, self._kept_at = health.causes(self.services.ledger), now
            return list(self._kept)


def causes(services: Services, sockets: Sequence[Heard], now: datetime) -> list[str]:
    """Why nothing is heard or done at `now` (aware, UTC); none when all is well."""
    found = [cause for one in sockets if (cause := one.cause(now))]
    ticked_at = services.metrics.ticked_at
    if ticked_at is not None and now - ticked_at > STANDSTILL:
        since = f"{ticked_at:%Y-%m-%d %H:%M:%S} UTC"
        found.append(f"no job was begun since {since}: restart the service, and report it")
    return found


class Watching:
    """Tells the log when the service is ready no more, why, and when it is again."""

    def __init__(self, readiness: Readiness, clock: Callable[[], datetime]) -> None:
        self._readiness, self._clock = readiness, clock
        self._known: list[str] = []

    def look(self) -> None:
        """Looks once; what was told before is not told again."""
        found = self._readiness.causes(self._clock())
        for cause in found:
            if cause not in self._known:
                log.error("not ready: %s", cause)
        if self._known and not found:
            log.info("ready again")
        self._known = found
