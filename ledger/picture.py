"""All that a ledger knows of companies, as plain values that outlive its transaction."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlmodel import Session

from ledger import colleagues, handles, known_names, organisations, successions
from ledger.known_names import Labels
from ledger.naming import Alias
from ledger.successions import EVER, NOBODY, Span, Successions

DOMAINS = "SELECT DISTINCT domain FROM actor_signal WHERE domain IS NOT NULL"
COMPANIES = "SELECT id, domain, name FROM company"
ALIASES = "SELECT type, value, company_id FROM company_alias"
FOUND = "SELECT login FROM organisation WHERE is_found"
STAYS = """
SELECT a.handle_key, a.standing, f.company_id, f.staff, COALESCE(f.evidence, ''),
  COALESCE(f.confidence, 0),
  f.source = 'human', COALESCE(f.valid_from, ?), COALESCE(f.valid_until, ?)
FROM actor a LEFT JOIN affiliation f ON f.actor_id = a.id AND f.superseded_at IS NULL
WHERE a.source = ? AND a.handle_key <> '' ORDER BY f.id
"""


class OnRecord(NamedTuple):
    """A company's row id, its domain, and the name that somebody gave it, if anybody did."""

    id: int
    domain: str | None
    name: str | None


class Stay(NamedTuple):
    """Whom somebody stands for from `first` to `last`, in days since 1970-01-01, both inclusive.

    `company` is a row id, None for nobody; `confidence` is in hundredths. Without any `evidence`
    nobody was weighed yet.
    """

    standing: str
    company: int | None
    staff: bool
    evidence: str
    confidence: int
    is_said: bool
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Picture:
    """What stood at one moment.

    `people` are distinct persons by registrable domain, `writers` those of whose profile a login is
    the whole text, by that login in lower case, `names` the domains of companies that count by name
    key, `orgs` the facts of GitHub organisations by login, `records` companies by alias.
    """

    people: dict[str, int]
    writers: dict[str, int]
    names: dict[str, str]
    orgs: dict[str, organisations.Facts]
    records: dict[Alias, OnRecord]
    companies: dict[int, OnRecord]
    said: Successions

    def span(self, company: int, day: int) -> Span:
        """For whom that company counts on a day (days since 1970-01-01)."""
        spans = self.said.spans.get(company, ())
        held = (span for span in spans if span.first <= day <= span.last)
        return next(held, Span(company, NOBODY if spans else company))

    def left_out(self, company: int, day: int) -> int:
        """Of a company that counts for nobody on a day the one that a person said so of."""
        return self.said.left_out(company, day) or company


def taken(session: Session, labels: Labels) -> Picture:
    """The picture of a ledger; its size grows with companies, mail domains and logins alone.

    `labels` tells which names a domain spells. Without a key people are counted as far as it goes.
    """
    read = session.connection().exec_driver_sql
    domains = [str(domain) for domain in read(DOMAINS).scalars()]
    logins = [str(login) for login in read(FOUND).scalars()]
    companies = {
        number: OnRecord(number, domain, _spelled(name, domain))
        for number, domain, name in read(COMPANIES)
    }
    return Picture(
        people=colleagues.people_at(session, domains, at_least=True),
        writers=handles.every(session),
        names=known_names.every(session, labels),
        orgs=organisations.by_login(session, logins),
        records={(kind, value): companies[number] for kind, value, number in read(ALIASES)},
        companies=companies,
        said=successions.read(session),
    )


def stays(session: Session, source: str) -> Mapping[str, Sequence[Stay]]:
    """Whom everybody of a source stands for, by handle in lower case."""
    found: dict[str, list[Stay]] = defaultdict(list)
    rows = session.connection().exec_driver_sql(STAYS, (-EVER, EVER, source))
    for handle, standing, company, staff, evidence, confidence, is_said, first, last in rows:
        found[handle].append(
            Stay(standing, company, bool(staff), evidence, confidence, bool(is_said), first, last)
        )
    return found


def _spelled(name: str, domain: str | None) -> str | None:
    """A company that nobody named goes by its domain, or by its key."""
    return None if name == domain or name.startswith("name:") else name
