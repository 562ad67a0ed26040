"""A service knows who may do what before anybody can ask."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import roles_reader
from bot.clock import now
from bot.roles import Role, Roles
from bot.services import Services, services_of
from bot.work import Work
from bot.workspaces import open_workspaces
from demo.slack import Fault, Person, Slack, open_workspace
from ledger import jobs
from ledger.engine import Ledger
from scoring.rules import Rules
from tests.bot.stage import settings_of


@pytest.fixture
def slack() -> Iterator[Slack]:
    with open_workspace(people=[Person("dana")], channels=["#leads"]) as opened:
        yield opened


def work_of(slack: Slack, ledger: Ledger, rules: Rules, folder: Path) -> tuple[Work, Services]:
    settings = settings_of(slack, folder)
    spaces = open_workspaces(settings)
    services = services_of(settings, ledger, rules, spaces)
    return Work(settings, services, spaces, [], threading.Event()), services


def run(work: Work, name: str) -> None:
    next(job for job in work.jobs() if job.name == name).work()


def test_a_first_start_reads_channels_at_once_and_people_by_its_job(
    slack: Slack, ledger: Ledger, rules: Rules, tmp_path: Path
) -> None:
    work, services = work_of(slack, ledger, rules, tmp_path)
    work.recall_roles()
    dana = slack.person("dana").id
    assert dana in services.roles.devrel
    assert not services.roles.knows(dana)
    run(work, roles_reader.JOB)
    assert services.roles.of(dana).role is Role.DEVREL


def test_a_later_start_begins_with_what_was_kept_and_asks_anew_soon(
    slack: Slack, ledger: Ledger, rules: Rules, tmp_path: Path
) -> None:
    work, services = work_of(slack, ledger, rules, tmp_path)
    with ledger.write() as session:
        assert jobs.claim(session, roles_reader.JOB, now(), now() + roles_reader.EVERY)
    run(work, roles_reader.JOB)
    services.roles = Roles()
    slack.faults.next("conversations.list", Fault("refused"))  # Slack is away at that moment
    work.recall_roles()
    assert services.roles.of(slack.person("dana").id).role is Role.DEVREL
    with ledger.read() as session:
        assert jobs.is_due(session, roles_reader.JOB, now())


def test_a_first_start_goes_on_where_slack_does_not_tell(
    slack: Slack,
    ledger: Ledger,
    rules: Rules,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    work, services = work_of(slack, ledger, rules, tmp_path)
    slack.faults.next("conversations.list", Fault("refused"))
    work.recall_roles()
    assert services.roles.read_at is None
    assert "who may do what cannot be read (internal_error)" in caplog.text
