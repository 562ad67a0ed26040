"""The companies of referrals: which somebody was ever referred from, and which go with an undo."""

from sqlalchemy import or_
from sqlmodel import Session, col, delete, select

from ledger import lineage
from ledger.referral_steps import WITHDRAWN
from ledger.tables import Company, CompanyAlias, Correction
from ledger.tables_desk import Referral
from ledger.taking_back import USED


def companies(session: Session) -> set[int]:
    """Their ids, those of merged companies as the survivor's; withdrawn referrals do not count."""
    rows = select(Referral.company_id).where(
        col(Referral.company_id).is_not(None), Referral.state != WITHDRAWN
    )
    found = {one for one in session.exec(rows.distinct()) if one is not None}
    return set(lineage.survivors(session, found).values())


def let_company_go(session: Session, referral: Referral) -> None:
    """Takes out the company of a withdrawn referral, if referrals made it and all are withdrawn.

    What was typed stays with them. A company that was there before, that a person spoke of, or to
    which anything else was tied since, is somebody's and stays.
    """
    company = session.get(Company, referral.company_id) if referral.company_id else None
    if company is None or _is_said(session, company):
        return
    of_it = session.exec(select(Referral).where(Referral.company_id == company.id)).all()
    made_by_one = any(one.made_at == company.created_at for one in of_it)
    if not made_by_one or any(one.state != WITHDRAWN for one in of_it):
        return
    with session.begin_nested() as untied:
        for one in of_it:
            one.company_id, one.company_name = None, company.name
        session.flush()
        if session.connection().execute(USED, {"id": company.id}).scalar_one():
            untied.rollback()
            return
    session.exec(delete(CompanyAlias).where(col(CompanyAlias.company_id) == company.id))
    session.delete(company)
    session.flush()


def _is_said(session: Session, company: Company) -> bool:
    """Whether a person said anything of it."""
    words = (company.confirmed, company.ignored_said, company.parent_id, company.successor_id)
    by_hand = select(CompanyAlias.value).where(
        CompanyAlias.company_id == company.id, CompanyAlias.source != "rule"
    )
    spoken = select(Correction.id).where(
        or_(col(Correction.subject) == company.key, col(Correction.object) == company.key)
    )
    return any(word is not None for word in words) or any(
        session.exec(found).first() is not None for found in (by_hand, spoken)
    )
