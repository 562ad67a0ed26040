"""What a GitHub profile says about its owner's company, as evidence that keeps no address."""

import re
from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlsplit

from ledger.drafts import AddressHash, Signal, SignalKind, clean

_MOST_TEXT = 200  # characters of a company text; GitHub allows more than any company needs
_HOST = re.compile(r"[\w-]+(\.[\w-]+)+")
_NO_REPLY = {"noreply", "no-reply", "donotreply"}


@dataclass(frozen=True, slots=True)
class Profile:
    """A public profile, wherever it was read; "" where it says nothing."""

    type: str
    login: str
    name: str = ""
    company: str = ""
    email: str = ""
    link: str = ""
    organisations: tuple[str, ...] = ()


class Missing(Enum):
    """Why there is no profile."""

    GONE = "the account is gone"
    UNREADABLE = "the profile cannot be read"


def signals_of(profile: Profile, address_hash: AddressHash) -> tuple[Signal, ...]:
    """The profile's evidence, each piece once. Of the mail address host and hash are kept."""
    organisations = [login.lower() for login in profile.organisations]
    if profile.type == "Organization":
        organisations.insert(0, profile.login.lower())
    found = [
        (SignalKind.COMPANY_TEXT, clean(profile.company)[:_MOST_TEXT]),
        (SignalKind.BLOG_DOMAIN, link_host(profile.link)),
        *((SignalKind.GITHUB_ORG, login) for login in organisations),
    ]
    signals = (Signal(kind, value) for kind, value in found if value)
    return tuple(dict.fromkeys((*mail_signal(profile.email, address_hash), *signals)))


def mail_signal(email: str, address_hash: AddressHash) -> tuple[Signal, ...]:
    """The evidence in a mail address; none where nobody reads it."""
    host = email_domain(email)
    return (Signal(SignalKind.EMAIL_DOMAIN, host, address_hash(email)),) if host else ()


def email_domain(address: str) -> str:
    """The host of a mail address, lower case; "" for none and for addresses nobody reads."""
    person, at, host = address.strip().lower().rpartition("@")
    host = _host_or_nothing(host)
    if not (person and at) or person in _NO_REPLY or _NO_REPLY & set(host.split(".")):
        return ""
    return host


def link_host(link: str) -> str:
    """The host of a profile's link, lower case; people leave the scheme out. "" for no link."""
    link = link.strip()
    scheme, colon, _ = link.partition("://")
    if colon and scheme.lower() not in ("http", "https"):
        return ""
    try:
        parts = urlsplit(link if colon else f"https://{link}")
        return "" if parts.username else _host_or_nothing(parts.hostname or "")
    except ValueError:
        return ""


def _host_or_nothing(text: str) -> str:
    host = text.rstrip(".").lower()
    return host if _HOST.fullmatch(host) and not host.rpartition(".")[2].isdecimal() else ""
