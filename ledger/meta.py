"""What the ledger remembers of itself, one line a fact.

Why plain statements: facts are asked for several times a judgement and a message, and as objects
each took ten times what the database needs.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from ledger.types import day_in

TIMEZONE = "timezone"
INTERNAL_TEAM = "internal_team"  # the Slack workspace that the commands come from
RESCORED_DAY = "rescored_day"  # the last day that was rescored, ISO
ROLES = "roles"  # ids of who may do what, as Slack last said, JSON
ROLES_READ = "roles_read"  # when it was asked, ISO
OWN = "own"  # the operator's own domains and organisations that everybody was weighed with, JSON

GET = "SELECT value FROM meta WHERE name = ?"
PUT = """
INSERT INTO meta (name, value) VALUES (?, ?)
ON CONFLICT (name) DO UPDATE SET value = excluded.value
"""


def get(session: Session, name: str) -> str | None:
    """The fact called `name`, if it was ever kept."""
    session.flush()  # as every question that is put by way of objects does
    found = session.connection().exec_driver_sql(GET, (name,)).scalar_one_or_none()
    return None if found is None else str(found)


def day(session: Session, moment: datetime) -> date:
    """The day of a moment in the ledger's time zone; in UTC where it keeps none."""
    return day_in(ZoneInfo(get(session, TIMEZONE) or "UTC"), moment)


def put(session: Session, name: str, value: str) -> None:
    """Keeps the fact called `name`."""
    session.flush()
    session.connection().exec_driver_sql(PUT, (name, value))
