"""Who did what a row tells of: an actor, without the address that the row may have held.

The most personal word wins: `actor`, then `email`, then the company's `domain` or `company`, then
`ip`. Mail and network addresses end here. A person known by mail alone is the address's pseudonym,
a visitor known by address alone the network's; a company or a network is nobody in person.

Of an address the IP database may know the owner. That is evidence on whoever is nobody in person,
a network or a browser's cookie: a person keeps to what was told of them. An owner of less than the
network has an actor of its own in it, or two companies with neighbouring addresses would be one.
"""

import re
from collections.abc import Mapping
from unicodedata import normalize

from collectors.addresses import MAIL, bare_ip, masked, may_hold
from collectors.reading import Owner, Pseudonym, Reading
from ledger.drafts import ActorDraft, Signal, SignalKind, Standing
from ledger.mailboxes import is_desk, plain_address


class Unreadable(Exception):  # noqa: N818  (a row's state, which ends as a Rejected)
    """A row that cannot be read; the reason never repeats a value that may be an address."""


_HOST = re.compile(r"(?:https?://)?(?:www\.)?((?:[\w-]+\.)+[\w-]+)\.?(?::\d+)?(?:/\S*)?", re.I)
_VISITOR = "visitor:"  # a browser, by its cookie
_PSEUDO = ("domain:", "company:", "network:", _VISITOR)
_PSEUDONYM = re.compile(r"[0-9a-f]{32}")
_LONGEST_NAME = 200


def actor_of(row: Mapping[str, str], reading: Reading) -> ActorDraft:
    """The row's actor, with its sender's statements as signals; raises Unreadable."""
    source, pseudonym = row["source"], reading.pseudonym
    host, domain, company = _mail_host(row), _domain(row), _company(row)
    ip, known = _ip(row), pseudonym.address(row["email"]) if host else None
    counted = _counted(row["email"], known, reading) if host else None
    signals = (
        *([Signal(SignalKind.EMAIL_DOMAIN, host, counted)] if host else ()),
        *([Signal(SignalKind.STATED_DOMAIN, domain)] if domain else ()),
        *([Signal(SignalKind.STATED_COMPANY, company)] if company else ()),
    )
    if row.get("actor"):
        if row["actor"].startswith(_VISITOR) and ip and (owner := reading.owner_of(ip)):
            signals = (owner.signal, *signals)
        return _named(source, row["actor"], signals, reading)
    if known:
        return ActorDraft(source, known, standing=_standing(row["email"]), signals=signals)
    if domain or company:
        key = f"domain:{domain}" if domain else f"company:{_spelled(company)}"
        name = company or domain
        return ActorDraft(source, key, name=name, standing=Standing.PSEUDO, signals=signals)
    if ip:
        return network_actor(source, network_key(ip, pseudonym), reading.owner_of(ip))
    raise Unreadable("says not who: fill one of actor, email, company, domain, ip")


def network_key(ip: str, pseudonym: Pseudonym) -> str:
    """What stands for the network around an address; raises ValueError for what is not one."""
    return f"network:{pseudonym.network(ip)}"


def network_actor(
    source: str, key: str, owner: Owner | None, signals: tuple[Signal, ...] = ()
) -> ActorDraft:
    """A network by its key, or the part of it that its owner has, with the evidence of both."""
    if owner:
        key = f"{key}:{_spelled(owner.signal.value)}" if owner.is_part else key
        signals = (owner.signal, *signals)
    return ActorDraft(source, key, standing=Standing.PSEUDO, signals=signals)


def without_addresses(text: str, pseudonym: Pseudonym) -> str:
    """The text with a pseudonym in the place of each mail or IP address."""
    return masked(text, pseudonym.address)


def _named(source: str, actor: str, signals: tuple[Signal, ...], reading: Reading) -> ActorDraft:
    """The actor by the word of the row, which may itself be an address."""
    if ip := bare_ip(actor):
        key = network_key(ip, reading.pseudonym)
        return network_actor(source, key, reading.owner_of(ip), signals)
    may_be = may_hold(actor)
    key = without_addresses(actor, reading.pseudonym) if may_be else actor
    address = MAIL.fullmatch(actor) if may_be else None  # of which the pseudonym is the key
    if address and not any(signal.kind is SignalKind.EMAIL_DOMAIN for signal in signals):
        counted = _counted(actor, key, reading)
        signals = (Signal(SignalKind.EMAIL_DOMAIN, address[1].lower(), counted), *signals)
    standing = Standing.PSEUDO if key.startswith(_PSEUDO) else _standing(actor)
    handle = "" if key != actor or _is_key(source, actor) else actor
    return ActorDraft(source, key, handle=handle, standing=standing, signals=signals)


def _counted(email: str, known: str | None, reading: Reading) -> str | None:
    """The pseudonym by which a person counts: whatever tag their address has, it is one."""
    return reading.pseudonym.address(plain_address(email)) if "+" in email else known


def _standing(who: str) -> Standing:
    return Standing.PSEUDO if "@" in who and is_desk(who) else Standing.PERSON


def _is_key(source: str, actor: str) -> bool:
    """Whether an exported key comes back, which must not become a person's name."""
    numbered = source == "github" and actor.isdigit()
    return (
        numbered
        or source == "slack"
        or actor.startswith(_PSEUDO)
        or bool(_PSEUDONYM.fullmatch(actor))
    )


def _mail_host(row: Mapping[str, str]) -> str:
    email = row.get("email", "")
    if not email:
        return ""
    found = MAIL.fullmatch(email)
    if not found or "@" not in email:
        raise Unreadable("column email: not a mail address")
    return found[1].lower()


def _domain(row: Mapping[str, str]) -> str:
    domain = row.get("domain", "")
    if not domain:
        return ""
    found = _HOST.fullmatch(domain)
    if not found or bare_ip(found[1]):
        raise Unreadable('column domain: not a domain such as "acme.example"')
    return found[1].lower()


def _company(row: Mapping[str, str]) -> str:
    company = " ".join(row.get("company", "").split())
    if not company:
        return ""
    if len(company) > _LONGEST_NAME:
        raise Unreadable(f"column company: longer than {_LONGEST_NAME} characters")
    if MAIL.search(company) or bare_ip(company):
        raise Unreadable("column company: an address is no company")
    return company


def _ip(row: Mapping[str, str]) -> str:
    told = row.get("ip", "")
    if not told:
        return ""
    ip = bare_ip(told)
    if not ip:
        raise Unreadable("column ip: not an IP address")
    return ip


def _spelled(company: str) -> str:
    return normalize("NFKC", company).casefold()
