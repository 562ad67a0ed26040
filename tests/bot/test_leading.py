"""Of several instances one leads: the next one takes over, whoever led before is told so."""

import logging
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot import schedule
from bot.clock import now
from bot.leading import Instance, OvertakenError, instance_of
from bot.metrics import Metrics
from bot.schedule import Job
from bot.services import Services
from ledger.engine import Ledger
from ledger.errors import LedgerError
from tests.postgres import Server

CUT = """
SELECT pg_terminate_backend(pid, 10000) FROM pg_locks
WHERE locktype = 'advisory' AND granted AND objsubid = 2
"""


@pytest.fixture
def pair(postgres_ledger: Ledger) -> Iterator[tuple[Instance, Instance]]:
    """Two instances on one database; neither leads yet."""
    made = instance_of(postgres_ledger, Metrics()), instance_of(postgres_ledger, Metrics())
    yield made
    for one in made:
        one.end()


def nothing() -> None:
    """What a new leader may have to do first."""


def test_one_leads_and_the_next_one_once_its_connection_is_gone(
    pair: tuple[Instance, Instance], postgres: Server, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = pair
    taken: list[str] = []
    caplog.set_level(logging.INFO, "bot")
    for one in (first, second, first):
        one.look(partial(taken.append, one.name))
    assert (first.holds(), second.holds()) == (True, False)
    postgres.ask(CUT)
    assert not first.holds()
    for one in (second, first):
        one.look(partial(taken.append, one.name))
    assert (first.holds(), second.holds()) == (False, True)
    assert taken == [first.name, second.name]
    said = [record.getMessage() for record in caplog.records]
    assert said[0] == f"instance {first.name} leads from now on, and does what is due"
    assert said[1].startswith(f"instance {first.name} leads no more: ")
    assert said[2].startswith(f"instance {second.name} leads from now on")


def test_who_leads_again_after_another_did_takes_over_again(
    pair: tuple[Instance, Instance], postgres: Server, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = pair
    taken: list[str] = []

    def look(one: Instance) -> None:
        one.look(partial(taken.append, one.name))

    look(first)
    postgres.ask(CUT)
    look(second)
    assert second.holds()
    second.end()
    look(first)  # which has not asked since it was cut
    assert not first.holds()
    assert f"instance {first.name} leads no more: " in caplog.text
    while not first.holds():  # the server takes a moment to see that the second one has ended
        look(first)
    assert taken == [first.name, second.name, first.name]


def test_an_instance_that_ends_lets_the_next_one_lead_at_once(
    pair: tuple[Instance, Instance],
) -> None:
    first, second = pair
    first.look(nothing)
    first.end()
    while not second.holds():  # the server takes a moment to see it
        second.look(nothing)


def test_who_cannot_take_over_does_not_lead(pair: tuple[Instance, Instance]) -> None:
    def fails() -> None:
        raise LedgerError("the disk is full: make room")

    with pytest.raises(LedgerError):
        pair[0].look(fails)
    assert not pair[0].holds()
    pair[0].look(nothing)
    assert pair[0].holds()


def test_who_is_overtaken_while_it_takes_over_does_not_lead(
    pair: tuple[Instance, Instance], postgres: Server, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = pair
    confirmed: list[str] = []

    def waits() -> None:
        first.confirm()
        confirmed.append("at first")
        postgres.ask(CUT)
        second.look(nothing)
        with pytest.raises(OvertakenError):
            first.confirm()
        first.confirm()

    caplog.set_level(logging.INFO, "bot")
    first.look(waits)
    assert confirmed == ["at first"]
    assert (first.leads, second.holds()) == (False, True)
    assert f"instance {first.name}" not in caplog.text


def test_the_only_instance_of_a_file_always_leads(tmp_path: Path) -> None:
    ledger = Ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
    only = instance_of(ledger, Metrics())
    assert (only.name, only.leads, only.holds()) == ("", True, True)


def test_a_follower_ticks_for_its_own_jobs_alone(services: Services) -> None:
    own, led, leads = threading.Event(), threading.Event(), threading.Event()
    table = [Job("own", own.set, everywhere=True), Job("led", led.set)]
    ticking = schedule.start(services, table, now, ZoneInfo("UTC"), leads.is_set)
    try:
        for _ in range(2):
            assert own.wait(30)
            own.clear()
        assert not led.is_set()
        leads.set()
        assert led.wait(30)
    finally:
        ticking.shutdown()
