"""Companies' records in memory: joined, named and vouched for by the ledger's own rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from identity.agreement import labels
from identity.names import name_key
from ledger.naming import Alias, CompanyName, aliases, record_of


@dataclass(slots=True, eq=False)
class Record:
    """One company: its domain and name as far as they are known.

    `told`: its name was given as an answer, and stays. `vouched`: it counts by its domain.
    """

    domain: str | None
    name: str | None
    told: bool = False
    vouched: bool = False
    aliases: list[Alias] = field(default_factory=list)
    heir: "Record | None" = None


class Records:
    """All records; `domain_of` are the domains of those that count by them, by name key."""

    def __init__(self, domain_of: Mapping[str, str]) -> None:
        self.domain_of = dict(domain_of)
        self._by: dict[Alias, Record] = {}
        self._obtained: dict[CompanyName, Record] = {}
        for name, domain in domain_of.items():
            self.obtain(CompanyName(domain, domain, name, name)).vouched = True

    def obtain(self, named: CompanyName, name: str | None = None) -> Record:
        """The record of that name, made if there is none; `name` is how it was written.

        A record without a domain that goes by a name of one with a domain is the same company.
        """
        before = self._obtained.get(named)
        record = _last(before) or record_of(named, self._by, _domain)
        record = record or Record(named.domain, name)
        record.domain = record.domain or named.domain
        if name != record.name:
            record.name = _better(record, name)
        if before is not record:
            self._obtained[named] = record
            for alias in aliases(named):
                self._take(record, alias)
        return record

    def vouch(self, record: Record) -> set[str]:
        """Says that a record counts by its domain; returns the names that it is known by now."""
        if record.vouched or record.domain is None:
            return set()
        record.vouched = True
        return {name for alias in record.aliases for name in self._known_by(record, alias)}

    def _take(self, record: Record, alias: Alias) -> None:
        holder = self._by.get(alias)
        if holder is None:
            self._by[alias] = record
            record.aliases.append(alias)
            self._known_by(record, alias)
        elif record.domain and holder.domain is None:
            holder.heir = record
            for its in holder.aliases:
                self._by[its] = record
                self._known_by(record, its)
            record.aliases += holder.aliases

    def _known_by(self, record: Record, alias: Alias) -> set[str]:
        """The name that an alias lends, if it does: a weaker one only where no surer one does."""
        kind, name = alias
        if not record.vouched or record.domain is None or kind == "domain":
            return set()
        surer = self._by.get(("name", name))
        is_its = kind == "name" or (name in labels(record.domain) and not (surer and surer.vouched))
        if not is_its or self.domain_of.get(name) == record.domain:
            return set()
        self.domain_of[name] = record.domain
        return {name}


def _domain(record: Record) -> str | None:
    return record.domain


def _last(record: Record | None) -> Record | None:
    while record and record.heir:
        record = record.heir
    return record


def _better(record: Record, name: str | None) -> str | None:
    """The name to go by, unless one was told already: the first of those that fit best."""
    if name is None or record.name is None or record.told:
        return record.name or name
    return max(record.name, name, key=lambda one: _fitness(one, record.domain))


def _fitness(name: str, domain: str | None) -> tuple[bool, bool]:
    """Whether a name says no more than the domain, and whether somebody wrote it out."""
    is_plain = domain is not None and name_key(name) in labels(domain)
    return is_plain, name != name.lower() and "." not in name.rstrip(".")
