"""Suggestions that a person turned down: none of them comes back."""

from sqlmodel import Session, select

from ledger import meta
from ledger.changes import Journal
from ledger.spoken import AlreadySo, By, CorrectionError, keep
from ledger.tables import Correction, Refusal

KINDS = ("match", "company", "merge", "successor", "bot")


def refuse(
    session: Session, kind: str, key: str, subject: str, by: By, note: str = ""
) -> Correction:
    """Turns a suggestion down; `subject` is what it was of, in words for the audit list.

    Raises:
        CorrectionError: another kind; it was turned down before.
    """
    if kind not in KINDS:
        raise CorrectionError(f"{kind} is no kind of suggestion: they are {', '.join(KINDS)}")
    earlier = session.get(Refusal, (kind, key))
    if earlier is not None:
        day = meta.day(session, earlier.at)
        raise AlreadySo(f"{subject} was turned down already, on {day}")
    journal = Journal(session)
    journal.add(Refusal(kind=kind, key=key, at=by.at, by=by.id))
    return keep(journal, by, "refuse", subject, kind, note=note)


def refused(session: Session, kind: str) -> set[str]:
    """The keys of the suggestions of a kind that were turned down."""
    return set(session.exec(select(Refusal.key).where(Refusal.kind == kind)))


def holds(session: Session, kind: str, key: str) -> bool:
    """Whether that suggestion was turned down."""
    return session.get(Refusal, (kind, key)) is not None
