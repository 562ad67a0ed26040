"""What a record of an IP database says, in one form, whichever maker's database it is from.

Read are the records of MaxMind's ASN, ISP, Enterprise and anonymous-address databases, of those
made in their form, and of ipinfo's ASN, company and privacy databases. MaxMind's `domain` is passed
over: it is that of the reverse lookup, which for a business on a leased line is its carrier's.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

_HIDING = frozenset(
    {
        "is_anonymous",
        "is_anonymous_vpn",
        "is_anonymous_proxy",
        "is_hosting_provider",
        "is_public_proxy",
        "is_residential_proxy",
        "is_satellite_provider",
        "is_tor_exit_node",
        "vpn",
        "proxy",
        "tor",
        "relay",
        "hosting",
    }
)
_YES = (True, "true", "1")
_NUMBER = re.compile(r"(?:AS)?([0-9]{1,10})", re.IGNORECASE)
_COUNTRY = re.compile(r", [A-Z]{2}$")
_HANDLE = re.compile(r"(?:AS[0-9]+|[A-Z0-9]+(?:[-_][A-Z0-9]+)+)$")
_HANDLE_BEFORE = re.compile(
    r"[A-Z0-9_-]+ - (?=\S)|(?:AS[0-9]+|AS-[A-Z0-9_-]+|[A-Z0-9_-]+-(?:ASN?|AP|NET)) (?=\S)"
)


@dataclass(frozen=True, slots=True)
class NetworkFacts:
    """Who has an address and who runs its network; "", 0 and False for what is not said.

    `owner_kind` and `as_kind` are the maker's words, lower case: "business", "isp", "hosting", ….
    """

    owner_name: str = ""
    owner_domain: str = ""
    owner_kind: str = ""
    provider: str = ""  # who sells the connection
    asn: int = 0
    as_name: str = ""
    as_domain: str = ""
    as_kind: str = ""
    hides: bool = False  # a VPN, a proxy, a host: anybody may be behind it


_NAMES = tuple(field.name for field in fields(NetworkFacts))


def facts_of(record: object) -> NetworkFacts:
    """The facts of one record; none of them for a record of another kind. Never raises."""
    if not isinstance(record, dict):
        return NetworkFacts()
    traits = record.get("traits")
    if isinstance(traits, dict):
        record = {**record, **traits}
    hides = any(record[name] in _YES for name in _HIDING & record.keys())
    if "autonomous_system_number" in record or "isp" in record or "user_type" in record:
        return _numbered(record, hides)
    return _named(record, hides)


def joined(found: Iterable[NetworkFacts]) -> NetworkFacts:
    """What several databases say of one address: of each fact, the first word on it."""
    every = list(found)
    if len(every) == 1:
        return every[0]
    said = {
        name: next(filter(None, (getattr(one, name) for one in every)), None) for name in _NAMES
    }
    return NetworkFacts(**{name: value for name, value in said.items() if value})


def asn_of(record: object) -> int:
    """The number of the network's autonomous system; 0 where the record has none."""
    if not isinstance(record, dict):
        return 0
    traits = record.get("traits")
    said = traits if isinstance(traits, dict) else record
    asn = said.get("autonomous_system_number") or record.get("asn")
    return _number(asn.get("asn") if isinstance(asn, dict) else asn)


def plain_name(name: str) -> str:
    """A network's name as its owner spells it: "Acme Corp" for "ACME-AS - Acme Corp, US".

    "" for a registry's handle alone, which nobody is called by.
    """
    bare = _HANDLE_BEFORE.sub("", _COUNTRY.sub("", name.strip()), count=1).strip()
    return "" if _HANDLE.match(bare) else bare


def _numbered(record: Mapping[str, object], hides: bool) -> NetworkFacts:
    """MaxMind's: an organisation is told from its provider only where the user's type is told."""
    kind = _text(record, "user_type").lower()
    return NetworkFacts(
        owner_name=plain_name(_text(record, "organization")) if kind else "",
        owner_kind=kind,
        provider=plain_name(_text(record, "isp")),
        asn=asn_of(record),
        as_name=plain_name(_text(record, "autonomous_system_organization")),
        hides=hides,
    )


def _named(record: Mapping[str, object], hides: bool) -> NetworkFacts:
    """ipinfo's, flat or deep; a name beside a number alone is the name of the network."""
    company, system = record.get("company"), record.get("asn")
    owner: Mapping[str, object] = company if isinstance(company, dict) else record
    if isinstance(system, dict):
        owner = owner if owner is not record else {}
        runs = [_text(system, name) for name in ("name", "domain", "type")]
    else:
        runs = [_text(record, name) for name in ("as_name", "as_domain", "as_type")]
        if owner is record and system and not any(runs):
            owner, runs = {}, [_text(record, name) for name in ("name", "domain", "type")]
    return NetworkFacts(
        owner_name=plain_name(_text(owner, "name")),
        owner_domain=_text(owner, "domain").lower(),
        owner_kind=_text(owner, "type").lower(),
        asn=asn_of(record),
        as_name=plain_name(runs[0]),
        as_domain=runs[1].lower(),
        as_kind=runs[2].lower(),
        hides=hides,
    )


def _number(value: object) -> int:
    if isinstance(value, int):
        return int(value)
    found = _NUMBER.fullmatch(value) if isinstance(value, str) else None
    return int(found[1]) if found else 0


def _text(record: Mapping[str, object], name: str) -> str:
    value = record.get(name)
    return value.strip() if isinstance(value, str) else ""
