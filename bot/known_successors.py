"""Companies of which it is publicly known that they went on as another one.

Why only a suggestion: the list is ours and small, and what an acquisition means for one's own
figures (old name, new name, both) is for people to say.
"""

from datetime import date

from bot.naming import company_name
from identity.successors import Successor, successor
from ledger import companies, corrections
from ledger.corrections import By
from ledger.engine import Session
from ledger.tables import Company, Correction


def heir_of(company: Company | companies.Named) -> Successor | None:
    """Who a company went on as, and since when; None where nothing is known of it."""
    heir = successor(company.key, "", date.max)
    return heir if heir and heir.since else None


def unsaid(company: Company | None) -> Successor | None:
    """The same, unless a person said already who follows."""
    return heir_of(company) if company and company.successor_id is None else None


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
