"""The only place that reads a clock; everything below is given `now`."""

from datetime import UTC, datetime


def now() -> datetime:
    """This moment, aware, in UTC; a rehearsal may let it run fast."""
    real = real_now()
    return _fast.since + (real - _fast.since) * _fast.speed if _fast else real


def real_now() -> datetime:
    """This moment by the machine, whatever a rehearsal pretends: for connections and patience."""
    return datetime.now(UTC)


class _Fast:
    """Time as it runs in a rehearsal: as usual until `since`, `speed` times as fast from then."""

    def __init__(self, speed: float, since: datetime) -> None:
        self.speed, self.since = speed, since


_fast: _Fast | None = None


def hurry(speed: float) -> None:
    """Lets time run `speed` times as fast from this moment on; 1 is the usual pace."""
    global _fast
    _fast = None if speed == 1 else _Fast(speed, real_now())
