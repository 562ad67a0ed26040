"""Who is this: answers of the rules, of the traffic that was shown to them, and of a ledger.

The rules answer in memory, as the service would after the same traffic; nothing is written.
"""

from datetime import date

from bot.question import Question
from bot.resolved import BOT, Remembered, Resolved, told
from collectors.reading import OwnerOf
from identity.directory import Directory
from identity.hosts import HostKind, read_host
from identity.known import Known, Org, Own
from identity.match import MatchKind
from identity.personal import is_personal
from ledger.drafts import Signal
from ledger.picture import Picture

NO_DATABASE = Resolved("a network address, and no IP database is set (IP_DATABASE)")
NOBODYS = Resolved("a network address that belongs to no company")


class Resolver:
    """Answers questions; those that it observes first are its traffic.

    Without a ledger there is nothing `remembered`, without an IP database no `owner_of`.
    """

    def __init__(
        self, own: Own, remembered: Remembered | None = None, owner_of: OwnerOf | None = None
    ) -> None:
        self._directory = Directory(own, _known(remembered.picture) if remembered else None)
        self._remembered, self._owner_of = remembered, owner_of
        self._observed = 0

    def observe(self, one: Question) -> None:
        """Sees somebody as traffic; whoever has no login, address or id is somebody new."""
        self._observed += 1
        if not self._is_bot(one):
            who = one.who or f"nobody {self._observed}"
            self._directory.observe(one.signals, who, one.address)

    def answer(self, one: Question) -> Resolved:
        """Who it is, by all that was seen so far."""
        if self._is_bot(one):
            return BOT
        if one.ip:
            return self._by_network(one)
        known = self._by_login(one) if one.login else None
        if known:
            return known
        signals, own_domain = one.signals, self._own_domain(one)
        if own_domain:
            signals = signals[:-1]
            if not signals:
                return Resolved(f"personal mail {own_domain}")
        return self._by_signals(signals, one.at)

    def _is_bot(self, one: Question) -> bool:
        """By the name, unless the ledger knows the account: a person may have said otherwise."""
        known = self._remembered.is_bot(one.login) if self._remembered and one.login else None
        return one.is_bot if known is None else known

    def _by_signals(self, signals: tuple[Signal, ...], at: date | None) -> Resolved:
        match = self._directory.resolve(signals, at)
        return self._remembered.by_signals(signals, match, at) if self._remembered else told(match)

    def _by_network(self, one: Question) -> Resolved:
        if self._owner_of is None:
            return NO_DATABASE
        owner = self._owner_of(one.ip)
        return self._by_signals((owner.signal,), one.at) if owner else NOBODYS

    def _by_login(self, one: Question) -> Resolved | None:
        """What is known of the account: a person's word always, else where nothing more is told."""
        if self._remembered is None:
            return None
        return self._remembered.by_login(one.login, one.at, said_only=bool(one.signals))

    def _own_domain(self, one: Question) -> str | None:
        """The domain of the address if it is that person's own; never one that three people use."""
        if not one.local:
            return None
        mail = one.signals[-1]
        host = read_host(mail.value)
        if not host or host.kind is not HostKind.COMPANY or not is_personal(one.local, host.domain):
            return None
        alone = self._directory.resolve([mail])
        is_one = alone.kind is MatchKind.COMPANY and not alone.verified
        return host.domain if is_one else None


def _known(picture: Picture) -> Known:
    """What the ledger knows; an organisation that a person gave to a company is that company's."""
    orgs = {login: Org(*facts) for login, facts in picture.orgs.items()}
    orgs |= {
        login: Org(of.name, of.domain)
        for (kind, login), of in picture.records.items()
        if kind == "org"
    }
    return Known(picture.people, picture.names, orgs, writers=picture.writers)
