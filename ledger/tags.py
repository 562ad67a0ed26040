"""Words that people put on companies: "customer", "enterprise"; routes and churn go by them.

The tags of a company that was merged into another are the survivor's.
"""

from collections.abc import Collection
from typing import Final

from sqlmodel import Session, col, delete, select

from ledger import audits, companies, lineage
from ledger.chunks import chunks
from ledger.errors import LedgerError
from ledger.spoken import By
from ledger.tables_desk import Tag

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
    root, found = lineage.counting_as(session, company_ids), dict[int, set[str]]()
    for some in chunks(sorted(root)):
        for one in session.exec(select(Tag).where(col(Tag.company_id).in_(some))):
            found.setdefault(root[one.company_id], set()).add(one.tag)
    return found


def spelled(word: str) -> str:
    """A tag as it is kept: in lower case, with single spaces."""
    return " ".join(word.lower().split())
