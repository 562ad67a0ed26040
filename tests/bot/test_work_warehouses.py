"""The service's job for a warehouse: asked once a day, judged at once, its failure told."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot import findings
from bot.clock import hurry, now
from bot.schedule import run_if_due
from bot.services import Services
from bot.settings import Settings
from bot.work import Work
from bot.workspaces import open_workspaces
from demo.slack import Person, open_workspace
from ledger import jobs
from scoring.rescore import assess
from scoring.rules import read_rules
from tests.bot.warehoused import Warehouse

ADA, BO = "ada@acme.example", "bo@acme.example"
JOB = "warehouse:site-events"
DAY, SOON = timedelta(days=1), timedelta(seconds=3)


@dataclass
class Service:
    """The jobs of a running service, and its clock, which a test sets ahead."""

    services: Services
    work: Work
    ahead: timedelta = timedelta()

    def run(self, name: str = JOB) -> bool:
        """Whether a job was due and ran, as the ticker would start it."""
        [job] = [job for job in self.work.jobs() if job.name == name]
        return run_if_due(self.services, job, lambda: now() + self.ahead)

    def listed(self) -> dict[str, int]:
        """Hundredths of a point of every company."""
        with self.services.ledger.read() as session:
            found = assess(session, self.services.rules, self.services.today(now()))
        return {one.key: one.score(30) for one in found}

    def is_due(self, name: str, ahead: timedelta) -> bool:
        """Whether a job will run when that much time is over."""
        with self.services.ledger.read() as session:
            return jobs.is_due(session, name, now() + ahead)

    def failure(self) -> str:
        """What `doctor` says of the job; "" where it is content."""
        told = [one for one in findings.ledger(self.services.ledger) if one.what == f"job {JOB}"]
        return "".join(one.saw for one in told)


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    """Downloads of two days; midnight waits for the test."""
    hurry(1e-9)
    made = Warehouse(tmp_path)
    made.hold(1, f"pull {ADA}", f"pull {ADA}")
    made.hold(4, f"pull {BO}")
    yield made
    hurry(1)


@pytest.fixture
def service(services: Services, warehouse: Warehouse) -> Iterator[Service]:
    """A service whose rules name the warehouse; it has judged once."""
    with open_workspace(people=[Person("ann")], channels=["#leads"]) as slack:
        settings = Settings.model_validate(
            {"slack_bot_token": slack.bot_token, "slack_api_url": slack.api_url}
        )
        with_warehouse = replace(services, rules=read_rules(warehouse.rules))
        spaces = open_workspaces(settings)
        made = Service(
            with_warehouse, Work(settings, with_warehouse, spaces, [], threading.Event())
        )
        assert made.run("score")
        yield made


def test_only_what_has_an_engine_here_is_asked(service: Service) -> None:
    """The other one's query is run by its team."""
    names = [job.name for job in service.work.jobs() if job.name.startswith("warehouse:")]
    assert names == [JOB]


def test_a_day_is_asked_once_and_judged_at_once(service: Service) -> None:
    """Due at the first start, and then every day."""
    assert not service.is_due("score", SOON)
    assert service.run()
    assert service.is_due("score", SOON)
    assert service.run("score") is False
    service.ahead = SOON
    assert service.run("score")
    assert service.listed() == {"acme.example": 1_500}
    assert not service.run()
    assert not service.is_due(JOB, DAY - SOON)
    assert service.is_due(JOB, DAY)


def test_late_days_are_replaced_whole_and_a_rerun_changes_nothing(
    service: Service, warehouse: Warehouse
) -> None:
    """Days before those that may be late stay as they were told."""
    service.run()
    warehouse.hold(1, f"pull {BO}")
    warehouse.hold(4)
    for days in (1, 2):
        service.ahead = days * DAY
        assert service.run()
        assert service.is_due("score", SOON) is (days == 1)
        assert service.run("score")
        assert service.listed() == {"acme.example": 1_000}


def test_an_engine_that_fails_is_told_and_asked_again(
    service: Service, warehouse: Warehouse
) -> None:
    """What was stored stays; the days that were missed come with the next answer."""
    assert service.run()
    service.ahead = SOON
    assert service.run("score")
    held = (warehouse.folder / "events-1.csv").read_text()
    (warehouse.folder / "events-1.csv").write_text(f"happened,event\n{ADA},pull\n")
    service.ahead = DAY
    assert service.run()
    assert "warehouse site-events" in service.failure()
    assert ADA not in service.failure()
    assert service.listed() == {"acme.example": 1_500}
    (warehouse.folder / "events-1.csv").write_text(held + f"{held.splitlines()[1]}\n")
    service.ahead = 2 * DAY
    assert service.run()
    assert service.failure() == ""
    assert service.listed() == {"acme.example": 1_500}
