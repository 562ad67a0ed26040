"""Which company an address speaks for, by what an IP database says of it: few do, and none surely.

Most addresses are nobody's in particular: a household's at its provider, a rented server's, a
VPN's, a campus's. What is left is a business that the database names as such, and a network that a
company runs for itself. No truth was found to measure such answers by: every doubt ends in nobody.

Why size: the largest networks that no list names are carriers. A network of more than 2^20
addresses (IPv4) is taken for one, unless it is on our own list of companies that have so many.
"""

from collections.abc import Callable
from typing import Final

from identity.company_text import TextKind, read_company
from identity.hosts import HostKind, read_host
from identity.lists import listed, values
from identity.names import plain
from identity.network_record import NetworkFacts
from ledger.drafts import Signal, SignalKind

AddressesOf = Callable[[int], int]  # how many IPv4 addresses an autonomous system has, by number

MOST_ADDRESSES: Final = 2**20
BUSINESS: Final = "business"
_HOSTING: Final = ("hosting", "content_delivery_network")
_LIST: Final = "networks.txt"
_OWN: Final = "own"
_KIND_OF: Final = {
    int(entry.partition(" ")[0]): kind
    for kind, entry in listed(_LIST)
    if kind in (_OWN, "hosting", "gateway")
}
_WORDS: Final = frozenset(word for word in values(_LIST, "word") if " " not in word)
_PHRASES: Final = tuple(f" {word} " for word in sorted(values(_LIST, "word")) if " " in word)
_FIRST_WORDS: Final = frozenset(phrase.split()[0] for phrase in _PHRASES)
_STEMS: Final = tuple(sorted(values(_LIST, "stem")))
_ENDINGS: Final = tuple(sorted(values(_LIST, "ending")))


def signal_of(facts: NetworkFacts, addresses_of: AddressesOf) -> Signal | None:
    """The evidence of one company, by its domain or else its name; None for nobody's address.

    `addresses_of` is asked only where nothing else decides, as it may have to count first.
    """
    if facts.hides or facts.as_kind in _HOSTING or _is_lent(facts):
        return None
    if facts.owner_kind not in ("", BUSINESS):
        return None
    if facts.owner_name or facts.owner_domain:
        return _owner(facts, addresses_of)
    if not _is_own_network(facts, addresses_of):
        return None
    return _signal(SignalKind.NETWORK_AS, facts.as_name, facts.as_domain)


def _owner(facts: NetworkFacts, addresses_of: AddressesOf) -> Signal | None:
    """The business, unless it is the carrier itself under one of its names."""
    if facts.owner_kind != BUSINESS and _says_provider(facts.owner_name):
        return None
    if _is_provider_itself(facts) and not _is_own_network(facts, addresses_of):
        return None
    return _signal(SignalKind.NETWORK_OWNER, facts.owner_name, facts.owner_domain)


def _is_provider_itself(facts: NetworkFacts) -> bool:
    """Whether the owner is called as who runs the network or sells the connection is.

    The first word is enough: carriers lend "… Business" to those whom they serve.
    """
    first = _first_word(facts.owner_name)
    if facts.owner_domain and facts.owner_domain == facts.as_domain:
        return True
    return bool(first) and first in (_first_word(facts.as_name), _first_word(facts.provider))


def _is_own_network(facts: NetworkFacts, addresses_of: AddressesOf) -> bool:
    """Whether a company runs the network for itself, and not for others."""
    if not facts.as_name and not facts.as_domain:
        return False
    if _KIND_OF.get(facts.asn) == _OWN or facts.as_kind == BUSINESS:
        return True
    if facts.as_kind or _says_provider(facts.as_name) or _says_provider(facts.provider):
        return False
    return addresses_of(facts.asn) <= MOST_ADDRESSES


def _is_lent(facts: NetworkFacts) -> bool:
    """Whether a host, a cloud, a VPN or a gateway of many companies runs the network."""
    return _KIND_OF.get(facts.asn, _OWN) != _OWN


def _says_provider(name: str) -> bool:
    """Whether a name's words are those of carriers, hosts, campuses or offices."""
    spoken = plain(name)
    words = spoken.split()
    if not _WORDS.isdisjoint(words):
        return True
    if any(word.startswith(_STEMS) or word.endswith(_ENDINGS) for word in words):
        return True
    may = not _FIRST_WORDS.isdisjoint(words)  # such as most names do not begin to say
    return may and any(phrase in f" {spoken} " for phrase in _PHRASES)


def _signal(kind: SignalKind, name: str, domain: str) -> Signal | None:
    """The domain, if it is a company's; else the name, if nothing tells that it is none."""
    host = read_host(domain) if domain else None
    if host:
        return Signal(kind, host.domain) if host.kind is HostKind.COMPANY else None
    return Signal(kind, name) if read_company(name).kind is TextKind.COMPANY else None


def _first_word(name: str) -> str:
    return plain(name).partition(" ")[0]
