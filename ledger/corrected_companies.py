"""A person's word on companies: which are one, which follow another, which count."""

from datetime import date
from typing import Any

from sqlmodel import Session

from ledger import companies, meta, weighing_again
from ledger.changes import Journal, whole
from ledger.naming import CompanyName, aliases
from ledger.spoken import AlreadySo, By, CorrectionError, changes, keep, standing
from ledger.tables import Company, CompanyAlias, Correction
from ledger.taking_back import take_back

NOBODY = "none"


def merge(session: Session, company: Company, into: Company, by: By, note: str = "") -> Correction:
    """Counts a company as another one, on every day: one row changes, whatever its size.

    Both keep their people and their aliases, so that `unmerge` is exact. Whoever was told of either
    one's present episode is not told again.

    Raises:
        CorrectionError: it is merged or succeeded already, or the other one leads back to it.
    """
    _check_free(session, company)
    _check_no_loop(session, company, into, "successor_id")
    journal = Journal(session)
    journal.put(company, successor_id=into.id, succeeded_on=None)
    root = companies.present(session, into, meta.day(session, by.at))
    told = [day for day in (company.announced_for, root.announced_for) if day]
    journal.put(root, along=True, announced_for=max(told, default=None))
    return keep(journal, by, "merge", company.key, into.key, note=note)


def unmerge(session: Session, company: Company, by: By, note: str = "") -> Correction:
    """Lets a merged company count for itself again, as it did before.

    Raises:
        CorrectionError: it is not merged.
    """
    if not companies.is_merged(company):
        raise AlreadySo(f"{company.key} is not merged into another company")
    into = _other(session, company)
    said = next(
        one
        for one in standing(session, action="merge")
        if any((change.table, change.key) == ("company", (company.id,)) for change in changes(one))
    )
    journal = Journal(session)
    take_back(journal, said, by)
    return keep(journal, by, "unmerge", company.key, into.key, note=note)


def parent(
    session: Session, company: Company, parent: Company | None, by: By, note: str = ""
) -> Correction:
    """Says whose subsidiary a company is, for reports alone; null: nobody's.

    Raises:
        CorrectionError: the parent is below the company; the same was said before.
    """
    key = parent.key if parent else NOBODY
    if company.parent_id == (parent.id if parent else None):
        raise AlreadySo(f"the parent of {company.key} is {key} already")
    if parent:
        _check_no_loop(session, company, parent, "parent_id")
    changed = {"parent_id": parent.id if parent else None}
    return _put(Journal(session), company, by, "parent", key, note, changed)


def succeed(
    session: Session,
    company: Company,
    successor: Company | None,
    on: date | None,
    by: By,
    note: str = "",
) -> Correction:
    """From the day `on`, what is done for a company counts for its successor; null: for itself.

    Raises:
        CorrectionError: no day for a successor; the company is merged; the successor leads back to
            it; the same was said before.
    """
    if companies.is_merged(company):
        raise CorrectionError(_is_one_with(session, company))
    key = successor.key if successor else NOBODY
    if successor and on is None:
        raise CorrectionError(
            f"from which day on is {key} the successor of {company.key}? Give one, or merge them"
        )
    day = on if successor else None
    follows = successor.id if successor else None
    if (company.successor_id, company.succeeded_on) == (follows, day):
        raise AlreadySo(f"the successor of {company.key} is {key} already")
    if successor:
        _check_no_loop(session, company, successor, "successor_id")
    changed = {"successor_id": follows, "succeeded_on": day}
    return _put(Journal(session), company, by, "successor", key, note, changed, first=day)


def ignore(session: Session, company: Company | CompanyName, by: By, note: str = "") -> Correction:
    """Leaves a company out of every list and every figure, be it one that nobody has seen yet."""
    journal = Journal(session)
    if isinstance(company, CompanyName):
        company = obtained(journal, company, by)
    changed = {"ignored": True, "ignored_said": True}
    return _said(journal, company, by, "ignore", note, changed)


def heed(session: Session, company: Company, by: By, note: str = "") -> Correction:
    """Takes a company in, even one that the settings call our own."""
    changed = {"ignored": False, "ignored_said": False}
    return _said(Journal(session), company, by, "heed", note, changed)


def verify(session: Session, company: Company, by: By, note: str = "") -> Correction:
    """Says that who a company's people are is right."""
    said = _said(Journal(session), company, by, "verify", note, {"confirmed": True})
    weighing_again.names_of(session, company.id)
    return said


def unverify(session: Session, company: Company, by: By, note: str = "") -> Correction:
    """Says that it is wrong, so that none of them counts."""
    return _said(Journal(session), company, by, "unverify", note, {"confirmed": False})


def obtained(journal: Journal, named: CompanyName, by: By) -> Company:
    """The company of that name, made if there is none; what is new goes with the correction."""
    session = journal.session
    new = [alias for alias in aliases(named) if session.get(CompanyAlias, alias) is None]
    known = companies.recorded(session, named)
    was = whole(known) if known else None
    company = companies.obtain(session, named, by.at)
    journal.noticed(company, was)
    for alias in new:
        learnt = session.get(CompanyAlias, alias)
        if learnt is not None:
            journal.noticed(learnt, None)
    return company


def _said(
    journal: Journal, company: Company, by: By, action: str, note: str, changed: dict[str, Any]
) -> Correction:
    if all(getattr(company, name) is value for name, value in changed.items()):
        raise AlreadySo(f"{action} {company.key} was said before, and stands")
    return _put(journal, company, by, action, "", note, changed)


def _put(
    journal: Journal,
    company: Company,
    by: By,
    action: str,
    other: str,
    note: str,
    changed: dict[str, Any],
    first: date | None = None,
) -> Correction:
    journal.put(company, **changed)
    return keep(journal, by, action, company.key, other, first=first, note=note)


def _check_free(session: Session, company: Company) -> None:
    if companies.is_merged(company):
        raise CorrectionError(_is_one_with(session, company))
    if company.successor_id is not None:
        raise CorrectionError(
            f"{_other(session, company).key} succeeds {company.key} from {company.succeeded_on} "
            f"on: say first that its successor is {NOBODY}"
        )


def _check_no_loop(session: Session, company: Company, other: Company, link: str) -> None:
    if other.id == company.id:
        raise CorrectionError(f"{company.key} cannot be joined to itself: name two companies")
    if companies.leads_to(session, other.id, company.id, link):
        raise CorrectionError(
            f"{other.key} leads to {company.key} already, so this would go round in a circle: "
            "take that back first"
        )


def _is_one_with(session: Session, company: Company) -> str:
    return f"{company.key} is merged into {_other(session, company).key} already: unmerge it first"


def _other(session: Session, company: Company) -> Company:
    return session.get_one(Company, company.successor_id)
