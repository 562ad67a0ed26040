"""What recognition may ask of the world around an actor: what is known already, and what is ours.

Both are plain values, gathered by whoever has a ledger. `Own` is built once a pass, because what
follows from it (labels, name keys) is asked of every actor.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from identity.agreement import label_key
from identity.hosts import read_host
from identity.names import name_key
from ledger.bands import CROWD


@dataclass(frozen=True, slots=True)
class Org:
    """A GitHub organisation as its own profile tells: display name, domain of its blog or mail."""

    name: str | None
    domain: str | None


@dataclass(frozen=True, slots=True)
class Known:
    """What was learnt so far. The mappings are read, never written, and may grow beneath it."""

    people: Mapping[str, int] = field(default_factory=dict)
    """Distinct persons by registrable domain (`hosts.read_host(…).domain`); absent is one."""
    domain_of: Mapping[str, str] = field(default_factory=dict)
    """Domain of companies that count, by `names.name_key` of every name they go by."""
    orgs: Mapping[str, Org] = field(default_factory=dict)
    """GitHub organisations that were looked up, by login in lower case."""
    crowded: Collection[str] = frozenset()
    """Registrable domains from which `CROWD` people or more write, counted before the pass."""
    held: Mapping[str, str] = field(default_factory=dict)
    """As `domain_of`, of companies that do not count by their domain: nobody else has the name."""
    writers: Mapping[str, int] = field(default_factory=dict)
    """Distinct persons whose text is an @handle and no more, by login in lower case; see `people`.
    """

    def is_settled(self, domain: str | None) -> bool:
        """Whether so many write from a domain that it is a company's beyond doubt."""
        return self.people.get(domain or "", 0) >= CROWD or domain in self.crowded


@dataclass(frozen=True, slots=True)
class Own:
    """The operator's own: registrable domains, GitHub logins in lower case, Slack team ids."""

    domains: frozenset[str]
    orgs: frozenset[str]
    teams: frozenset[str]
    names: frozenset[str]
    """Name keys under which the operator's own company goes."""

    @classmethod
    def of(cls, domains: Iterable[str], orgs: Iterable[str], teams: Iterable[str] = ()) -> "Own":
        """From settings: hosts in any form, logins in any case, ids of Slack workspaces."""
        registered = _registered(domains)
        logins = frozenset(org.lower() for org in orgs)
        names = {*map(label_key, registered), *map(name_key, logins)} - {""}
        return cls(registered, logins, frozenset(teams), frozenset(names))


def _registered(hosts: Iterable[str]) -> frozenset[str]:
    return frozenset(host.domain for text in hosts if (host := read_host(text)))
