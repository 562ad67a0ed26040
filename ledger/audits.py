"""What people did beside correcting: each tag, follow, hush, hand-off and snooze, each refusal.

The functions that change these write the row themselves, in the same transaction, so that no caller
can forget it. Corrections and the steps of referrals are their own audit.
"""

from collections.abc import Collection

from sqlmodel import Session, col, select

from ledger.chunks import chunks
from ledger.spoken import By
from ledger.tables_desk import Audit, ReferralStep

REFUSED = "refused"  # the object says as what: a role, or that it was from elsewhere


def note(session: Session, by: By, action: str, subject: str, object: str = "") -> None:
    """Keeps that somebody did something: "tag acme.example enterprise"."""
    session.add(
        Audit(at=by.at, by=by.id, by_name=by.name, action=action, subject=subject, object=object)
    )
    session.flush()


def recent(
    session: Session, limit: int, *, before_id: int | None = None, subject: str = ""
) -> list[Audit]:
    """What was done last, newest first; of one subject, or before a row, where that is asked."""
    rows = select(Audit)
    if before_id is not None:
        rows = rows.where(col(Audit.id) < before_id)
    if subject:
        rows = rows.where(Audit.subject == subject)
    return list(session.exec(rows.order_by(col(Audit.id).desc()).limit(limit)))


def names(session: Session, ids: Collection[str]) -> dict[str, str]:
    """Under which name each of these did something last; whoever never did is left out.

    A refusal keeps the id alone, for whoever was refused may be an outsider.
    """
    found: dict[str, str] = {}
    for some in chunks(sorted(set(ids))):
        for table in (ReferralStep, Audit):
            rows = select(table.by, table.by_name)
            rows = rows.where(col(table.by).in_(some), table.by_name != "")
            found |= dict(session.exec(rows.order_by(col(table.id))).all())
    return found
