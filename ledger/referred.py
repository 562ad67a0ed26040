"""Which companies somebody was ever referred from: they are in hand, whatever came of it."""

from sqlmodel import Session, col, select

from ledger import lineage
from ledger.referral_steps import WITHDRAWN
from ledger.tables import Referral


def companies(session: Session) -> set[int]:
    """Their ids, those of merged companies as the survivor's; withdrawn referrals do not count."""
    rows = select(Referral.company_id).where(
        col(Referral.company_id).is_not(None), Referral.state != WITHDRAWN
    )
    found = {one for one in session.exec(rows.distinct()) if one is not None}
    return set(lineage.survivors(session, found).values())
