"""Companies: one record each, whichever signal named it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from ledger.tables import Company, CompanyAlias


@dataclass(frozen=True, slots=True)
class CompanyName:
    """How a signal names a company: by domain, by name, or both.

    `name_key` is the name in the form under which spellings of one company are equal.
    """

    domain: str | None
    name: str
    name_key: str


def obtain(session: Session, named: CompanyName, now: datetime) -> Company:
    """The company of that name, made if there is none; domain and name key find the same one."""
    company = _by_alias(session, "domain", named.domain) if named.domain else None
    if company is None:
        company = _by_alias(session, "name", named.name_key)
        if company is not None and named.domain and company.domain:
            company = None  # another company's domain has this name already
    if company is None:
        company = _make(session, named, now)
    elif named.domain and company.domain is None:
        company.domain = company.key = named.domain
    if _is_spelled(named.name) and not _is_spelled(company.name):
        company.name = named.name
    _learn(session, company, named)
    return company


def find(session: Session, typed: str) -> list[Company]:
    """Companies that a person may mean: the exact key or domain, else names that contain it."""
    wanted = typed.strip().lower()
    exact = session.exec(
        select(Company).where((Company.key == wanted) | (Company.domain == wanted))
    ).all()
    alias = _by_alias(session, "domain", wanted)
    if exact or alias:
        return list(exact) or [alias] if alias else list(exact)
    if not wanted:
        return []
    like = select(Company).where(
        col(Company.name).icontains(wanted, autoescape=True)
        | col(Company.key).icontains(wanted, autoescape=True)
    )
    return list(session.exec(like.order_by(Company.name).limit(10)))


def get(session: Session, company_id: int) -> Company | None:
    """The company with this row id."""
    return session.get(Company, company_id)


def get_one(session: Session, company_id: int) -> Company:
    """The company with this row id, which is known to be there."""
    return session.get_one(Company, company_id)


def domains_by_name(session: Session) -> dict[str, str]:
    """The domain of each company that has one, by every name key it is known under."""
    known = (
        select(CompanyAlias.value, Company.domain)
        .join(Company, col(Company.id) == col(CompanyAlias.company_id))
        .where(CompanyAlias.type == "name", col(Company.domain).is_not(None))
    )
    return {name: domain for name, domain in session.exec(known) if domain}


def by_ids(session: Session, ids: Sequence[int]) -> dict[int, Company]:
    """The companies with these row ids."""
    wanted = set(ids)
    return {c.id: c for c in session.exec(select(Company)) if c.id in wanted}


def _by_alias(session: Session, kind: str, value: str) -> Company | None:
    alias = session.get(CompanyAlias, (kind, value))
    return session.get(Company, alias.company_id) if alias else None


def _is_spelled(name: str) -> bool:
    """Whether somebody wrote the name out; a domain or a handle only stands in for it."""
    return name != name.lower() and "." not in name.rstrip(".")


def _make(session: Session, named: CompanyName, now: datetime) -> Company:
    key = named.domain or f"name:{named.name_key}"
    company = Company(key=key, domain=named.domain, name=named.name or key, created_at=now)
    session.add(company)
    session.flush()
    return company


def _learn(session: Session, company: Company, named: CompanyName) -> None:
    """Keeps both names as aliases, where nobody else has them."""
    for kind, value in (("domain", named.domain), ("name", named.name_key)):
        if value and session.get(CompanyAlias, (kind, value)) is None:
            session.add(CompanyAlias(type=kind, value=value, company_id=company.id))
    session.flush()
