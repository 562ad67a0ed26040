"""What each kind of evidence says by itself: a company, and how sure that is alone."""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from identity.agreement import agree
from identity.company_text import CompanyText, Named, TextKind, bare_handle, read_company
from identity.evidence import Evidence, SeenHost, SeenText
from identity.hosts import HostKind, is_personal_suffix, read_host, read_link
from identity.known import Known, Org
from identity.match import (
    AGREED,
    COMPOUND_TEXT,
    HANDLE_ALONE,
    KNOWN_NAME,
    LINK_SUPPORT,
    MAIL_BY_PEOPLE,
    NETWORK_AS,
    NETWORK_OWNER,
    ORG_DOMAIN,
    PLAIN_TEXT,
    SETTLED_NAME,
    TEAM_DOMAIN,
    TEAM_NAME,
)
from identity.names import initials, name_key, starts, weak_key
from ledger.drafts import Signal
from ledger.naming import HEARD
from ledger.weighed import UNHEARD

# Asked of everybody: Python 3.11 looks a member of an enumeration up ten times slower than a name.
_TEXT_NAMES, _HOST_NAMES = TextKind.COMPANY, HostKind.COMPANY
_MANY = MAIL_BY_PEOPLE[0][0]
_SHARES = dict(MAIL_BY_PEOPLE)


class Source(StrEnum):
    """Kinds of evidence that can confirm each other; a kind never confirms itself."""

    TEXT = "text"
    MAIL = "mail"
    TEAM = "team"
    NETWORK = "network"
    ORG = "org"


_TEXT, _MAIL = Source.TEXT, Source.MAIL


class Claim(NamedTuple):
    """One company that a kind of evidence names, in words and with a share of being right."""

    source: Source
    named: Named
    words: str
    confidence: float
    signals: tuple[Signal, ...]
    guessed: bool = False  # the name only begins like the company's, so that it is no name of it
    by_name: bool = False  # the domain is that of a known company of this name, and told by nothing


def said_by_text(evidence: Evidence, known: Known) -> list[Claim]:
    """The companies of a profile's text, of which only the foremost is more than a candidate.

    That is the first, unless a later one is known or typed as a domain: of "Pilot @acme.example" or
    "@rockets @acme" the part that means something to others is the employer more often.
    """
    seen = evidence.text
    if seen is None or seen.text.kind is not _TEXT_NAMES:
        return []
    claims = [_textual(seen, named, known) for named in seen.text.named]
    if len(claims) == 1:
        return [_supported(claims[0], evidence)]
    claims.sort(key=lambda claim: claim.named.domain is None)
    first, *others = claims
    return [_supported(first, evidence), *(other._replace(confidence=0.0) for other in others)]


def said_by_mail(evidence: Evidence, known: Known) -> list[Claim]:
    """Mail domains, the surest first; of two that are equally good, the one seen last."""
    claims = [_mailed(seen, known) for seen in evidence.mail if seen.host.kind is _HOST_NAMES]
    return claims if len(claims) < 2 else sorted(claims, key=lambda claim: -claim.confidence)


def said_by_team(evidence: Evidence) -> list[Claim]:
    """The company whose workspace a stranger in a shared channel is from."""
    for seen in evidence.team_domains:
        if seen.host.kind is _HOST_NAMES:
            words = f"Slack workspace of {seen.host.domain}"
            named = Named("", seen.host.domain)
            return [Claim(Source.TEAM, named, words, TEAM_DOMAIN, (seen.signal,))]
    text = evidence.team_name
    if text is None or text.text.kind is not _TEXT_NAMES:
        return []
    named = _whole(text.text)
    words = f"Slack workspace {quoted(named.name)}"
    return [Claim(Source.TEAM, named, words, TEAM_NAME, (text.signal,))]


def said_by_network(evidence: Evidence) -> list[Claim]:
    """Who owns the address, else who runs its network."""
    if not evidence.owners and not evidence.networks:
        return []
    kinds = (
        (evidence.owners, "network address of", NETWORK_OWNER),
        (evidence.networks, "own network of", NETWORK_AS),
    )
    return [
        Claim(Source.NETWORK, named, f"{words} {_told(named)}", confidence, (signal,))
        for signals, words, confidence in kinds
        for signal in signals
        if (named := _domain_or_name(signal.value))
    ]


def said_by_orgs(evidence: Evidence, known: Known) -> Iterator[Claim]:
    """Public memberships: people join organisations of many, so that they only confirm."""
    for signal in evidence.orgs:
        login = signal.value.lower()
        named = _of_org(Named(login, handle=login), known.orgs.get(login))
        yield Claim(Source.ORG, named, f"member of @{login}", 0.0, (signal,))


def quoted(name: str) -> str:
    """A name as evidence lines show it."""
    return f'"{name}"'


