"""What is due, and how it went: the database decides, so that a restart forgets nothing."""

from datetime import datetime

from sqlmodel import Session, col, select

from ledger.tables import Job


def claim(session: Session, name: str, now: datetime, next_due: datetime) -> bool:
    """Whether `name` is due at `now`; if so it is started and due again at `next_due`.

    A job that was never seen is due at once.
    """
    job = session.get(Job, name)
    if job is not None and job.due_at > now:
        return False
    session.merge(Job(name=name, due_at=next_due, started_at=now, ended_at=None, error=""))
    return True


def finish(session: Session, name: str, now: datetime, error: str = "") -> None:
    """Notes how a run ended; `error` is empty when it went well."""
    job = session.get(Job, name)
    if job is not None:
        job.ended_at, job.error = now, error


def hasten(session: Session, name: str, now: datetime) -> None:
    """Makes a job due at once, because something happened that it waits for."""
    job = session.get(Job, name)
    if job is not None and job.due_at > now:
        job.due_at = now


def failing(session: Session) -> list[Job]:
    """The jobs whose last run failed."""
    return list(session.exec(select(Job).where(col(Job.error) != "").order_by(Job.name)))
