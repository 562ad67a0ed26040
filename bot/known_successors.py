"""Companies of which it is publicly known that they went on as another one.

Why only a suggestion: the list is ours and small, and what an acquisition means for one's own
figures (old name, new name, both) is for people to say.
"""

from datetime import date
from typing import Final

from bot.naming import company_name
from identity.successors import Successor, domains, successor
from ledger import companies, corrections
from ledger.corrections import By
from ledger.engine import Session
from ledger.tables import Company, Correction


def unsaid(company: Company | None) -> Successor | None:
    """Who a company went on as, and since when, unless a person said already who follows."""
    return _heir(company.key) if company and company.successor_id is None else None


def reason(heir: Successor) -> str:
    """Since when, in words."""
    return f"publicly known since {heir.since}; what was done before stays where it is"


def take(session: Session, company: Company, by: By, note: str) -> Correction:
    """Says so, in the caller's transaction; the heir's record is made if there is none.

    Raises:
        CorrectionError: the heir leads back to the company, or it was said meanwhile.
    """
    heir = unsaid(company)
    if heir is None:
        raise corrections.AlreadySo(f"who follows {company.key} was said before")
    follows = companies.obtain(session, company_name(heir.domain), by.at)
    return corrections.succeed(session, company, follows, heir.since, by, note)


def _heir(domain: str) -> Successor | None:
    heir = successor(domain, "", date.max)
    return heir if heir and heir.since else None


FOLLOWED: Final = frozenset(domain for domain in domains() if _heir(domain))
