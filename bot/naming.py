"""What people type for a company: a domain, a web address, a name, or the key of a record."""

from identity.hosts import HostKind, read_link
from identity.names import name_key
from ledger.naming import CompanyName

NONE = ("none", "nobody", "-")


class NamingError(ValueError):
    """What was typed cannot be a company; the message says why and what would do."""


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
    if host is not None:
        if host.kind is not HostKind.COMPANY:
            raise NamingError(
                f"{host.domain} is no company's domain ({host.kind}): name the company"
            )
        label = host.domain.split(".")[0]
        return CompanyName(host.domain, host.domain, name_key(label) or label)
    key = name_key(text)
    if not key:
        raise NamingError("a company's name needs a letter or a digit, or write its domain")
    return CompanyName(None, text, key)
