"""What is known of who a company is: the evidence, people's word on it, what it became of."""

from typing import Any, Final

from bot.evidence_line import evidence_line
from ledger import companies, corrections, lineage, meta, suggestions
from ledger.engine import Session
from ledger.tables import Company

VERDICTS: Final = ("verify", "unverify")
LOOKED_AT: Final = 100  # corrections of a company, among which the last verdict is


def words_on(session: Session, company_id: int) -> dict[str, Any]:
    """The line of evidence, the last word on the match, and its kin; days as ISO text."""
    company = companies.get_one(session, company_id)
    parent = companies.get(session, company.parent_id) if company.parent_id else None
    return {
        "evidence": evidence_line(session, company_id),
        "confirmed": company.confirmed,
        "verdict": _verdict(session, company),
        "parent": parent.name if parent else None,
        "merged": [one.name for one in lineage.merged_into(session, company_id)],
        "formerly": [
            {"name": one.name, "until": day.isoformat()}
            for one, day in lineage.succeeded_by(session, company_id)
        ],
    }


def unlisted_facts(session: Session, company: Company) -> dict[str, Any]:
    """A company that is in no list, with what may be the reason."""
    return {
        "company": company.key,
        "name": company.name,
        "ignored": company.ignored,
        "doubted": suggestions.doubtful(session, company.id),
        "words": words_on(session, company.id),
    }


def _verdict(session: Session, company: Company) -> dict[str, str] | None:
    """Who said that the match is right or wrong, and on which day."""
    if company.confirmed is None:
        return None
    for one in corrections.listed(session, LOOKED_AT, of=company.key):
        is_of_it = one.subject == company.key and one.action in VERDICTS
        if is_of_it and one.undone_at is None:
            on = meta.day(session, one.at).isoformat()
            return {"by": one.by, "by_name": one.by_name, "on": on}
    return None
