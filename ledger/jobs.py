"""What is due, and how it went: the database decides, so that a restart forgets nothing."""

from datetime import datetime

from sqlmodel import Session, col, select

from ledger import meta
from ledger.tables import Job

_POSTPONED = "postponed:"  # before a job's name: the moment before which its source is not asked


def is_due(session: Session, name: str, now: datetime) -> bool:
    """Whether a job is due, without starting it: a look that locks nobody out."""
    job = session.get(Job, name)
    return job is None or job.due_at <= now


def claim(session: Session, name: str, now: datetime, next_due: datetime) -> bool:
    """Whether `name` is due at `now`; if so it is started and due again at `next_due`.

    A job that was never seen is due at once.
    """
    job = session.get(Job, name)
    if job is not None and job.due_at > now:
        return False
    job = job or Job(name=name, due_at=next_due)
    job.due_at, job.started_at, job.ended_at = next_due, now, None
    session.add(job)
    return True


def finish(session: Session, name: str, now: datetime, error: str = "") -> None:
    """Notes how a run ended; `error` is empty when it went well."""
    job = session.get(Job, name) or Job(name=name, due_at=now)
    job.ended_at, job.error = now, error
    session.add(job)


def error_of(session: Session, name: str) -> str:
    """How the last run failed; empty when it did not."""
    job = session.get(Job, name)
    return job.error if job else ""


def hasten(session: Session, name: str, at: datetime) -> None:
    """Makes a job due at `at`, because something happened that it waits for.

    One that its source asked to wait is due at the end of that at the earliest.
    """
    job = session.get(Job, name)
    if job is None or job.due_at <= at:
        return
    until = meta.get(session, _POSTPONED + name)
    job.due_at = max(at, datetime.fromisoformat(until)) if until else at


def postpone(session: Session, name: str, until: datetime) -> None:
    """Makes a job wait until a moment, because its source asked for it."""
    job = session.get(Job, name)
    if job is None:
        return
    meta.put(session, _POSTPONED + name, until.isoformat())
    job.due_at = max(job.due_at, until)


def failing(session: Session) -> list[Job]:
    """The jobs whose last run failed."""
    return list(session.exec(select(Job).where(col(Job.error) != "").order_by(Job.name)))


def names_under(session: Session, prefix: str) -> list[str]:
    """The jobs whose name begins with `prefix`."""
    rows = select(Job.name).where(col(Job.name).startswith(prefix, autoescape=True))
    return list(session.exec(rows.order_by(Job.name)))
