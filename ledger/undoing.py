"""Corrections as a list, and how one of them is undone."""

from collections.abc import Sequence

from sqlalchemy import or_
from sqlmodel import Session, col, select

from ledger import meta
from ledger.changes import Journal
from ledger.companies import leads_to
from ledger.spoken import By, CorrectionError, called, changes, standing
from ledger.tables import Company, Correction
from ledger.taking_back import take_back


def undo(session: Session, correction_id: int, by: By) -> Correction:
    """Takes back one correction; the audit list shows it as undone from then on.

    Raises:
        CorrectionError: there is none of this number; it was undone already; or a later one of the
            same thing stands on it, and is named.
    """
    said = session.get(Correction, correction_id)
    if said is None:
        raise CorrectionError(f"there is no correction {correction_id}: the list gives the numbers")
    if said.undone_at is not None:
        day = meta.day(session, said.undone_at)
        raise CorrectionError(f"{called(said)} was undone already, on {day} by {said.undone_by}")
    later = list(standing(session, after_id=correction_id))
    _check_nothing_rests(said, later)
    _check_no_loop(session, said)
    take_back(Journal(session), said, by, later)
    said.undone_at, said.undone_by = by.at, by.name or by.id
    session.flush()
    return said


def listed(
    session: Session, limit: int | None = None, *, before_id: int | None = None, of: str = ""
) -> list[Correction]:
    """Corrections, newest first, undone ones too; `of` is a part of what they speak of.

    All of them without a limit.
    """
    rows = select(Correction)
    if before_id is not None:
        rows = rows.where(col(Correction.id) < before_id)
    if of:
        subject = col(Correction.subject).icontains(of, autoescape=True)
        rows = rows.where(or_(subject, col(Correction.object).icontains(of, autoescape=True)))
    return list(session.exec(rows.order_by(col(Correction.id).desc()).limit(limit)))


def _check_nothing_rests(said: Correction, later: Sequence[Correction]) -> None:
    mine = changes(said)
    for other in later:
        if any(change.meets(one) for one in changes(other) for change in mine):
            raise CorrectionError(
                f"{called(other)} came later and stands on {called(said)}: undo {other.id} first"
            )


def _check_no_loop(session: Session, said: Correction) -> None:
    """That a company which follows another one again is not what that one leads to by now."""
    for change in changes(said):
        if change.table != "company" or not change.was:
            continue
        for link in ("successor_id", "parent_id"):
            back = change.was.get(link)
            if isinstance(back, int) and leads_to(session, back, int(change.key[0]), link):
                one = session.get_one(Company, back).key
                raise CorrectionError(
                    f"{called(said)} cannot be undone, for {one} leads back to {said.subject} "
                    f"by now: take that back first"
                )
