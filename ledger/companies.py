"""Companies: one record each, whichever signal named it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select as columns
from sqlalchemy import text
from sqlmodel import Session, col, select, update

from ledger.chunks import chunks
from ledger.naming import Alias, CompanyName, aliases, record_of
from ledger.tables import Company, CompanyAlias

IGNORED = text("ignored")  # as the index has it, or SQLite reads every row


@dataclass(frozen=True, slots=True)
class Named:
    """A company as lists name it; one that is `ignored` is in none."""

    id: int
    key: str
    name: str
    ignored: bool


def obtain(session: Session, named: CompanyName, now: datetime) -> Company:
    """The company of that name, made if there is none; domain and name key find the same one."""
    return obtain_all(session, [named], now)[named]


def obtain_all(
    session: Session, names: Iterable[CompanyName], now: datetime
) -> dict[CompanyName, Company]:
    """The company of each name, as `obtain` finds them one after another."""
    wanted = list(dict.fromkeys(names))
    known = _by_aliases(session, {alias for named in wanted for alias in aliases(named)})
    learnt: dict[Alias, Company] = {}
    obtained: dict[CompanyName, Company] = {}
    for named in wanted:
        company = obtained[named] = record_of(named, known, _domain) or _make(session, named, now)
        _improve(company, named)
        for alias in aliases(named):
            if alias not in known:
                known[alias] = learnt[alias] = company
    session.flush()
    session.add_all(
        CompanyAlias(type=kind, value=value, company_id=company.id)
        for (kind, value), company in learnt.items()
    )
    session.flush()
    return obtained


def ignore_own(session: Session, own: Collection[str], formerly: Collection[str] = ()) -> None:
    """Leaves the companies of our own domains out, and takes back in what is ours no more."""
    for domains, ignored in ((set(formerly) - set(own), False), (set(own), True)):
        listed = update(Company).where(col(Company.domain).in_(sorted(domains)))
        session.exec(listed.where(col(Company.ignored) != ignored).values(ignored=ignored))


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


def by_ids(session: Session, ids: Iterable[int]) -> dict[int, Named]:
    """What the companies with these row ids are called."""
    found = {}
    for some in chunks(sorted(set(ids))):
        named = columns(
            col(Company.id), col(Company.key), col(Company.name), col(Company.ignored)
        ).where(col(Company.id).in_(some))
        found.update({row.id: Named(*row) for row in session.execute(named)})
    return found


def ignored(session: Session) -> list[int]:
    """The row ids of companies that never count."""
    return list(session.exec(select(Company.id).where(IGNORED)))


def announced(
    session: Session, ids: Sequence[int], since: date, *, only_untold: bool = False
) -> None:
    """Takes the present stay of these companies as told, from a day on.

    `only_untold` leaves those alone of whom a stay was ever told.
    """
    for some in chunks(ids):
        these = update(Company).where(col(Company.id).in_(some))
        if only_untold:
            these = these.where(col(Company.announced_for).is_(None))
        session.exec(these.values(announced_for=since))


def _by_alias(session: Session, kind: str, value: str) -> Company | None:
    return _by_aliases(session, {(kind, value)}).get((kind, value))


def _by_aliases(session: Session, wanted: Collection[Alias]) -> dict[Alias, Company]:
    found: dict[Alias, Company] = {}
    for kind in ("domain", "name"):
        for some in chunks(sorted(value for of, value in wanted if of == kind)):
            query = (
                select(CompanyAlias.value, Company)
                .join(Company, col(Company.id) == col(CompanyAlias.company_id))
                .where(CompanyAlias.type == kind, col(CompanyAlias.value).in_(some))
            )
            found.update({(kind, value): company for value, company in session.exec(query)})
    return found


def _improve(company: Company, named: CompanyName) -> None:
    if named.domain and company.domain is None:
        company.domain = company.key = named.domain
    if _is_spelled(named.name) and not _is_spelled(company.name):
        company.name = named.name


def _is_spelled(name: str) -> bool:
    """Whether somebody wrote the name out; a domain or a handle only stands in for it."""
    return name != name.lower() and "." not in name.rstrip(".")


def _make(session: Session, named: CompanyName, now: datetime) -> Company:
    key = named.domain or f"name:{named.name_key}"
    company = Company(key=key, domain=named.domain, name=named.name or key, created_at=now)
    session.add(company)
    return company


def _domain(company: Company) -> str | None:
    return company.domain
