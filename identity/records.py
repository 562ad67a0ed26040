"""Companies' records in memory: joined, named and vouched for by the ledger's own rules."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from identity.agreement import labels
from identity.names import name_key
from ledger.naming import Alias, CompanyName, aliases, rank, record_of


@dataclass(slots=True, eq=False)
class Record:
    """One company: its domain and name as far as they are known.

    `told`: its name was given as an answer, and stays. `vouched`: it counts by its domain.
    `before`: so it did before anything was seen here, and no number takes a name from it.
    """

    domain: str | None
    name: str | None
    told: bool = False
    vouched: bool = False
    before: bool = False
    aliases: list[Alias] = field(default_factory=list)
    heir: "Record | None" = None


class Records:
    """All records; `domain_of` are the domains of those that count by them, by name key.

    `people` are distinct persons by registrable domain, read whenever a name is contended. `held`
    are names, by domain, of companies that do not count: nobody else goes by them all the same.
    """

    def __init__(
        self,
        domain_of: Mapping[str, str],
        people: Mapping[str, int],
        held: Mapping[str, str] | None = None,
    ) -> None:
        self.domain_of: dict[str, str] = {}
        self.retold: set[str] = set()  # names that mean another company since somebody asked
        self._people = people
        self._by: dict[Alias, Record] = {}
        self._obtained: dict[CompanyName, Record] = {}
        for name, domain in (held or {}).items():
            self.obtain(CompanyName(domain, domain, name, name))
        for name, domain in domain_of.items():
            record = self.obtain(CompanyName(domain, domain, name, name))
            record.vouched = record.before = True
            self.domain_of[name] = domain

    def obtain(self, named: CompanyName, name: str | None = None) -> Record:
        """The record of that name, made if there is none; `name` is how it was written.

        A record without a domain that goes by a name of one with a domain is the same company.
        """
        before = self._obtained.get(named)
        if before is None and self._by.keys().isdisjoint(its := aliases(named)):
            return self._make(named, name, its)
        record = _last(before) or record_of(named, self._by, _domain) or Record(named.domain, name)
        record.domain = record.domain or named.domain
        if name != record.name:
            record.name = _better(record, name)
        if before is not record:
            self._obtained[named] = record
            self._tell(record, self._take(record, aliases(named)))
        return record

    def _make(self, named: CompanyName, name: str | None, its: tuple[Alias, ...]) -> Record:
        """A record that nothing was known of: the short way, for most are such."""
        record = self._obtained[named] = Record(named.domain, name, aliases=[*its])
        self._by.update(dict.fromkeys(its, record))
        return record

    def vouch(self, record: Record) -> None:
        """Says that a record counts by its domain, so that it is known by its names."""
        if record.domain and not record.vouched:
            record.vouched = True
            self._tell(record, record.aliases)

    def contend(self, domain: str) -> None:
        """Gives a domain's record the names in which it outdoes whoever has them by now."""
        record = self._by.get(("domain", domain))
        spelled = [*labels(domain)]
        contended = {("name", name) for name in spelled[:1]} | {("weak", name) for name in spelled}
        if record:
            self._tell(record, self._take(record, contended & self._by.keys()))

    def take_retold(self) -> set[str]:
        """The names that mean another company than when this was asked before."""
        names, self.retold = self.retold, set()
        return names

    def _take(self, record: Record, wanted: Iterable[Alias]) -> list[Alias]:
        """Gives a record those of these aliases that are its own; returns them."""
        by, taken = self._by, list[Alias]()
        for alias in wanted:
            holder = by.get(alias)
            if holder is None:
                taken.append(alias)
            elif holder is not record:
                taken += self._won(record, holder, alias)
        for alias in taken:
            by[alias] = record
        record.aliases += taken
        return taken

    def _won(self, record: Record, holder: Record, alias: Alias) -> list[Alias]:
        """What a record takes from whoever has an alias of it: nothing, that alias, or all."""
        if record.domain and holder.domain is None:
            holder.heir = record
            won, holder.aliases = holder.aliases, []
            return won
        if not self._outdoes(record, holder, alias):
            return []
        self._lose(holder, alias)
        return [alias]

    def _outdoes(self, record: Record, holder: Record, alias: Alias) -> bool:
        """Whether a name that two domains spell is rather this one's: see `ledger.contended`."""
        kind, name = alias
        if not record.domain or not holder.domain or holder.before:
            return False
        own, other = labels(record.domain), labels(holder.domain)
        if (
            kind == "domain"
            or name not in other
            or name not in own[: 1 if kind == "name" else None]
        ):
            return False
        ranks = (
            rank(name, domain, spelled, self._people.get(domain, 0))
            for domain, spelled in ((record.domain, own), (holder.domain, other))
        )
        return next(ranks) < next(ranks)

    def _lose(self, holder: Record, alias: Alias) -> None:
        """With the name goes what the company was called by it, and who was found by it."""
        kind, name = alias
        holder.aliases.remove(alias)
        if kind == "name" and not holder.told and name_key(holder.name or "").startswith(name):
            holder.name = None
        self._obtained.clear()

    def _tell(self, record: Record, changed: Iterable[Alias]) -> None:
        """Takes up whom the names of these aliases, which are the record's now, mean by now."""
        for kind, name in changed:
            if kind == "domain" or not (record.vouched or name in self.domain_of):
                continue
            domain = self._meant(name)
            if domain != self.domain_of.get(name):
                self.retold.add(name)
                self.domain_of.pop(name, None)
                self.domain_of |= {name: domain} if domain else {}

    def _meant(self, name: str) -> str | None:
        """Whose a name is: a weaker alias lends it only where no surer one does."""
        surer, weaker = self._by.get(("name", name)), self._by.get(("weak", name))
        if surer and surer.vouched and surer.domain:
            return surer.domain
        if weaker and weaker.vouched and weaker.domain and name in labels(weaker.domain):
            return weaker.domain
        return None


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
