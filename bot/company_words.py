"""What is known of who a company is: the evidence, people's word on it, what it became of."""

from collections.abc import Sequence
from typing import Any, Final

from bot.evidence_line import evidence_line
from ledger import companies, corrections, lineage, meta, suggestions
from ledger.engine import Session
from ledger.tables import Company

VERDICTS: Final = ("verify", "unverify")
LEAVING_OUT: Final = ("ignore",)
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
        "becomes": _becomes(session, company),
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
        "left_out": left_out(session, company),
        "doubted": suggestions.doubtful(session, company.id),
        "words": words_on(session, company.id),
    }


def left_out(session: Session, company: Company) -> dict[str, str] | None:
    """Who left a company out of every list and on which day (ISO text); None where nobody did.

    One that the settings call our own was left out by nobody: `by` and `on` are empty.
    """
    if not company.ignored:
        return None
    return _said(session, company, LEAVING_OUT) or {"by": "", "by_name": "", "on": ""}


def _becomes(session: Session, company: Company) -> dict[str, str] | None:
    """What it counts as, from which day on; without a day on every one."""
    if company.successor_id is None:
        return None
    day = company.succeeded_on
    name = companies.get_one(session, company.successor_id).name
    return {"name": name, "from": day.isoformat() if day else ""}


def _verdict(session: Session, company: Company) -> dict[str, str] | None:
    """Who said that the match is right or wrong, and on which day."""
    return None if company.confirmed is None else _said(session, company, VERDICTS)


def _said(session: Session, company: Company, actions: Sequence[str]) -> dict[str, str] | None:
    """The last of these corrections of a company: who made it, and on which day."""
    for one in corrections.listed(session, LOOKED_AT, of=company.key):
        is_of_it = one.subject == company.key and one.action in actions
        if is_of_it and one.undone_at is None:
            on = meta.day(session, one.at).isoformat()
            return {"by": one.by, "by_name": one.by_name, "on": on}
    return None
