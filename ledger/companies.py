"""Companies: one record each, whichever signal named it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, text
from sqlalchemy import select as columns
from sqlmodel import Session, col, select, update

from ledger import known_by
from ledger.chunks import chunks
from ledger.naming import Alias, CompanyName, aliases, record_of
from ledger.tables import Company, CompanyAlias, LevelChange

# As the index has it, or SQLite reads every row.
SUCCEEDED = text("successor_id IS NOT NULL")
LEGAL_FORM = 4  # letters at most
MOST_FITTING = 1_000  # of those whose name is merely alike: nobody reads further


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
    """The company of each name, as `obtain` finds them one after another.

    A company that was found by a person's word learns nothing from it, so that the word can go
    again without a trace. A record without a domain that goes by a name of one with a domain is
    the same company, whichever came first: its names become the other's, and whoever stood for it
    is weighed again.
    """
    wanted = list(dict.fromkeys(names))
    known, said = known_by.records(session, {alias for named in wanted for alias in aliases(named)})
    learnt: dict[Alias, Company] = {}
    heirs: list[tuple[Company, Company]] = []
    obtained: dict[CompanyName, Company] = {}
    for named in wanted:
        company = obtained[named] = record_of(named, known, _domain) or _make(session, named, now)
        its = aliases(named)
        if any(alias in said and known[alias] is company for alias in its):
            continue
        _improve(session, company, named)
        for alias in its:
            holder = known.get(alias)
            if holder is None:
                known[alias] = learnt[alias] = company
            elif company.domain and holder.domain is None and alias not in said:
                heirs.append((holder, company))
                _inherit(company, holder, known, learnt)
    session.flush()
    if learnt:
        rows = [
            {"type": kind, "value": value, "company_id": company.id, "source": "rule"}
            for (kind, value), company in learnt.items()
        ]
        session.execute(insert(CompanyAlias), rows)
    known_by.hand_over(session, [(one.id, heir.id) for one, heir in heirs])
    if heirs:
        obtained = {named: record_of(named, known, _domain) or of for named, of in obtained.items()}
    return obtained


def recorded(session: Session, named: CompanyName) -> Company | None:
    """The company of that name, if there is one."""
    return record_of(named, known_by.records(session, set(aliases(named))).records, _domain)


def has_domain(session: Session, domain: str) -> bool:
    """Whether a record has that domain, even where a person gave it to another as an alias."""
    return session.exec(select(Company.id).where(Company.domain == domain)).first() is not None


def ignore_own(session: Session, own: Collection[str], formerly: Collection[str] = ()) -> None:
    """Leaves the companies of our own domains out, and takes back in what is ours no more.

    Whatever a person said of one of them stands.
    """
    unsaid = update(Company).where(col(Company.ignored_said).is_(None))
    for domains, ignored in ((set(formerly) - set(own), False), (set(own), True)):
        listed = unsaid.where(col(Company.domain).in_(sorted(domains)))
        session.exec(listed.where(col(Company.ignored) != ignored).values(ignored=ignored))


def find(session: Session, typed: str) -> list[Company]:
    """Companies that a person may mean; for one that is merged, the one that it counts as.

    What people said is theirs wins; else the exact key or domain; else names that contain it, the
    highest level on record first, `MOST_FITTING` at most.
    """
    found = (root(session, one) for one in find_itself(session, typed))
    return list({one.id: one for one in found}.values())


def find_itself(session: Session, typed: str) -> list[Company]:
    """As `find`, but the records themselves: merged ones too, which only `unmerge` asks for."""
    wanted = typed.strip().lower()
    if not wanted:
        return []
    said = known_by.said(session, typed)
    if said:
        return said
    exact = select(Company).where((Company.key == wanted) | (Company.domain == wanted))
    known = list(session.exec(exact)) or known_by.named(session, ("domain", "org"), [wanted])
    if known:
        return known
    like = select(Company).where(
        col(Company.name).icontains(wanted, autoescape=True)
        | col(Company.key).icontains(wanted, autoescape=True)
    )
    changes = columns(col(LevelChange.to_level)).where(col(LevelChange.company_id) == Company.id)
    level = changes.order_by(col(LevelChange.id).desc()).limit(1).scalar_subquery()
    best = like.order_by(level.desc().nulls_last(), Company.name, col(Company.id))
    some = session.exec(best.limit(MOST_FITTING))
    return list(some) or known_by.named(session, ("name",), [wanted])


def present(session: Session, company: Company, day: date) -> Company:
    """The company that one counts as on a day, through every merge and succession until then."""
    while company.successor_id and (company.succeeded_on is None or company.succeeded_on <= day):
        company = session.get_one(Company, company.successor_id)
    return company


def root(session: Session, company: Company) -> Company:
    """The company that one counts as on every day: through its merges alone."""
    return present(session, company, date.min)


def merged(session: Session, company_id: int) -> list[int]:
    """The row ids of all companies that count as this one on every day, with itself, rising."""
    merges = columns(col(Company.id), col(Company.successor_id)).where(
        SUCCEEDED, col(Company.succeeded_on).is_(None)
    )
    into = session.execute(merges).all()
    found, newest = {company_id}, {company_id}
    while newest:
        newest = {one for one, other in into if other in newest} - found
        found |= newest
    return sorted(found)


def is_merged(company: Company) -> bool:
    """Whether a company counts as another one on every day."""
    return company.successor_id is not None and company.succeeded_on is None


def leads_to(session: Session, company_id: int, target_id: int, link: str) -> bool:
    """Whether one company leads to another by its `successor_id`, or by its `parent_id`."""
    at: int | None = company_id
    while at is not None and at != target_id:
        at = getattr(session.get_one(Company, at), link)
    return at is not None


def get(session: Session, company_id: int) -> Company | None:
    """The company with this row id."""
    return session.get(Company, company_id)


def get_one(session: Session, company_id: int) -> Company:
    """The company with this row id, which is known to be there."""
    return session.get_one(Company, company_id)


def by_ids(session: Session, ids: Iterable[int]) -> dict[int, Named]:
    """What the companies with these row ids are called."""
    found = {}
    for some in chunks(sorted(set(ids))):
        named = columns(
            col(Company.id), col(Company.key), col(Company.name), col(Company.ignored)
        ).where(col(Company.id).in_(some))
        found.update({row.id: Named(*row) for row in session.execute(named)})
    return found


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


def _inherit(
    heir: Company, one: Company, known: dict[Alias, Company], learnt: dict[Alias, Company]
) -> None:
    for alias in [alias for alias, holder in known.items() if holder is one]:
        known[alias] = heir
        if alias in learnt:
            learnt[alias] = heir


def _improve(session: Session, company: Company, named: CompanyName) -> None:
    if named.domain and company.domain is None and not has_domain(session, named.domain):
        company.domain = company.key = named.domain
    if named.name == company.name:
        return
    if _fitness(company, named.name) > _fitness(company, company.name):
        company.name = named.name


def _fitness(company: Company, name: str) -> tuple[bool, bool, bool]:
    """Whether a name is one at all, says no more than the domain, and was written out."""
    is_name = name not in (company.domain, company.key)
    is_plain = is_name and company.domain is not None and _is_plain(name, company.domain)
    return is_name, is_plain, name != name.lower() and "." not in name.rstrip(".")


def _is_plain(name: str, domain: str) -> bool:
    """Whether a name is what a domain spells, with a legal form at most: "Acme GmbH"."""
    letters, label = _letters(name), _letters(domain.partition(".")[0])
    return letters.startswith(label) and (
        len(letters) - len(label) <= LEGAL_FORM or letters == _letters(domain)
    )


def _letters(text: str) -> str:
    return "".join(sign for sign in text.lower() if sign.isalnum())


def _make(session: Session, named: CompanyName, now: datetime) -> Company:
    key = named.domain or f"name:{named.name_key}"
    company = Company(key=key, domain=named.domain, name=named.name or key, created_at=now)
    session.add(company)
    return company


def _domain(company: Company) -> str | None:
    return company.domain
