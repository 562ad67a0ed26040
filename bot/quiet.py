"""When something that nobody asked for may be said: at once, or when the quiet hours end.

Quiet hours are wall-clock times in the ledger's zone, so a change to summer time moves with them:
a time that the clock skips counts as the moment to which it jumps, at the latest.
"""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from scoring.rules import Quiet

MONDAY_TO_FRIDAY = 5


def due(quiet: Quiet | None, zone: ZoneInfo, now: datetime) -> datetime:
    """The first moment from `now` on (aware UTC) that is not quiet; `now` without quiet hours."""
    moment = now
    while quiet is not None and is_quiet(quiet, zone, moment):
        at = time() if _is_weekend(quiet, moment.astimezone(zone)) else quiet.until
        moment = _next(zone, moment, at)
    return moment


def is_quiet(quiet: Quiet, zone: ZoneInfo, now: datetime) -> bool:
    """Whether nothing is told unasked at a moment."""
    local = now.astimezone(zone)
    return _is_weekend(quiet, local) or _is_night(quiet, local.time())


def _is_weekend(quiet: Quiet, local: datetime) -> bool:
    return quiet.weekends and local.weekday() >= MONDAY_TO_FRIDAY


def _is_night(quiet: Quiet, at: time) -> bool:
    if quiet.from_ <= quiet.until:
        return quiet.from_ <= at < quiet.until
    return at >= quiet.from_ or at < quiet.until


def _next(zone: ZoneInfo, now: datetime, at: time) -> datetime:
    """When clocks in the zone next show `at`; of an hour that comes twice, also the second time."""
    today = now.astimezone(zone).date()
    moments = (
        datetime.combine(today + timedelta(days), at.replace(fold=fold), zone).astimezone(UTC)
        for days in range(3)
        for fold in (0, 1)
    )
    return next(moment for moment in moments if moment > now)
