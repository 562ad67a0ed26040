"""Of several instances one does what is due, and what it keeps is soon true in the others."""

import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from slack_sdk import WebClient

from bot import adopted, hearing, roles_reader, schedule
from bot.clock import now
from bot.leading import Instance, instance_of
from bot.metrics import Metrics
from bot.roles import Role
from bot.schedule import Job
from bot.services import Services, services_of
from bot.work import Work
from bot.workspaces import open_workspaces
from demo.slack import Person, Slack, open_workspace
from ledger import jobs, notices
from ledger.engine import Ledger
from ledger.errors import LedgerError
from scoring.rules import Rules, text_of
from tests.bot import told
from tests.bot.posting import heard
from tests.bot.stage import settings_of
from tests.postgres import Server

CUT = """
SELECT pg_terminate_backend(pid, 10000) FROM pg_locks
WHERE locktype = 'advisory' AND granted AND objsubid = 2
"""
PLACES = ("#leads", "#dql-sales", "#dql-product")


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
    second.look(lambda: taken.append(second.name))
    first.look(lambda: taken.append(first.name))
    assert (first.holds(), second.holds()) == (False, True)
    assert taken == [first.name, second.name]
    said = [record.getMessage() for record in caplog.records]
    assert said[0] == f"instance {first.name} leads from now on, and does what is due"
    assert said[1].startswith(f"instance {first.name} leads no more: ")
    assert said[2].startswith(f"instance {second.name} leads from now on")


def test_an_instance_that_ends_lets_the_next_one_lead_at_once(
    pair: tuple[Instance, Instance],
) -> None:
    first, second = pair
    first.look(nothing)
    first.end()
    second.look(nothing)
    assert second.holds()


def test_who_cannot_take_over_does_not_lead(pair: tuple[Instance, Instance]) -> None:
    def fails() -> None:
        raise LedgerError("the disk is full: make room")

    with pytest.raises(LedgerError):
        pair[0].look(fails)
    assert not pair[0].holds()
    pair[0].look(nothing)
    assert pair[0].holds()


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


@dataclass
class Running:
    """One of several instances, whose jobs are run by name."""

    services: Services
    instance: Instance
    work: Work
    reading: WebClient

    def run(self, name: str) -> None:
        next(job for job in self.work.jobs() if job.name == name).work()


@pytest.fixture
def slack() -> Iterator[Slack]:
    people = [Person("dana"), Person("owen", is_admin=True)]
    with open_workspace(people=people, channels=PLACES) as opened:
        yield opened


@pytest.fixture
def running(
    slack: Slack, postgres_ledger: Ledger, rules: Rules, tmp_path: Path
) -> Iterator[tuple[Running, Running]]:
    """Two instances that serve that workspace; the first leads."""
    settings = settings_of(slack, tmp_path)
    spaces = open_workspaces(settings)
    made = []
    for _ in range(2):
        services = services_of(settings, postgres_ledger, rules, spaces)
        services.rules = adopted.begin(postgres_ledger, rules, None)
        adopted.refresh(services)
        instance = instance_of(postgres_ledger, services.metrics)
        work = Work(settings, services, spaces, [], threading.Event(), instance)
        work.recall_roles()
        work.lead()
        made.append(Running(services, instance, work, spaces[0].reading))
    leader, follower = made
    assert (leader.instance.leads, follower.instance.leads) == (True, False)
    yield leader, follower
    for one in made:
        one.instance.end()


def test_a_leader_without_its_connection_posts_no_more_and_the_next_posts_the_rest(
    running: tuple[Running, Running], slack: Slack, postgres: Server
) -> None:
    leader, follower = running
    with leader.services.ledger.write() as session:
        for number, channel in enumerate(PLACES):
            facts = told.company(f"acme{number}", 1)
            notices.queue(session, f"acme{number}", "oql3", channel, facts, now())

    def cut_once() -> None:
        if heard(slack) and not cuts:
            cuts.append(postgres.ask(CUT))

    cuts: list[object] = []
    with slack.workspace.changed.heard_by(cut_once):
        leader.run("outbox")
    assert [heard(slack, place) for place in PLACES] == [["acme0"], [], []]
    follower.work.lead()
    follower.run("outbox")
    assert [heard(slack, place) for place in PLACES] == [["acme0"], ["acme1"], ["acme2"]]


def test_a_new_leader_begins_again_what_a_killed_one_had_begun(
    running: tuple[Running, Running], caplog: pytest.LogCaptureFixture
) -> None:
    leader, follower = running
    began, day = now(), timedelta(days=1)
    with leader.services.ledger.write() as session:
        for name in ("catch-up:T1", "retention"):
            assert jobs.claim(session, name, began, began + day)
        jobs.finish(session, "retention", began)
    for one in running:
        hearing.note(one.services.ledger, {}, one.instance, began)
    caplog.set_level(logging.INFO, "bot")
    leader.instance.end()
    follower.work.lead()
    with follower.services.ledger.read() as session:
        in_a_minute = now() + timedelta(minutes=1)
        assert jobs.is_due(session, "catch-up:T1", in_a_minute)
        assert not jobs.is_due(session, "catch-up:T1", began)
        assert not jobs.is_due(session, "retention", in_a_minute)
        assert not any(one.leads for one in hearing.noted(session))  # till the new one says so
    assert "begun again in a minute: catch-up:T1" in caplog.text


def test_rules_that_somebody_adopts_are_soon_those_of_each(
    running: tuple[Running, Running],
) -> None:
    leader, follower = running
    name, text = text_of(None)
    with leader.services.ledger.write() as session:
        others = adopted.adopt_text(session, name, text.replace("above = 10", "above = 12"))
    follower.run("abreast")
    leader.run("abreast")
    assert follower.services.rules.version == others.version
    assert leader.services.rules.version != others.version  # its next score takes them up
    leader.run("score")
    assert leader.services.rules.version == others.version


def test_a_role_that_is_taken_away_is_soon_gone_in_each(
    running: tuple[Running, Running], slack: Slack
) -> None:
    leader, follower = running
    dana = slack.person("dana").id
    leader.run(roles_reader.JOB)
    follower.run("abreast")
    assert follower.services.roles.of(dana).role is Role.DEVREL
    assert follower.services.roles.of(slack.person("owen").id).role is Role.ADMIN
    slack.leave_channel("dana", "#leads")
    leader.run(roles_reader.JOB)
    follower.run("abreast")
    assert dana not in follower.services.roles.devrel
    for one in running:
        found = roles_reader.membership(one.services, one.reading, dana, now())
        assert found.role is Role.TEAM  # she is in the teams' channels still


def test_a_follower_with_other_settings_reads_for_itself_what_nobody_reads_for_it(
    running: tuple[Running, Running], slack: Slack
) -> None:
    leader, follower = running
    dana, owen = (slack.person(name).id for name in ("dana", "owen"))
    follower.services.admins = (dana,)
    leader.run(roles_reader.JOB)
    before = follower.services.roles
    follower.run("abreast")
    assert follower.services.roles is before  # it was read within minutes
    assert before.read_at is not None
    roles_reader.refresh(follower.services, follower.reading, now() - timedelta(minutes=6))
    leader.run(roles_reader.JOB)
    follower.run("abreast")
    assert follower.services.roles.admins == {dana}
    assert leader.services.roles.admins == {owen}
