"""Of several instances one does what is due, and what it keeps is soon true in the others."""

import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from slack_sdk import WebClient

from bot import adopted, hearing, roles_reader
from bot.clock import now
from bot.leading import Instance, instance_of
from bot.metrics import Metrics
from bot.roles import Role
from bot.services import Services, services_of
from bot.work import Work
from bot.workspaces import open_workspaces
from demo.slack import Person, Slack, open_workspace
from ledger import jobs, notices
from ledger.engine import Ledger
from ledger.postgres import locks
from scoring.rules import Rules, text_of
from tests.bot import told
from tests.bot.posting import heard
from tests.bot.stage import settings_of
from tests.postgres import Server

CUT = """
SELECT pg_terminate_backend(pid, 10000) FROM pg_locks
WHERE locktype = 'advisory' AND granted AND objsubid = 2
"""
CUT_LEADER = f"{CUT} AND classid = {locks.LEADING}"
WAITING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
PLACES = ("#leads", "#dql-sales", "#dql-product")


def nobody_leads(ledger: Ledger) -> bool:
    """True once the server has seen that the former leader ended."""
    while ledger.is_served():
        pass
    return True


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
    assert nobody_leads(follower.services.ledger)
    follower.work.lead()
    with follower.services.ledger.read() as session:
        in_a_minute = now() + timedelta(minutes=1)
        assert jobs.is_due(session, "catch-up:T1", in_a_minute)
        assert not jobs.is_due(session, "catch-up:T1", began)
        assert not jobs.is_due(session, "retention", in_a_minute)
        assert not any(one.leads for one in hearing.noted(session))  # till the new one says so
    assert "begun again in a minute: catch-up:T1" in caplog.text


def test_one_that_waited_for_its_turn_until_another_led_takes_nothing_over(
    running: tuple[Running, Running],
    postgres_url: str,
    postgres: Server,
    caplog: pytest.LogCaptureFixture,
) -> None:
    leader, follower = running
    began = now()
    with leader.services.ledger.write() as session:
        assert jobs.claim(session, "catch-up:T1", began, began + timedelta(days=1))
    leader.instance.end()
    assert nobody_leads(follower.services.ledger)
    caplog.set_level(logging.INFO, "bot")
    other = instance_of(leader.services.ledger, Metrics())
    with closing(Ledger(postgres_url)) as elsewhere, ThreadPoolExecutor(1) as pool:
        with elsewhere.write() as session:
            jobs.error_of(session, "catch-up:T1")  # where it has its turn
            waiting = pool.submit(follower.work.lead)
            while postgres.ask(WAITING) == [(0,)]:
                assert not waiting.done()
            postgres.ask(CUT_LEADER)
            other.look(lambda: None)
            assert other.holds()
        waiting.result()
    assert not follower.instance.leads
    assert f"instance {follower.instance.name} leads" not in caplog.text
    with leader.services.ledger.read() as session:
        assert not jobs.is_due(session, "catch-up:T1", now() + timedelta(minutes=1))
    other.end()


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
