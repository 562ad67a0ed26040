"""What fails again and again: told when it begins, once an hour while it lasts, and when it ends.

Why: a ledger whose disk is full fails every job at every tick, some ten times a second, and a log
that repeats it for a night holds nothing else. A cause that stops several jobs is told once.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

AGAIN: Final = timedelta(hours=1)


@dataclass(slots=True)
class _Lasting:
    since: datetime
    told: datetime


class Failing:
    """Which cause keeps whom from their work; any thread may say so. Moments are aware UTC."""

    def __init__(self) -> None:
        self._causes: dict[str, _Lasting] = {}
        self._stopped: dict[str, str] = {}  # who, by what
        self._saying = Lock()

    def failed(self, who: str, cause: str, now: datetime) -> str:
        """What is to be told of a failure; "" where the log has it already."""
        with self._saying:
            before = self._stopped.get(who)
            self._stopped[who] = cause
            if before not in (None, cause, *self._stopped.values()):
                self._causes.pop(str(before))  # another failure in its place: that is no end
            lasting = self._causes.get(cause)
            if lasting is None:
                self._causes[cause] = _Lasting(now, now)
                return cause
            if now - lasting.told < AGAIN:
                return ""
            lasting.told = now
            return f"{cause} (since {lasting.since:%Y-%m-%d %H:%M} UTC)"

    def works(self, who: str, now: datetime) -> str:
        """What is to be told of a success: that a cause is over, where it stops nobody else."""
        with self._saying:
            cause = self._stopped.pop(who, None)
            if cause is None or cause in self._stopped.values():
                return ""
            lasted = now - self._causes.pop(cause).since
            return f"over after {_span(lasted)}: {cause}"


def _span(lasted: timedelta) -> str:
    """`2 h 5 min`, or seconds of what was short."""
    minutes, seconds = divmod(int(lasted.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min" if minutes else f"{seconds} s"
