"""21: of every other fault an operator sees a figure, a line of the log, and what to do."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO
from typing import Final

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot import findings, passes
from bot.metrics import GITHUB
from bot.readiness import STANDSTILL
from bot.schedule import Job, run_if_due
from bot.slack_app import build_app
from bot.sockets import SILENCE, Socket
from collectors.errors import RateLimitedError, UnavailableError
from demo.slack import Fault, Slack
from ledger import backups, health
from tests.bot.conftest import clock, outbox, slack
from tests.bot.http_door import NOW, Site
from tests.bot.posting import Clock, outbox_at, queue
from tests.promises.conftest import Record
from tests.promises.listening import TEAM, joined, workspace
from tests.promises.seeing import PAGE, causes, figures, hear, lines, log, site

__all__ = ["clock", "log", "outbox", "site", "slack"]


@dataclass
class Case:
    """A service, and what its faults need."""

    site: Site
    slack: Slack
    clock: Clock


def unreadable(case: Case) -> None:
    assert hear(case.site, {**joined(1), "event_id": "EvBad", "event": None}) == 200
    passes.read_inbox(case.site.services, lambda: NOW)


def refused_for_good(case: Case) -> None:
    posting = outbox_at(case.slack, case.site.services.ledger, case.clock)
    case.slack.faults.next("chat.postMessage", Fault("refused", error="invalid_blocks"))
    queue(posting, "dull.example")
    posting.deliver()


def away(case: Case) -> None:
    def work() -> None:
        raise UnavailableError("acme/anvil", "GitHub is away", "It is tried again")

    run_if_due(case.site.services, Job("github", work, timedelta(minutes=5)), lambda: NOW)


def limited(case: Case) -> None:
    def work() -> None:
        raise RateLimitedError("acme/anvil", "slow down", NOW + timedelta(seconds=90))

    run_if_due(case.site.services, Job("github", work, timedelta(minutes=5)), lambda: NOW)


def silent(case: Case) -> None:
    services = case.site.services
    with ThreadPoolExecutor(1) as later:
        app = build_app(workspace(), services, lambda: NOW, later, later)
        socket = Socket(workspace(), app, lambda: None, services.metrics)
        socket.watch(NOW)
        socket.watch(NOW + 2 * SILENCE)
        socket.close()
    case.site.door.readiness.sockets.append(socket)
    case.site.now += 2 * SILENCE


def at_a_standstill(case: Case) -> None:
    case.site.services.metrics.ticked_at = NOW - 2 * STANDSTILL


def backed_up(case: Case) -> None:
    file = case.site.services.ledger.path.with_name("backup.db")
    backups.backup(case.site.services.ledger, file, NOW)


@dataclass(frozen=True)
class Sign:
    """What shows a fault: a figure and its value, words in the log, in an answer, on the page."""

    befall: Callable[[Case], None]
    figure: str
    value: float
    logged: str = ""
    by: str = ""  # what the line of the log carries
    said: str = ""  # by /readyz, or by doctor
    alarm: str = ""  # on the page


SIGNS: Final = {
    "an event that cannot be read": Sign(
        unreadable,
        "inbox_rows dead",
        1,
        "cannot be read and is kept",
        "event",
        "1 could not be read",
        'leadlight_inbox_rows{state="dead"} > 0',
    ),
    "a message that Slack refuses": Sign(
        refused_for_good,
        "outbox_rows dead",
        1,
        "is dead",
        "notice",
        "1 dead",
        'leadlight_outbox_rows{state="dead"}',
    ),
    "a job that fails": Sign(
        away,
        "job_runs_total failed github",
        1,
        "GitHub is away",
        "job",
        "GitHub is away",
        'leadlight_job_runs_total{end="failed"}',
    ),
    "a rate limit": Sign(
        limited,
        f"rate_limit_wait_seconds_total {GITHUB}",
        90,
        "slow down",
        "job",
        "slow down",
        "leadlight_rate_limit_wait_seconds_total",
    ),
    "a silent socket": Sign(
        silent,
        f"socket_connected {TEAM}",
        0,
        "is silent: connecting anew",
        "",
        "is not heard since",
        "leadlight_socket_connected == 0",
    ),
    "a schedule that stands still": Sign(
        at_a_standstill, "ready", 0, "", "", "no job was begun since", "`no job was begun since …`"
    ),
    "no backup but this": Sign(
        backed_up,
        "last_backup_timestamp_seconds",
        NOW.timestamp(),
        alarm="time() - leadlight_last_backup_timestamp_seconds > 172800",
    ),
}


@pytest.mark.parametrize("name", SIGNS)
def test_promise_21_every_other_fault_is_seen(
    site: Site, slack: Slack, clock: Clock, log: StringIO, record: Record, name: str
) -> None:
    sign = SIGNS[name]
    sign.befall(Case(site, slack, clock))
    assert figures(site)[sign.figure] == sign.value
    told = [line for line in lines(log) if sign.logged and sign.logged in line["message"]]
    assert bool(told) is bool(sign.logged)
    assert all(line.get(sign.by) for line in told if sign.by)
    doctor = [f"{one.saw} {one.mend}" for one in findings.ledger(site.services.ledger)]
    assert sign.said in "\n".join([*causes(site), *doctor])
    assert sign.alarm in PAGE
    record(f"{name}: figure, log, answer, page", 1, "fault")


def test_promise_21_every_figure_has_its_alarm(site: Site, slack: Slack, clock: Clock) -> None:
    """Of families of figures, whichever the service ever tells."""
    for name in ("fine", "github"):
        run_if_due(site.services, Job(name, lambda: None), lambda: NOW)
    backed_up(Case(site, slack, clock))
    health.quick_check(site.services.ledger, NOW)
    text = site.ask("GET", "/metrics", headers={}).body.decode()
    names = {family.name for family in text_string_to_metric_families(text)}
    assert len(names) > 12
    assert {name for name in names if name not in PAGE} == set()
