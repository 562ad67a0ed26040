"""Words that people put on companies: "customer", "enterprise"; routes and churn go by them.

The tags of a company that was merged into another are the survivor's.
"""

from collections.abc import Collection
from typing import Final

from sqlmodel import Session, col, delete, select

from ledger import audits, companies, lineage
from ledger.errors import LedgerError
from ledger.spoken import By
from ledger.tables import Tag

CUSTOMER: Final = "customer"
MOST_LETTERS: Final = 40


def tag(session: Session, company_id: int, word: str, by: By) -> bool:
    """Puts a tag on a company; False where it is there.

    Raises:
        LedgerError: the word is empty or too long.
    """
    wanted = spelled(word)
    if not wanted or len(wanted) > MOST_LETTERS:
        raise LedgerError(f"a tag has from 1 to {MOST_LETTERS} letters, such as enterprise")
    if wanted in of(session, [company_id]).get(company_id, ()):
        return False
    session.add(Tag(company_id=company_id, tag=wanted, at=by.at, by=by.id))
    audits.note(session, by, "tag", companies.get_one(session, company_id).key, wanted)
    return True


def untag(session: Session, company_id: int, word: str, by: By) -> bool:
    """Takes a tag off a company; False where it is not there."""
    wanted = spelled(word)
    merged = companies.merged(session, company_id)
    gone = delete(Tag).where(col(Tag.company_id).in_(merged), col(Tag.tag) == wanted)
    if not session.exec(gone).rowcount:
        return False
    audits.note(session, by, "untag", companies.get_one(session, company_id).key, wanted)
    return True


def of(session: Session, company_ids: Collection[int]) -> dict[int, set[str]]:
    """The tags of each of these companies; one without any is left out."""
    wanted, found = set(company_ids), dict[int, set[str]]()
    for company_id, word in _all(session):
        if company_id in wanted:
            found.setdefault(company_id, set()).add(word)
    return found


def tagged(session: Session, word: str) -> set[int]:
    """The companies with a tag."""
    return {company_id for company_id, one in _all(session, spelled(word))}


def known(session: Session) -> list[str]:
    """Every tag that is in use, sorted."""
    return list(session.exec(select(Tag.tag).distinct().order_by(Tag.tag)))


def spelled(word: str) -> str:
    """A tag as it is kept: in lower case, with single spaces."""
    return " ".join(word.lower().split())


def _all(session: Session, word: str | None = None) -> list[tuple[int, str]]:
    """Companies and their tags; all are read, because a merge may join any two."""
    rows = select(Tag.company_id, Tag.tag)
    if word is not None:
        rows = rows.where(Tag.tag == word)
    found = session.exec(rows).all()
    survivors = lineage.survivors(session, {company_id for company_id, _ in found})
    return [(survivors[company_id], one) for company_id, one in found]
