"""Companies as seen by whoever has no ledger: counted, learnt and joined in memory.

A directory answers as the service would after the same traffic: it counts distinct persons by mail
domain, remembers by which names each company goes, and joins records by the ledger's own rule.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from identity.asked import asked_names
from identity.crowd import Crowd
from identity.hosts import HostKind, read_host
from identity.known import Known, Own
from identity.match import Match
from identity.names import name_key
from identity.recognise import recognise
from identity.record import company_name
from identity.records import Record, Records
from identity.successors import successor
from identity.weighing import spelled
from ledger.drafts import Signal, SignalKind
from ledger.naming import CompanyName
from ledger.weighed import vouches

Signals = tuple[Signal, ...]


class Directory:
    """What traffic taught of companies; `known` is what was known before."""

    def __init__(self, own: Own, known: Known | None = None) -> None:
        before = known or Known()
        self._own = own
        self._people = dict(before.people)
        self._records = Records(before.domain_of)
        self._known = replace(before, people=self._people, domain_of=self._records.domain_of)
        self._crowd = Crowd()
        self._pending: list[Signals] = []
        self._wrote: dict[str, list[Signals]] = defaultdict(list)  # who wrote a name, by its key

    def observe(self, signals: Sequence[Signal], who: str, address: str = "") -> None:
        """Sees one person's evidence as traffic; `who` tells persons apart, as does the `address`.

        That is the whole mail address where it is known, in one spelling.
        """
        for signal in signals:
            if signal.kind is SignalKind.EMAIL_DOMAIN:
                host = read_host(signal.value)
                if host and host.kind is HostKind.COMPANY:
                    self._count(host.domain, who, address)
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
        record, _ = self._learn(match)
        if record is None:
            return match
        heir = successor(record.domain, name_key(record.name or ""), at) if at else None
        if heir:
            its = CompanyName(heir.domain, heir.name, name_key(heir.name))
            record = self._records.obtain(its, heir.name)
            since = f", {heir.name} since {heir.since}" if heir.since else f", part of {heir.name}"
            match = match._replace(evidence=f"{match.evidence}{since}")
        record.told = True
        if (match.domain, match.name) == (record.domain, record.name):
            return match
        return match._replace(domain=record.domain, name=record.name)

    def _settle(self) -> None:
        """Learns what was observed, from those at the largest domains first.

        So the plain name of several domains belongs to the one that most people use, of two as
        large to the lesser, among all that were observed since the last answer: a name that was
        learnt before stays. Whoever wrote a name that turns out to be known is heard again, until
        nothing new is learnt.
        """
        waiting, self._pending = sorted(self._pending, key=self._largest), []
        for signals in waiting:
            for name in self._names(signals):
                self._wrote[name].append(signals)
        while waiting:
            learnt = set().union(*(self._hear(signals) for signals in waiting))
            again = dict.fromkeys(one for name in learnt for one in self._wrote.get(name, ()))
            waiting = sorted(again, key=self._largest)

    def _hear(self, signals: Signals) -> set[str]:
        """Takes up what a person's evidence teaches; returns the names that are known by it."""
        match = recognise(signals, self._known, self._own)
        return self._learn(match)[1]

    def _largest(self, signals: Sequence[Signal]) -> tuple[int, str]:
        hosts = (read_host(one.value) for one in signals if one.kind is SignalKind.EMAIL_DOMAIN)
        domains = {host.domain for host in hosts if host}
        return min(((-self._people.get(one, 0), one) for one in domains), default=(0, ""))

    def _count(self, domain: str, who: str, address: str) -> None:
        if more := self._crowd.add(domain, who, address):
            self._people[domain] = self._people.get(domain, 0) + more

    def _learn(self, match: Match) -> tuple[Record | None, set[str]]:
        """The record that a match means, made if there is none, and the names known by it now."""
        named = company_name(match)
        if named is None:
            return None, set()
        record = self._records.obtain(named, match.name)
        is_new = match.counts and not record.vouched
        if is_new and named.domain and self._vouches(match, named, named.domain):
            return record, self._records.vouch(record)
        return record, set()

    def _vouches(self, match: Match, named: CompanyName, domain: str) -> bool:
        return vouches(spelled(match, named, self._known), domain)

    def _names(self, signals: Signals) -> set[str]:
        texts = (one.value for one in signals if one.kind is SignalKind.COMPANY_TEXT)
        return {name for text in texts for name in asked_names(text, self._known.orgs)}
