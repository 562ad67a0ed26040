"""What people type for a company: a domain, a web address, a name, or the key of a record."""

from typing import Final

from identity.hosts import HostKind, read_link
from identity.match import Match, MatchKind
from identity.record import company_name as record_name
from ledger.naming import Alias, CompanyName

NONE: Final = ("none", "nobody", "-")
OWN: Final = ("own", "us", "staff")
ORG, TEAM = "org", "team"
KINDS: Final = {ORG: "organisation on GitHub", TEAM: "Slack workspace"}
EXAMPLES: Final = {ORG: "@acme", TEAM: "team:T0123ABC"}


class NamingError(ValueError):
    """What was typed cannot be meant; the message says why and what would do."""


def searched(typed: str) -> str:
    """What to look for: the domain of a web or mail address, any other text as it stands."""
    host = read_link(typed.rpartition("@")[2])
    return host.domain if host and host.kind is HostKind.COMPANY else typed


def company_name(typed: str) -> CompanyName:
    """A company by domain or by name.

    Raises:
        NamingError: an empty name, or the domain of a mail provider, a university or a project.
    """
    text = " ".join(typed.split()).removeprefix("name:")
    host = read_link(text.rpartition("@")[2]) if "." in text and " " not in text else None
    if host is not None and host.kind is not HostKind.COMPANY:
        raise NamingError(f"{host.domain} is no company's domain ({host.kind}): name the company")
    domain = host.domain if host else None
    # As the rules name it, or a person's word and a rule's would make two records of one company.
    said = Match(MatchKind.COMPANY, "said", 1.0, domain, None if domain else text)
    named = record_name(said)
    if named is None:
        raise NamingError("a company's name needs a letter or a digit, or write its domain")
    return named


def alias_of(typed: str) -> Alias:
    """Another way to name a company, as the ledger keeps it: its kind, its value.

    `@acme` is an organisation on GitHub, `team:T0123` a Slack workspace, anything else a domain or
    a name.

    Raises:
        NamingError: as for a company's name.
    """
    kind, colon, value = typed.partition(":")
    if typed.startswith("@"):
        kind, value = ORG, typed[1:]
    elif not colon or kind not in KINDS:
        named = company_name(typed)
        return ("domain", named.domain) if named.domain else ("name", named.name_key)
    value = value.strip().removeprefix("@")
    if not value or any(sign.isspace() for sign in value):
        raise NamingError(f"{typed} names no {KINDS[kind]}: write {EXAMPLES[kind]}")
    return (kind, value.lower()) if kind == ORG else (kind, value)
