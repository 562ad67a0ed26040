"""What runs when: APScheduler ticks, the ledger decides what is due.

Why so: a scheduler in memory forgets what was due while the service was down, and a stored one
skips it. Here a tick asks the ledger, in one transaction, whether the job is due; a restart loses
nothing and doubles nothing.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.error import URLError
from zoneinfo import ZoneInfo

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MISSED
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.logs import redacted
from bot.metrics import DONE, FAILED, GITHUB, LIMITED, Metrics
from bot.services import Services
from bot.telling import bound
from collectors.errors import RateLimitedError, RefusedError, SourceError
from ledger import jobs
from ledger.errors import DatabaseError, LedgerError, in_words, is_of_storage

log = logging.getLogger(__name__)

LOOK = timedelta(minutes=1)  # from one look at the schedule to the next, from outside of it
MOST_STILL = 5  # looks in a row between which nothing was begun


@dataclass(frozen=True, slots=True)
class Job:
    """A thing to do every so often; `work` may raise what a source raises.

    `every` is kept in the ledger, so that a restart neither skips nor repeats it. Without it the
    work looks at each tick for itself whether there is anything to do. Of several instances the one
    that leads does it, unless it is to be done `everywhere`.
    """

    name: str
    work: Callable[[], object]
    every: timedelta | None = None
    tick: timedelta = timedelta(seconds=1)
    everywhere: bool = False


def run_if_due(services: Services, job: Job, clock: Callable[[], datetime]) -> bool:
    """Runs a job if it is due; says whether it ran.

    A failure is logged, the same one once an hour (`bot.failing`), kept for `doctor`, and tried
    again at the next due time; it ends no other job.
    """
    if job.every is not None and not _claimed(services, job.name, clock(), job.every):
        return False
    error = _error_of(services, job, clock)
    with services.ledger.read() as session:
        known = jobs.error_of(session, job.name)
    if job.every is not None or error != known:
        with services.ledger.write() as session:
            jobs.finish(session, job.name, clock(), error)
    return True


def _claimed(services: Services, name: str, now: datetime, every: timedelta) -> bool:
    with services.ledger.read() as session:
        if not jobs.is_due(session, name, now):
            return False
    with services.ledger.write() as session:
        return jobs.claim(session, name, now, now + every)


def _error_of(services: Services, job: Job, clock: Callable[[], datetime]) -> str:
    """Runs the work and counts how it ended; what went wrong in a sentence, empty for nothing.

    It is kept in the ledger, so secrets and addresses are taken out.
    """
    with bound(job=job.name), services.metrics.running(job.name):
        end, error = _ended(services, job, clock)
    services.metrics.ran(job.name, end)
    return redacted(error)


def _ended(services: Services, job: Job, clock: Callable[[], datetime]) -> tuple[str, str]:
    try:
        job.work()
    except RateLimitedError as limited:
        log.warning("%s: %s", job.name, limited)
        with services.ledger.write() as session:
            jobs.postpone(session, job.name, limited.until)
        # Slack's rests are waited for, and counted, in its clients and in the outbox.
        services.metrics.rested(GITHUB, (limited.until - clock()).total_seconds())
        return LIMITED, str(limited)
    except (SourceError, RefusedError, LedgerError, URLError, OSError) as away:
        if services.ledger.trouble():
            return FAILED, _unusable(services, job, away, clock())
        _tell(services.failing.failed(job.name, f"{job.name}: {away}", clock()))
        return FAILED, str(away)
    except Exception as unexpected:
        if isinstance(unexpected, DatabaseError) and is_of_storage(unexpected):
            return FAILED, _unusable(services, job, unexpected, clock())
        error = f"{type(unexpected).__name__}: {unexpected}"
        if line := services.failing.failed(job.name, f"{job.name} failed: {error}", clock()):
            log.exception("%s", line)
        return FAILED, error
    _works(services, clock(), job.name, _at_ledger(job))
    return DONE, ""


def _at_ledger(job: Job) -> str:
    """How the ledger's failures of a job are told from its own."""
    return f"{job.name} at the ledger"


def _unusable(services: Services, job: Job, error: Exception, now: datetime) -> str:
    """Tells that the ledger cannot be used, whichever of the jobs met it first; says how."""
    cause = f"the ledger cannot be used {in_words(error)}"
    _tell(services.failing.failed(_at_ledger(job), cause, now))
    return cause


def _tell(line: str) -> None:
    if line:
        log.error("%s", line)


def _works(services: Services, now: datetime, *who: str) -> None:
    """Tells what is over, now that a job works, or the ledger for it."""
    for one in who:
        if line := services.failing.works(one, now):
            log.info("%s", line)


def start(
    services: Services,
    table: Sequence[Job],
    clock: Callable[[], datetime],
    zone: ZoneInfo,
    leads: Callable[[], bool] = lambda: True,
) -> BackgroundScheduler:
    """A running scheduler that ticks for each job; `leads` is asked at each tick."""
    scheduler = BackgroundScheduler(
        timezone=zone, executors={"default": ThreadPoolExecutor(len(table))}
    )
    for job in table:
        scheduler.add_job(
            tick,
            IntervalTrigger(seconds=max(1, int(job.tick.total_seconds())), timezone=zone),
            args=(services, job, clock, leads),
            id=job.name,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
    scheduler.add_listener(_report, EVENT_JOB_ERROR | EVENT_JOB_MISSED)
    scheduler.start()
    return scheduler


def tick(
    services: Services,
    job: Job,
    clock: Callable[[], datetime],
    leads: Callable[[], bool] = lambda: True,
) -> None:
    """One look at a job, as the scheduler takes it; a ledger in trouble ends no schedule."""
    services.metrics.ticked_at = clock()
    if not (job.everywhere or leads()):
        return
    try:
        ran = run_if_due(services, job, clock)
    except (DatabaseError, LedgerError) as error:
        _unusable(services, job, error, clock())
    else:
        if not ran:  # it is not due, says the ledger, which can be asked again
            _works(services, clock(), _at_ledger(job))


class Stillness:
    """Notices a schedule that begins nothing any more; looked at once in each `LOOK`.

    Why looks are counted, and no time is measured: a machine that slept, or a process that was
    stopped, finds much time gone and a schedule that goes on.
    """

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._seen: datetime | None = None
        self._looks = 0

    def look(self) -> bool:
        """Whether it stands still for good, so that only a new process helps."""
        ticked_at = self._metrics.ticked_at
        self._looks = self._looks + 1 if ticked_at == self._seen else 0
        self._seen = ticked_at
        return self._looks >= MOST_STILL


def _report(event: Any) -> None:
    log.error("the tick of %s failed or was missed: %s", event.job_id, event.exception)
