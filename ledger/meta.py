"""What the ledger remembers of itself, one line a fact."""

from sqlmodel import Session

from ledger.tables import Meta

TIMEZONE = "timezone"
INTERNAL_TEAM = "internal_team"  # the Slack workspace that the commands come from
RESCORED_DAY = "rescored_day"  # the last day that was rescored, ISO
OWN = "own"  # the operator's own domains and organisations that everybody was weighed with, JSON


def get(session: Session, name: str) -> str | None:
    """The fact called `name`, if it was ever kept."""
    row = session.get(Meta, name)
    return row.value if row else None


def put(session: Session, name: str, value: str) -> None:
    """Keeps the fact called `name`."""
    session.merge(Meta(name=name, value=value))