def _textual(seen: SeenText, named: Named, known: Known) -> Claim:
    org = known.orgs.get(named.handle) if named.handle else None
    words = f"profile text {quoted(named.name)}"
    named = _of_org(named, org)
    domain, confidence = _known_domain(named.name, known)
    guessed = domain is not None and confidence == PLAIN_TEXT and not named.domain
    if named.domain:
        is_settled = known.is_settled(named.domain)
        if org is None:
            is_settled = is_settled or named.domain == domain
        confidence = SETTLED_NAME if is_settled else ORG_DOMAIN if org else PLAIN_TEXT
    if org and org.domain and named.domain:
        words = f"{words} and its organisation's domain {named.domain}"
    if seen.text.compound:
        confidence, words = COMPOUND_TEXT, f"{words}, one of {len(seen.text.named)}"
    elif confidence == PLAIN_TEXT and not named.domain and _is_unheard(seen, known):
        words = f"profile text {quoted(seen.text.text)}{UNHEARD}"
        return Claim(_TEXT, named, words, HANDLE_ALONE, (seen.signal,))
    by_name = domain is not None and not named.domain
    if by_name:
        named = named._replace(domain=domain)
    return Claim(_TEXT, named, words, confidence, (seen.signal,), guessed, by_name)


def _is_unheard(seen: SeenText, known: Known) -> bool:
    """Whether a text is a login of which nothing is known, and that few wrote.

    It is no name: people write those of projects, of friends, and their own. It counts once the
    organisation shows a name, a company is known by it, or three profiles are the same.
    """
    login = bare_handle(seen.text.text)
    if login is None or known.writers.get(login, 1) >= HEARD:
        return False
    org = known.orgs.get(login)
    return org is None or not (org.name or org.domain)


def _known_domain(name: str, known: Known) -> tuple[str | None, float]:
    """The domain of a company that goes by that name, and how sure the text then is.

    "Acme Cloud Platform" is Acme's, and "Acme Bolt Company" abc.example's, where many of the people
    around come from there.
    """
    if not known.domain_of:
        return None, PLAIN_TEXT
    for key in (name_key(name), weak_key(name)):
        if domain := known.domain_of.get(key):
            return domain, SETTLED_NAME if known.is_settled(domain) else KNOWN_NAME
    for key in (*starts(name), initials(name, 3)):
        domain = known.domain_of.get(key)
        if domain and known.is_settled(domain):
            return domain, PLAIN_TEXT
    return None, PLAIN_TEXT


def _of_org(named: Named, org: Org | None) -> Named:
    """A handle with what its organisation says of itself: its name, and a domain of its own."""
    if org is None:
        return named
    host = read_link(org.domain) if org.domain else None
    domain = host.domain if host and host.kind is _HOST_NAMES else None
    return named._replace(name=org.name or named.name, domain=named.domain or domain)


def _supported(claim: Claim, evidence: Evidence) -> Claim:
    """A link alone proves nothing; one that says the same name adds its domain and a little."""
    for host, signal in evidence.links:
        if claim.confidence and host.kind is _HOST_NAMES and agree(claim.named, host.domain):
            alone = PLAIN_TEXT if claim.confidence == HANDLE_ALONE else claim.confidence
            return claim._replace(
                named=claim.named._replace(domain=claim.named.domain or host.domain),
                words=f"{claim.words.removesuffix(UNHEARD)} and link {host.domain}",
                confidence=round(min(alone + LINK_SUPPORT, AGREED), 2),
                signals=(*claim.signals, signal),
            )
    return claim


def _mailed(seen: SeenHost, known: Known) -> Claim:
    domain = seen.host.domain
    people = max(1, known.people.get(domain, 1))
    confidence = _SHARES[min(people, _MANY)]
    if people == 1 and is_personal_suffix(domain):
        confidence = 0.0
    count = "1 person" if people == 1 else f"{people} people"
    if people >= _MANY:  # more of them change nothing, so that nobody is weighed again to say it
        count = f"{_MANY} or more people"
    words = f"mail domain {domain} ({count})"
    return Claim(_MAIL, Named("", domain), words, confidence, (seen.signal,))


def _domain_or_name(value: str) -> Named | None:
    host = read_host(value) if "." in value and " " not in value.strip() else None
    if host:
        return Named("", host.domain) if host.kind is _HOST_NAMES else None
    text = read_company(value)
    return _whole(text) if text.kind is _TEXT_NAMES else None


def _whole(text: CompanyText) -> Named:
    """A name that was no person's free text, as it stands: "Stone, Wood & Partners" is one."""
    return Named(text.text) if text.compound else text.named[0]


def _told(named: Named) -> str:
    return quoted(named.name) if named.name else named.domain or ""
