"""What fails at every tick is told when it begins, once an hour, and when it is over."""

from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Event

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.failing import Failing
from bot.schedule import Job, start, tick
from bot.services import Services
from ledger import jobs
from tests.bot.posting import Clock
from tests.kept import Kept

START = datetime(2026, 11, 20, 12, tzinfo=UTC)
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
FULL = "the disk is full"

said = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["", "x", "y"])), max_size=60)


@given(said)
def test_each_end_has_its_beginning(runs: list[tuple[str, str]]) -> None:
    """Of jobs that run each second: a cause is told anew only once it was over, or replaced."""
    failing, lasting = Failing(), {""}
    stopped: dict[str, str] = {}
    for second, (who, cause) in enumerate(runs):
        now = START + second * SECOND
        if cause:
            stopped[who] = cause
            lasting &= {"", *stopped.values()}
            line = failing.failed(who, cause, now)
            assert line == ("" if cause in lasting else cause)
            lasting.add(cause)
        else:
            was = stopped.pop(who, "")
            is_over = was != "" and was not in stopped.values()
            assert (failing.works(who, now) != "") == is_over
            lasting -= {was} if is_over else set()


def test_it_is_told_once_an_hour_while_it_lasts() -> None:
    failing = Failing()
    lines = [failing.failed("job", FULL, START + n * timedelta(minutes=1)) for n in range(150)]
    assert [(n, line) for n, line in enumerate(lines) if line] == [
        (0, FULL),
        (60, f"{FULL} (since 2026-11-20 12:00 UTC)"),
        (120, f"{FULL} (since 2026-11-20 12:00 UTC)"),
    ]


@pytest.mark.parametrize(
    ("lasted", "words"),
    [(SECOND, "1 s"), (90 * SECOND, "1 min"), (2 * HOUR + 5 * 60 * SECOND, "2 h 5 min")],
)
def test_it_says_how_long_it_lasted(lasted: timedelta, words: str) -> None:
    failing = Failing()
    failing.failed("job", FULL, START)
    assert failing.works("job", START + lasted) == f"over after {words}: {FULL}"
    assert failing.works("job", START + lasted) == ""


class Ticking:
    """Some jobs that tick each second; `broken` is what their work meets."""

    def __init__(self, services: Services, clock: Clock) -> None:
        self.services, self.clock = services, clock
        self.broken: Exception | None = None
        each, hourly = None, HOUR
        self.jobs = [Job(f"job-{n}", self.work, hourly if n % 2 else each) for n in range(6)]

    def work(self) -> None:
        if self.broken is not None:
            raise self.broken

    def run(self, seconds: int) -> None:
        for _ in range(seconds):
            for job in self.jobs:
                tick(self.services, job, self.clock)
            self.clock.forward(1)


@pytest.fixture
def ticking(services: Services, clock: Clock, caplog: pytest.LogCaptureFixture) -> Ticking:
    caplog.set_level("INFO")
    return Ticking(services, clock)


def test_a_ledger_that_cannot_be_used_is_told_once_for_all_jobs(
    ticking: Ticking, kept: Kept, caplog: pytest.LogCaptureFixture
) -> None:
    ticking.run(1)
    with kept.away():
        ticking.clock.forward(HOUR)  # so that all of them are due
        ticking.run(30)
        [line] = caplog.messages
        assert line.startswith("the ledger cannot be used")
        ticking.clock.forward(HOUR)
        ticking.run(30)
        assert len(caplog.messages) == 2
        assert "(since 2026-11-20 13:00 UTC)" in caplog.messages[-1]
    ticking.run(30)
    assert caplog.messages[2:] == [f"over after 1 h 1 min: {line}"]


def test_a_failure_of_a_jobs_own_is_told_of_each_job(
    ticking: Ticking, caplog: pytest.LogCaptureFixture
) -> None:
    ticking.broken = OSError("no such host")
    ticking.run(30)
    assert sorted(caplog.messages) == [f"job-{n}: no such host" for n in range(6)]
    with ticking.services.ledger.read() as session:
        assert len(jobs.failing(session)) == 6
    caplog.clear()
    ticking.broken = None
    ticking.run(2)
    assert sorted(caplog.messages) == [
        f"over after 30 s: job-{n}: no such host" for n in range(0, 6, 2)
    ]


def test_what_nobody_expected_has_its_trace_once(
    ticking: Ticking, caplog: pytest.LogCaptureFixture
) -> None:
    ticking.broken = KeyError("who")
    ticking.run(30)
    told = [one for one in caplog.records if one.exc_info]
    assert len(told) == len(caplog.records) == 6


def test_another_failure_in_its_place_is_told(
    ticking: Ticking, caplog: pytest.LogCaptureFixture
) -> None:
    ticking.jobs = ticking.jobs[:1]
    for words in ("no such host", "refused", "no such host"):
        ticking.broken = OSError(words)
        ticking.run(10)
    assert [one.removeprefix("job-0: ") for one in caplog.messages] == [
        "no such host",
        "refused",
        "no such host",
    ]


def test_a_schedule_that_runs_tells_it_as_little(
    services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    """Through the scheduler's own threads; the clock stands where it is asked."""
    clock = partial(datetime.fromtimestamp, START.timestamp(), UTC)
    first, second = Event(), Event()

    def work() -> None:
        (second if first.is_set() else first).set()
        raise OSError("no such host")

    scheduler = start(services, [Job("job", work)], clock, services.zone)
    try:
        assert second.wait(60)
    finally:
        scheduler.shutdown(wait=True)
    assert caplog.messages == ["job: no such host"]
