"""A person's word on what a company is known by."""

from sqlmodel import Session

from ledger import companies, weighing_again
from ledger.changes import Journal
from ledger.known_by import KINDS
from ledger.spoken import HUMAN, AlreadySo, By, CorrectionError, changes, keep, standing
from ledger.tables import Company, CompanyAlias, Correction
from ledger.taking_back import take_back


def alias(
    session: Session,
    company: Company,
    kind: str,
    value: str,
    by: By,
    note: str = "",
    spelled: str = "",
) -> Correction:
    """Says that a company is known by this too, whosever it was by evidence.

    `kind` and `value` are as `CompanyAlias` has them: a registrable domain, a name's key, an
    organisation's login in lower case, a Slack workspace's id. `spelled` is how the list shows it.

    Raises:
        CorrectionError: another kind, no value; somebody gave it to another company; it is so
            without a word, or the same was said before.
    """
    if kind not in KINDS or not value:
        raise CorrectionError(
            f"a company is known by a {', a '.join(KINDS)}: not by {kind} {value!r}"
        )
    journal, typed = Journal(session), spelled or _typed(kind, value)
    known = session.get(CompanyAlias, (kind, value))
    if known is None:
        named = {company.id}
        journal.add(CompanyAlias(type=kind, value=value, company_id=company.id, source=HUMAN))
    else:
        _check_free(session, known, company, typed)
        _check_new(session, known, company, typed)
        named = {company.id, known.company_id}
        journal.put(known, company_id=company.id, source=HUMAN)
    if kind == "domain" and company.domain is None and not companies.has_domain(session, value):
        journal.put(company, domain=value, key=value)
    weighing_again.whoever_names(session, kind, value, named)
    return keep(journal, by, "alias", company.key, typed, note=note)


def unalias(session: Session, kind: str, value: str, by: By, note: str = "") -> Correction:
    """Takes back what a person said of an alias: it is again whosever it was before.

    Raises:
        CorrectionError: nobody said anything of it.
    """
    typed = _typed(kind, value)
    known = session.get(CompanyAlias, (kind, value))
    if known is None or known.source != HUMAN:
        raise AlreadySo(
            f"nobody said whose {typed} is: say it with alias, or there is nothing to take back"
        )
    of = session.get_one(Company, known.company_id)
    said = next(
        one
        for one in standing(session, action="alias")
        if any(change.key == (kind, value) for change in changes(one))
    )
    journal = Journal(session)
    take_back(journal, said, by)
    return keep(journal, by, "unalias", of.key, said.object, note=note)


def _check_free(session: Session, known: CompanyAlias, company: Company, typed: str) -> None:
    if known.source != HUMAN:
        return
    if known.company_id == company.id:
        raise AlreadySo(f"{typed} was said to be {company.key} before")
    other = session.get_one(Company, known.company_id)
    raise CorrectionError(f"{typed} was said to be {other.key}: take that back with unalias first")


def _check_new(session: Session, known: CompanyAlias, company: Company, typed: str) -> None:
    """A company is known by its own domain, and by those of all that were merged into it."""
    of = session.get_one(Company, known.company_id)
    if (
        known.type == "domain"
        and known.value == of.domain
        and (companies.root(session, of).id == companies.root(session, company).id)
    ):
        raise AlreadySo(f"{typed} is {company.key} already")


def _typed(kind: str, value: str) -> str:
    return f"@{value}" if kind == "org" else value
