"""What a monitoring system is told: alive, ready or why not, and figures that are true."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.metrics import GITHUB, SLACK
from bot.readiness import NOT_YET, STANDSTILL, Readiness, Watching
from bot.schedule import Job, run_if_due
from bot.services import Services
from collectors.errors import RateLimitedError, UnavailableError
from ledger import backups, cursors, inbox, jobs, meta, notices
from tests.bot.http_door import NOW, Site, opened_site
from tests.kept import Kept

OPEN = ("/healthz", "/readyz", "/metrics")


@pytest.fixture
def site(services: Services) -> Iterator[Site]:
    with opened_site(services, ingest_token=None, site_key=None, github_webhook_secret=None) as one:
        yield one


def told(site: Site) -> dict[str, float]:
    """Every figure, by its name and labels."""
    text = site.ask("GET", "/metrics", headers={}).body.decode()
    return {
        " ".join((sample.name, *sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_without_a_token_nothing_is_taken_and_everything_is_told(site: Site) -> None:
    assert [site.ask("GET", path, headers={}).status for path in OPEN] == [200, 200, 200]
    paths = ("/v1/activities", "/v1/track", "/github/webhook", "/slack/events")
    assert [site.ask("POST", path).status for path in paths] == [404] * 4
    assert site.ask("GET", "/v1/view.gif").status == 404
    assert site.ask("GET", "/metrics").headers["content-type"].startswith("text/plain; version=")


def test_figures_are_those_of_the_ledger(site: Site) -> None:
    hour, day = timedelta(hours=1), timedelta(days=1)
    with site.services.ledger.write() as session:
        for number in range(3):
            at = NOW - number * hour
            inbox.store(session, "T1", f"Ev{number}", {"event": {"type": "x"}}, at)
        inbox.close(session, 3, NOW)
        notices.queue(session, "a", "note", "", {}, NOW - hour)
        notices.queue(session, "b", "note", "", {}, NOW - day, due_at=NOW + hour)
        cursors.save(session, "github:acme/canary", "{}", NOW - day)
        cursors.save(session, "github:acme/anvil", "{}", NOW - hour)
        cursors.save(session, "unread-log:/canary", "{}", NOW)
        meta.put(session, backups.LAST, (NOW - day).isoformat())
    found = told(site)
    assert {name: found[f"leadlight_{name}"] for name in EXPECTED} == EXPECTED
    assert found["leadlight_last_backup_timestamp_seconds"] == (NOW - day).timestamp()
    assert not [name for name in found if "canary" in name]


EXPECTED = {
    "inbox_rows pending": 2.0,
    "inbox_rows done": 1.0,
    "inbox_rows dead": 0.0,
    "inbox_oldest_seconds": 0.0,
    "outbox_rows pending": 2.0,
    "outbox_rows uncertain": 0.0,
    "outbox_oldest_seconds": 3600.0,
    "cursor_age_seconds github": 3600.0,
    "ready": 1.0,
    "rate_limit_wait_seconds_total slack": 0.0,
    "rate_limit_wait_seconds_total github": 0.0,
}


def test_runs_are_counted_by_how_they_end(site: Site) -> None:
    def limited() -> None:
        raise RateLimitedError("acme/anvil", "slow down", NOW + timedelta(seconds=90))

    def away() -> None:
        raise UnavailableError("acme/anvil", "for canary@acme.example", "Try again")

    every = timedelta(minutes=5)
    for name, work in (("fine", lambda: None), ("github", limited), ("away", away)):
        assert run_if_due(site.services, Job(name, work, every), lambda: NOW)
    found = told(site)
    for name, end in (("fine", "done"), ("github", "limited"), ("away", "failed")):
        assert found[f"leadlight_job_runs_total {end} {name}"] == 1
    assert found["leadlight_job_seconds_count fine"] == 1
    assert found["leadlight_rate_limit_wait_seconds_total github"] == 90
    with site.services.ledger.read() as session:
        [kept] = [one.error for one in jobs.failing(session) if one.name == "away"]
    assert kept == "acme/anvil: for [mail address]. Try again"


def test_a_rest_that_is_over_counts_for_nothing(site: Site) -> None:
    site.services.metrics.rested(SLACK, -5)
    site.services.metrics.rested(GITHUB, 2)
    assert told(site)["leadlight_rate_limit_wait_seconds_total slack"] == 0


class Silent:
    """A socket of which nothing is heard."""

    def cause(self, now: object) -> str:
        """Always the same."""
        return "Slack (T1) is not heard"


def test_each_cause_is_told_until_it_is_gone(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    readiness = site.door.readiness
    watching = Watching(readiness, lambda: site.now)
    caplog.set_level("INFO", "bot")
    readiness.sockets.append(Silent())
    site.services.metrics.ticked_at = NOW - STANDSTILL * 2
    for _ in range(2):
        watching.look()
    answered = site.ask("GET", "/readyz", headers={})
    assert answered.status == 503
    assert answered.json["ready"] is False
    first, second = answered.json["causes"]
    assert first == "Slack (T1) is not heard"
    assert second.startswith("no job was begun since 2026-11-20 12:08:00 UTC: ")
    assert told(site)["leadlight_ready"] == 0
    readiness.sockets.clear()
    site.services.metrics.ticked_at = NOW
    watching.look()
    assert site.ask("GET", "/readyz", headers={}).json == {"ready": True, "causes": []}
    lines = [record.getMessage() for record in caplog.records]
    assert lines == [f"not ready: {first}", f"not ready: {second}", "ready again"]


def test_before_slack_answers_it_is_alive_and_not_ready(services: Services) -> None:
    readiness = Readiness(services)
    assert readiness.causes(NOW) == [NOT_YET]


def test_a_ledger_that_is_gone_is_a_cause_and_leaves_the_rest_of_the_figures(
    site: Site, kept: Kept
) -> None:
    with kept.away():
        answered = site.ask("GET", "/readyz", headers={})
        found = told(site)
    assert answered.status == 503
    [cause] = answered.json["causes"]
    assert site.services.ledger.name in cause
    assert found["leadlight_ready"] == 0
    assert "leadlight_database_write_seconds_count" in found
