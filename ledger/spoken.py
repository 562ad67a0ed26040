"""Who said what of who is who: the audit row of each correction, and how corrections are called."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from ledger import series
from ledger.changes import Change, Journal, read
from ledger.errors import LedgerError
from ledger.tables import Actor, Correction

HUMAN = "human"


class CorrectionError(LedgerError):
    """What was said cannot stand; the message names the thing and the mend."""


class AlreadySo(CorrectionError):  # noqa: N818 - said of a word that changes nothing
    """The same was said before and stands: there is nothing to change."""


@dataclass(frozen=True, slots=True)
class By:
    """Who speaks, and when: a Slack user id, or who runs the command line; `at` is aware UTC."""

    id: str
    name: str
    at: datetime


def so_far(session: Session) -> tuple[int, int]:
    """How many corrections there are, and how many were undone: another pair, another word."""
    counted = select(func.count(col(Correction.id)), func.count(col(Correction.undone_at)))
    said, undone = session.exec(counted).one()
    return said, undone


def keep(
    journal: Journal,
    by: By,
    action: str,
    subject: str,
    object: str = "",
    *,
    first: date | None = None,
    last: date | None = None,
    note: str = "",
) -> Correction:
    """Writes the audit row of what a journal holds."""
    said = Correction(
        id=series.following(journal.session, Correction),
        at=by.at,
        by=by.id,
        by_name=by.name,
        action=action,
        subject=subject,
        object=object,
        valid_from=first,
        valid_until=last,
        note=note,
        before=journal.facts(),
    )
    journal.session.add(said)
    journal.session.flush()
    return said


def standing(session: Session, after_id: int = 0, action: str = "") -> Iterator[Correction]:
    """Corrections that nobody undid, newest first: those after one, or those of one verb."""
    rows = select(Correction).where(
        col(Correction.undone_at).is_(None), col(Correction.id) > after_id
    )
    if action:
        rows = rows.where(Correction.action == action)
    yield from session.exec(rows.order_by(col(Correction.id).desc()))


def changes(correction: Correction) -> list[Change]:
    """What the word itself changed."""
    return read(correction.before["changes"])


def along(correction: Correction) -> list[Change]:
    """What came along with it."""
    return read(correction.before["along"])


def called(correction: Correction) -> str:
    """A correction in words: "correction 12 (merge acme.example globex.example)"."""
    said = " ".join(part for part in (correction.subject, correction.object) if part)
    return f"correction {correction.id} ({correction.action} {said})"


def who(actor: Actor) -> str:
    """An actor as people type it: "github:ada"."""
    return f"{actor.source}:{actor.handle or actor.key}"
