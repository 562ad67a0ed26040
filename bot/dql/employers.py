"""The company that a referral names: one that is known, where a part of its name says which.

Why not simply what was typed: "Lumen" would make a second company beside Lumen Freight, which the
score and the next question would know nothing of.
"""

from datetime import date

from bot.naming import NamingError, company_name
from bot.views.referral import Draft
from bot.whom import SeveralFitError, fitting, name_of
from collectors.addresses import MAIL
from ledger import affiliations, companies
from ledger.engine import Session
from ledger.naming import CompanyName
from ledger.tables import Company


def meant(session: Session, typed: str) -> CompanyName:
    """The company of that domain or name; else the known one of whose name a word begins so; else
    a new one.

    Raises:
        NamingError: it can be no company's name.
        SeveralFitError: there are several whose names begin so.
    """
    named = company_name(typed)
    if named.domain is not None or companies.recorded(session, named) is not None:
        return named
    found = [one for one in fitting(session, typed) if _begins_a_word(one, typed)]
    if len(found) > 1:
        raise SeveralFitError(typed, found)
    return name_of(found[0]) if found else named


def company_problem(session: Session, typed: str) -> str:
    """What is wrong with the name of a company; nothing with none."""
    if not typed.strip():
        return ""
    try:
        meant(session, typed)
    except NamingError as error:
        return str(error)
    return ""


def employer(session: Session, draft: Draft, today: date) -> CompanyName | None:
    """The company that was typed, else the person's own, else that of the mail address given."""
    if draft.company:
        return _named(session, draft.company)
    if draft.actor_id is not None:
        own = affiliations.company_of(session, draft.actor_id, today)
        if own is not None:
            return name_of(own)
    address = MAIL.search(draft.contact)
    return _named(session, address[0]) if address else None


def _named(session: Session, typed: str) -> CompanyName | None:
    try:
        return meant(session, typed)
    except NamingError:
        return None


def _begins_a_word(company: Company, typed: str) -> bool:
    return f" {' '.join(typed.split())}".casefold() in f" {company.name}".casefold()
