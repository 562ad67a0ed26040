"""A schedule that stands still: another instance leads, and the process ends to be started anew."""

import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot import schedule
from bot.clock import now
from bot.leading import Instance, instance_of
from bot.metrics import Metrics
from bot.schedule import MOST_STILL, Job, Stillness
from bot.services import Services
from ledger.engine import Ledger
from ledger.postgres import store
from scoring.rules import Rules
from tests.bot.command_line import ran_anew
from tests.builders import NOW
from tests.conftest import UTC_ZONE

# No Slack is there to start with, and its end hangs as well, as that of a schedule may.
STILL = """
import sys, threading
from datetime import timedelta
from zoneinfo import ZoneInfo
from bot import schedule, service
from bot.clock import now
from bot.settings import load
from ledger.schema import open_ledger
from scoring.rules import read_rules
class Still(service.Service):
    def start(self):
        self.services.metrics.ticked_at = now()
    def stop(self):
        threading.Event().wait()
schedule.LOOK, service.GRACE_SECONDS, service.Service = timedelta(milliseconds=1), 0.1, Still
settings = load("ledger")
ledger = open_ledger(settings.database_url, ZoneInfo("UTC"))
sys.exit(service.run(settings, ledger, read_rules()))
"""


@pytest.mark.parametrize(
    ("ticks", "found"),
    [
        ("+" * 20, False),
        ("+" + "." * (MOST_STILL - 1) + "+", False),  # a machine that slept, and goes on
        ("." * (MOST_STILL - 1) + "+" + "." * (MOST_STILL - 1), False),
        ("+" + "." * MOST_STILL, True),
    ],
)
def test_a_schedule_stands_still_where_nothing_is_begun_look_after_look(
    ticks: str, found: bool
) -> None:
    metrics = Metrics(ticked_at=NOW)
    stillness, looked = Stillness(metrics), []
    for second, sign in enumerate(ticks, 1):
        if sign == "+":
            metrics.ticked_at = NOW + timedelta(seconds=second)
        looked.append(stillness.look())
    assert any(looked) is found


def test_its_process_ends_with_an_error_so_that_a_new_one_is_started(tmp_path: Path) -> None:
    ended = ran_anew(STILL, tmp_path)
    assert ended.returncode == 1
    assert "no job was begun for minutes, and none will be: the service ends" in ended.stderr
    assert "Traceback" not in ended.stderr


def soon(true: Callable[[], bool]) -> bool:
    """Whether it becomes true within half a minute; asked again and again."""
    for _ in range(600):
        if true():
            return True
        time.sleep(0.05)
    return False


def leads(one: Instance) -> bool:
    one.look(lambda: None)
    return one.holds()


def test_another_instance_leads(
    postgres_ledger: Ledger, rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "SILENCE", timedelta(seconds=1))
    services = Services(postgres_ledger, rules, UTC_ZONE, "#leads", "#leads")
    first, second = (instance_of(postgres_ledger, Metrics()) for _ in range(2))
    look = Job("leading", partial(leads, first), everywhere=True)
    standing = schedule.start(services, [look], now, ZoneInfo("UTC"), first.holds)
    try:
        assert soon(lambda: first.leads)
        standing.pause()
        assert soon(partial(leads, second))
        assert not first.holds()
    finally:
        standing.shutdown()
        for one in (first, second):
            one.end()
