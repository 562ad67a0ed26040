"""Companies as seen by whoever has no ledger: counted, learnt and joined in memory.

A directory answers as the service would after the same traffic: it counts distinct persons by mail
domain, remembers by which names each company goes, and joins records by the ledger's own rule.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from identity.agreement import labels
from identity.hosts import HostKind, read_host
from identity.known import CROWD, Known, Own
from identity.match import Match
from identity.names import name_key
from identity.recognise import recognise
from identity.record import company_name
from identity.successors import successor
from ledger.drafts import Signal, SignalKind
from ledger.naming import Alias, CompanyName, aliases, record_of


@dataclass(slots=True)
class Record:
    """One company: its domain and name as far as they are known."""

    domain: str | None
    name: str | None
    told: bool = False


class Directory:
    """What traffic taught of companies; `known` is what was known before."""

    def __init__(self, own: Own, known: Known | None = None) -> None:
        before = known or Known()
        self._own = own
        self._people = dict(before.people)
        self._domain_of = dict(before.domain_of)
        self._crowded = set(before.crowded)
        self._known = replace(
            before, people=self._people, domain_of=self._domain_of, crowded=self._crowded
        )
        self._who: dict[str, set[str]] = defaultdict(set)
        self._pending: list[tuple[Signal, ...]] = []
        self._records: dict[Alias, Record] = {}
        self._obtained: dict[CompanyName, Record] = {}
        for name, domain in before.domain_of.items():
            self._obtain(CompanyName(domain, domain, name, name))

    def observe(self, signals: Sequence[Signal], who: str) -> None:
        """Sees one person's evidence as traffic; `who` tells persons apart."""
        for signal in signals:
            if signal.kind is SignalKind.EMAIL_DOMAIN:
                host = read_host(signal.value)
                if host and host.kind is HostKind.COMPANY:
                    self._count(host.domain, who)
        self._pending.append(tuple(signals))

    def resolve(self, signals: Sequence[Signal], at: date | None = None) -> Match:
        """The match of one actor's evidence, with its record's domain and name.

        The answer is remembered as the service would, so that another spelling finds the same
        record; and a name that was given as an answer stays. With a day, a company that had become
        another one by then is answered as that one.
        """
        if self._pending:
            self._settle()
        match = recognise(signals, self._known, self._own)
        record = self._learn(match)
        if record is None:
            return match
        heir = successor(record.domain, name_key(record.name or ""), at) if at else None
        if heir:
            its = CompanyName(heir.domain, heir.name, name_key(heir.name))
            record = self._obtain(its, heir.name)
            since = f", {heir.name} since {heir.since}" if heir.since else f", part of {heir.name}"
            match = match._replace(evidence=f"{match.evidence}{since}")
        record.told = True
        if (match.domain, match.name) == (record.domain, record.name):
            return match
        return match._replace(domain=record.domain, name=record.name)

    def _settle(self) -> None:
        """Learns the names in what was observed, those at the largest domains first.

        So the plain name of several domains belongs to the one that most people use.
        """
        pending, self._pending = self._pending, []
        for signals in sorted(pending, key=self._crowd, reverse=True):
            self._learn(recognise(signals, self._known, self._own))

    def _crowd(self, signals: Sequence[Signal]) -> int:
        hosts = (read_host(one.value) for one in signals if one.kind is SignalKind.EMAIL_DOMAIN)
        return max((self._people.get(host.domain, 0) for host in hosts if host), default=0)

    def _count(self, domain: str, who: str) -> None:
        seen = self._who[domain]
        if who not in seen:
            seen.add(who)
            self._people[domain] = self._people.get(domain, 0) + 1
            if self._people[domain] >= CROWD:
                self._crowded.add(domain)

    def _learn(self, match: Match) -> Record | None:
        """The record that a match means, made if there is none."""
        named = company_name(match)
        if named is None:
            return None
        record = self._obtain(named, match.name)
        if match.counts and match.domain:
            for key in (named.name_key, *named.labels):
                self._domain_of.setdefault(key, match.domain)
        return record

    def _obtain(self, named: CompanyName, name: str | None = None) -> Record:
        before = self._obtained.get(named)
        record = before or record_of(named, self._records, _domain) or Record(named.domain, name)
        record.domain = record.domain or named.domain
        if name != record.name:
            record.name = _better(record, name)
        if before is None:
            self._obtained[named] = record
            for alias in aliases(named):
                self._records.setdefault(alias, record)
        return record


def _domain(record: Record) -> str | None:
    return record.domain


def _better(record: Record, name: str | None) -> str | None:
    """The name to go by, unless one was told already: the first of those that fit best."""
    if name is None or record.name is None or record.told:
        return record.name or name
    return max(record.name, name, key=lambda one: _fitness(one, record.domain))


def _fitness(name: str, domain: str | None) -> tuple[bool, bool]:
    """Whether a name says no more than the domain, and whether somebody wrote it out."""
    is_plain = domain is not None and name_key(name) in labels(domain)
    return is_plain, name != name.lower() and "." not in name.rstrip(".")
