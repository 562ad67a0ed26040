"""The schedule's only memory: what is due, when next, and how the last run ended."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from ledger import cursors, jobs, meta
from ledger.engine import Ledger, Session
from ledger.tables import Job
from tests.builders import NOW

Move = Callable[[Session, str, datetime], None]

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


def due_in(session: Session) -> timedelta:
    return session.get_one(Job, "collect").due_at - NOW


def test_a_job_that_was_never_seen_is_due_and_then_at_its_time(ledger: Ledger) -> None:
    with ledger.write() as session:
        assert jobs.is_due(session, "collect", NOW)
        assert jobs.claim(session, "collect", NOW, NOW + HOUR)
        for early in (timedelta(0), HOUR - SECOND):
            assert not jobs.is_due(session, "collect", NOW + early)
            assert not jobs.claim(session, "collect", NOW + early, NOW + 9 * HOUR)
        assert due_in(session) == HOUR
        assert jobs.claim(session, "collect", NOW + HOUR, NOW + 2 * HOUR)
        assert due_in(session) == 2 * HOUR


@pytest.mark.parametrize(
    ("asked", "hastened", "postponed"),
    [(-HOUR, -HOUR, HOUR), (SECOND, SECOND, HOUR), (HOUR, HOUR, HOUR), (2 * HOUR, HOUR, 2 * HOUR)],
)
def test_hastened_is_never_later_and_postponed_never_earlier(
    ledger: Ledger, asked: timedelta, hastened: timedelta, postponed: timedelta
) -> None:
    for move, then in ((jobs.hasten, hastened), (jobs.postpone, postponed)):
        with Session(ledger.engine) as session:
            jobs.claim(session, "collect", NOW, NOW + HOUR)
            move(session, "collect", NOW + asked)
            assert due_in(session) == then


@pytest.mark.parametrize("move", [jobs.hasten, jobs.postpone])
def test_a_job_that_never_ran_is_due_at_once_whatever_happens(ledger: Ledger, move: Move) -> None:
    with ledger.write() as session:
        move(session, "collect", NOW + HOUR)
        assert jobs.is_due(session, "collect", NOW)


def test_how_runs_ended_is_remembered(ledger: Ledger) -> None:
    with ledger.write() as session:
        for name, error in (("digest", ""), ("collect", "GitHub is away"), ("backup", "disk full")):
            jobs.claim(session, name, NOW, NOW + HOUR)
            jobs.finish(session, name, NOW + SECOND, error)
        assert [job.name for job in jobs.failing(session)] == ["backup", "collect"]
        assert jobs.error_of(session, "collect") == "GitHub is away"
        assert jobs.error_of(session, "digest") == jobs.error_of(session, "never seen") == ""
        job = session.get_one(Job, "collect")
        assert (job.started_at, job.ended_at) == (NOW, NOW + SECOND)
        jobs.finish(session, "collect", NOW + HOUR)
        assert [job.name for job in jobs.failing(session)] == ["backup"]


def test_names_are_listed_by_what_they_begin_with(ledger: Ledger) -> None:
    names = ["github:acme/one", "github:acme/two", "github_profiles", "digest"]
    with ledger.write() as session:
        for name in names:
            jobs.finish(session, name, NOW)
            cursors.save(session, name, "{}", NOW)
        assert jobs.names_under(session, "github:") == names[:2]
        assert jobs.names_under(session, "github_") == names[2:3]  # _ stands for itself
        assert cursors.under(session, "github:") == dict.fromkeys(names[:2], "{}")
        assert cursors.under(session, "%") == {}


def test_a_cursor_and_a_fact_are_what_was_kept_last(ledger: Ledger) -> None:
    with ledger.write() as session:
        assert cursors.read(session, "github") is None
        assert meta.get(session, meta.RESCORED_DAY) is None
        for value in ("1", "2"):
            cursors.save(session, "github", value, NOW)
            meta.put(session, meta.RESCORED_DAY, value)
    with ledger.read() as session:
        assert cursors.read(session, "github") == "2"
        assert meta.get(session, meta.RESCORED_DAY) == "2"
