"""6: one digest a channel and week, at the right hour, caught up with within 48 hours."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

import pytest

from bot.digests.queueing import LATE, latest_due, queue_if_due
from ledger.engine import Ledger
from tests.kept import Kept
from tests.promises import size
from tests.promises.both import kept, ledger, of
from tests.promises.conftest import Record
from tests.promises.weeks import FIRST, MONDAY, WEEK, digests, services_at
from tests.promises.zygote import Life, Zygote

__all__ = ["kept", "ledger"]

PLANS = size.of(50, 300)
WEEKS: Final = 104
PLANNED: Final = 6  # weeks of a plan, which begins somewhere in the year
AT_ONCE, RACED = 8, 50
SECOND: Final = timedelta(seconds=1)
# Zones that change their clocks at other times of the year, by a half hour, or never.
CHANGING: Final = (
    *("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca"),
    *("Pacific/Auckland", "Asia/Kolkata", "America/Santiago", "UTC"),
)


def dues_of(zone: ZoneInfo) -> list[datetime]:
    """When a digest is due there, week by week."""
    return [datetime.combine(FIRST.date() + week * WEEK, MONDAY.at, zone) for week in range(WEEKS)]


def offsets(zone: ZoneInfo) -> tuple[timedelta | None, ...]:
    """How far its clocks are from UTC at every moment that is asked about below."""
    dues = dues_of(zone)
    moments = [due.astimezone(UTC) for due in dues]
    late = [(moment + by).astimezone(zone) for moment in moments for by in (-SECOND, LATE)]
    return tuple(one.utcoffset() for one in (*dues, *late))


def test_promise_06_at_the_right_hour_in_every_zone(record: Record) -> None:
    zones = {offsets(zone): zone for zone in map(ZoneInfo, sorted(available_timezones()))}
    for zone in zones.values():
        for before, due in pairwise(dues_of(zone)):
            moment = due.astimezone(UTC)
            for now, expected in ((moment - SECOND, before), (moment, due), (moment + LATE, due)):
                assert latest_due(zone, MONDAY, now) == expected, (zone, now)
    record("every zone, clocks going forth and back", WEEKS, "weeks")


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    with Zygote("tests.promises.weeks") as warm:
        yield warm


def test_promise_06_eight_processes_tell_each_week_once(
    zygote: Zygote, kept: Kept, ledger: Ledger, record: Record
) -> None:
    weeks = of(kept, RACED)
    ends = zygote.live(*[Life("look", (str(ledger.engine.url), weeks))] * AT_ONCE)
    assert [end.code for end in ends] == [0] * AT_ONCE
    found = digests(ledger)
    assert len(found) == len(set(found)) == weeks
    record("8 processes look at the same weeks", weeks, "weeks")


def up_times(chance: Random, first: datetime) -> list[tuple[datetime, datetime]]:
    """When a service ran: for minutes or for weeks, and away for as long."""
    found, at = [], first - WEEK
    while at < first + PLANNED * WEEK:
        begun = at + timedelta(hours=chance.expovariate(1 / 60))
        at = begun + timedelta(hours=chance.expovariate(1 / 40))
        found.append((begun, at))
    return found


def looks(chance: Random, begun: datetime, ended: datetime, dues: list[datetime]) -> list[datetime]:
    """At which moments of its up-time it looks: first of all, whenever due, and now and then."""
    within = [due for due in dues if begun <= due < ended]
    between = [begun + chance.random() * (ended - begun) for _ in range(3)]
    return sorted([begun, *within, *between])


def told_in(ledger: Ledger, zone: ZoneInfo, chance: Random) -> tuple[list[str], set[date]]:
    """The digests of a plan, and the Mondays that had any up-time within their 48 hours."""
    services = services_at(ledger, zone)
    first = FIRST + chance.randrange(52) * WEEK
    dues = [
        datetime.combine(first.date() + n * WEEK, MONDAY.at, zone) for n in range(-1, PLANNED + 19)
    ]
    expected: set[date] = set()
    for begun, ended in up_times(chance, first):
        expected |= {due.date() for due in dues if begun <= due + LATE and due < ended}
        for now in looks(chance, begun, ended, dues):
            queue_if_due(services, MONDAY, now)
    return digests(ledger), expected


@pytest.mark.parametrize("zone", CHANGING)
def test_promise_06_whatever_the_downtime_each_monday_is_caught_up_with(
    kept: Kept, ledger: Ledger, zone: str, chance: Random, record: Record
) -> None:
    plans = of(kept, -(-PLANS // len(CHANGING)))
    for _ in range(plans):
        ledger.close()
        kept.emptied()
        found, expected = told_in(ledger, ZoneInfo(zone), chance)
        weeks = [f"{day:%G}-W{day:%V}" for day in sorted(expected)]
        assert found == [f"digest:{week}:#digest" for week in weeks]
    record(f"random downtime, {zone}", plans, "plans")
