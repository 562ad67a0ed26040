"""A company's match is turned down: what it was until then goes on record in the same breath."""

from bot.services import Services
from ledger import corrections
from ledger.corrections import By
from ledger.engine import Session
from ledger.tables import Company, Correction
from scoring.rescore import as_found


def unverify(
    session: Session, services: Services, company: Company, by: By, note: str = ""
) -> Correction:
    """Says that who a company's people are is wrong; it is a former one if it ever qualified.

    Raises:
        AlreadySo: the same was said before.
    """
    rules, today = services.rules, services.today(by.at)
    found = as_found.unrecorded(session, rules, today, company.id)
    said = corrections.unverify(session, company, by, note)
    as_found.keep(session, rules, found, today, by.at)
    return said
