"""Slack's posting pace: about one message a second and channel, with short bursts allowed."""

import math
from dataclasses import dataclass
from typing import Final

# Whoever waited as told passes, although seconds of a float never add up quite.
ROUNDING: Final = 1e-6


@dataclass(frozen=True)
class RateLimit:
    """How many messages a second one channel takes in the long run, and how many at once."""

    per_second: float = 1.0
    burst: int = 4


class Pace:
    """One allowance a channel: it fills with time and each message takes one."""

    def __init__(self, limit: RateLimit) -> None:
        self._limit = limit
        self._held: dict[str, tuple[float, float]] = {}

    def take(self, channel: str, now: float) -> int:
        """0 when a message may pass at `now` (Unix seconds), else the seconds to wait."""
        allowance, since = self._held.get(channel, (float(self._limit.burst), now))
        gained = max(0.0, now - since) * self._limit.per_second
        allowance = min(float(self._limit.burst), allowance + gained)
        passes = allowance >= 1.0 - ROUNDING
        self._held[channel] = (max(0.0, allowance - 1.0) if passes else allowance, now)
        return 0 if passes else max(1, math.ceil((1.0 - allowance) / self._limit.per_second))
