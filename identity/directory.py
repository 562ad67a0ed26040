"""Companies as seen by whoever has no ledger: counted, learnt and joined in memory.

A directory answers as the service would after the same traffic: it counts distinct persons by mail
domain, remembers by which names each company goes, and joins records by the ledger's own rule.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from identity.asked import asked_names
from identity.company_text import bare_handle
from identity.crowd import Crowd, largest
from identity.hosts import Host, HostKind, read_host
from identity.known import Known, Own
from identity.match import Match
from identity.names import name_key
from identity.recognise import recognise
from identity.record import company_name
from identity.records import Record, Records
from identity.successors import successor
from identity.weighing import spelled
from ledger.drafts import Signal, SignalKind
from ledger.mailboxes import is_desk
from ledger.naming import CompanyName
from ledger.weighed import vouches

Signals = tuple[Signal, ...]


class Directory:
    """What traffic taught of companies; `known` is what was known before."""

    def __init__(self, own: Own, known: Known | None = None) -> None:
        before = known or Known()
        self._own = own
        self._people = dict(before.people)
        self._records = Records(before.domain_of, self._people)
        self._writers = dict(before.writers)
        self._known = replace(
            before,
            people=self._people,
            writers=self._writers,
            domain_of=self._records.domain_of,
        )
        self._crowd = Crowd()
        self._pending: list[Signals] = []
        self._grown: set[str] = set()  # domains that more people use than at the last answer
        self._wrote: dict[str, list[Signals]] = defaultdict(list)  # who wrote a name, by its key

    def observe(self, signals: Sequence[Signal], who: str, address: str = "") -> None:
        """Sees one person's evidence as traffic; `who` tells persons apart, as does the `address`.

        That is the whole mail address where it is known, in one spelling. Whoever is told by the
        address of a desk alone (`info@`) is nobody in person, and counted nowhere.
        """
        for one in () if "@" in who and is_desk(who) else signals:
            if one.kind is SignalKind.EMAIL_DOMAIN:
                self._count(read_host(one.value), who, address)
            elif one.kind is SignalKind.COMPANY_TEXT and (login := bare_handle(one.value)):
                more = self._crowd.add(f"@{login}", who, address)
                self._writers[login] = self._writers.get(login, 0) + more
        self._pending.append(tuple(signals))

    def resolve(self, signals: Sequence[Signal], at: date | None = None) -> Match:
        """The match of one actor's evidence, with its record's domain and name.

        The answer is remembered as the service would, so that another spelling finds the same
        record; and a name that was given as an answer stays, unless it was a candidate's. With a
        day, a company that had become another one by then is answered as that one.
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
            record = self._records.obtain(its, heir.name)
            since = f", {heir.name} since {heir.since}" if heir.since else f", part of {heir.name}"
            match = match._replace(evidence=f"{match.evidence}{since}")
        record.told = record.told or match.counts
        if (match.domain, match.name) == (record.domain, record.name):
            return match
        return match._replace(domain=record.domain, name=record.name)

    def _settle(self) -> None:
        """Learns what was observed, from those at the largest domains first.

        So the plain name of several domains belongs to the one that most people use, of two as
        large to the lesser, among all that were observed since the last answer: a name that was
        learnt before stays. Whoever wrote a name that turns out to be known is heard again, until
        nothing new is learnt; only then those who are told by a name alone have a record.
        """
        waiting, self._pending = sorted(self._pending, key=self._largest), []
        for signals in waiting:
            for name in self._names(signals):
                self._wrote[name].append(signals)
        for domain in sorted(self._grown):
            self._records.contend(domain)
        self._grown.clear()
        by_name: dict[Signals, Match] = {}
        while waiting or by_name or self._records.retold:
            for signals in waiting:
                by_name[signals] = recognise(signals, self._known, self._own)
                if by_name[signals].domain:
                    self._learn(by_name.pop(signals))
            waiting = self._concerned()
            if not waiting:
                for match in by_name.values():
                    self._learn(match)
                by_name.clear()

    def _concerned(self) -> list[Signals]:
        """Those who wrote a name that came to mean another company since this was asked before."""
        learnt = sorted(self._records.take_retold())
        again = dict.fromkeys(one for name in learnt for one in self._wrote.get(name, ()))
        return sorted(again, key=self._largest)

    def _largest(self, signals: Signals) -> tuple[int, str]:
        return largest(signals, self._people)

    def _count(self, host: Host | None, who: str, address: str) -> None:
        if host is None or host.kind is not HostKind.COMPANY:
            return
        if more := self._crowd.add(host.domain, who, address):
            self._people[host.domain] = self._people.get(host.domain, 0) + more
            self._grown.add(host.domain)

    def _learn(self, match: Match) -> Record | None:
        """The record that a match means, made if there is none; it is known by its names now."""
        named = company_name(match)
        if named is None:
            return None
        record = self._records.obtain(named, match.name)
        is_new = match.counts and not record.vouched
        if is_new and named.domain and self._vouches(match, named, named.domain):
            self._records.vouch(record)
        return record

    def _vouches(self, match: Match, named: CompanyName, domain: str) -> bool:
        return vouches(spelled(match, named, self._known), domain)

    def _names(self, signals: Signals) -> set[str]:
        texts = (one.value for one in signals if one.kind is SignalKind.COMPANY_TEXT)
        return {name for text in texts for name in asked_names(text, self._known.orgs)}
