"""From an actor's evidence to one company, with the reason that a person can check.

Evidence is weighed in the order in which it proved right on public affiliation records: what the
sender of a row states, then a profile text and a mail domain that agree, then the text, then the
mail domain.
How many people use a mail domain is the best single feature, and the ledger counts it. A domain
that one person uses is the employer in only a quarter of all cases, yet in two fifths to three
fifths once free mail, universities, communities and personal suffixes are off. It therefore counts,
just, and stays unverified until a colleague or a second signal turns up: a community's first member
from a company is worth seeing, and an unverified company alone never raises an alarm.

Unknown stays unknown: where nothing holds, the match has no company and says why.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from identity.agreement import agree, label_key
from identity.company_text import CompanyText, Named, TextKind, read_company
from identity.hosts import Host, HostKind, is_personal_suffix, read_host, read_link
from identity.match import (
    AGREED,
    COMPOUND_TEXT,
    DISAGREED,
    EXPLICIT_NONE,
    KNOWN_NAME,
    LINK_SUPPORT,
    MAIL_BY_PEOPLE,
    PERSONAL_SUFFIX,
    PLAIN_TEXT,
    STATED,
    Match,
    MatchKind,
)
from identity.names import name_key
from ledger.drafts import Signal, SignalKind


@dataclass(frozen=True, slots=True)
class _Evidence:
    """An actor's signals, read; the newest of a kind stands first."""

    mail: tuple[Host, ...]
    text: CompanyText | None
    links: tuple[Host, ...]
    stated_domains: tuple[Host, ...]
    stated_name: CompanyText | None
    orgs: frozenset[str]


def recognise(
    signals: Sequence[Signal],
    people_at_domain: Mapping[str, int],
    own_domains: Collection[str],
    own_orgs: Collection[str],
    domain_of_name: Mapping[str, str] | None = None,
) -> Match:
    """Name the company behind an actor; never fails, and the same evidence gives the same match.

    `signals` stand in the order in which they were last seen, the newest last.
    `people_at_domain` counts distinct persons by registrable domain (`hosts.read_host(…).domain`),
    by host or by both, of which the larger counts; an absent one has one person, the actor.
    `own_domains` and `own_orgs` (GitHub logins, any case) are the operator's own.
    `domain_of_name` gives the domain of companies already known, by `names.name_key`.
    """
    seen = _read(signals)
    staff = _staff(seen, _domains(own_domains), frozenset(org.lower() for org in own_orgs))
    if staff:
        return Match(MatchKind.STAFF, staff, 1.0)
    stated = _stated(seen)
    if stated:
        return stated
    mail = _by_mail(seen.mail, people_at_domain)
    text = _by_text(seen, domain_of_name or {})
    match = _agreed(seen, mail) or _weighed(seen, text, mail)
    return match or _no_company(seen)


def own_names(own_domains: Collection[str], own_orgs: Collection[str]) -> frozenset[str]:
    """The name keys under which the operator's own company goes."""
    labels = {label_key(domain) for domain in _domains(own_domains)}
    return frozenset(labels | {name_key(org) for org in own_orgs})


def _read(signals: Sequence[Signal]) -> _Evidence:
    def newest(*kinds: SignalKind) -> list[str]:
        return [signal.value for signal in reversed(signals) if signal.kind in kinds]

    def hosts(kind: SignalKind) -> tuple[Host, ...]:
        read = read_link if kind is SignalKind.BLOG_DOMAIN else read_host
        return tuple(host for value in newest(kind) if (host := read(value)))

    def text(kind: SignalKind) -> CompanyText | None:
        return next((read_company(value) for value in newest(kind)), None)

    return _Evidence(
        mail=hosts(SignalKind.EMAIL_DOMAIN),
        text=text(SignalKind.COMPANY_TEXT),
        links=hosts(SignalKind.BLOG_DOMAIN),
        stated_domains=hosts(SignalKind.STATED_DOMAIN),
        stated_name=text(SignalKind.STATED_COMPANY),
        orgs=frozenset(value.lower() for value in newest(SignalKind.GITHUB_ORG)),
    )


def _domains(hosts: Collection[str]) -> frozenset[str]:
    return frozenset(host.domain for text in hosts if (host := read_host(text)))


def _staff(seen: _Evidence, domains: frozenset[str], orgs: frozenset[str]) -> str:
    """Why the actor is one of our own people, or "". A profile's word is enough to be left out."""
    for host in (*seen.mail, *seen.stated_domains):
        if host.domain in domains:
            return f"our own domain {host.domain}"
    for org in sorted(seen.orgs & orgs):
        return f"member of our own organisation @{org}"
    ours = own_names(domains, orgs)
    for named in _names(seen.text, seen.stated_name):
        if named.handle in orgs or named.domain in domains or name_key(named.name) in ours:
            return f"profile text names our own company {_quoted(named.name)}"
    return ""


def _names(*texts: CompanyText | None) -> Iterator[Named]:
    for text in texts:
        if text:
            yield from text.named[:1]


def _stated(seen: _Evidence) -> Match | None:
    """What a row's sender says of the row: true, whatever the number of people.

    A stated name is a name as it stands, be it "Stone, Wood & Partners".
    """
    domain = next((h.domain for h in seen.stated_domains if h.kind is HostKind.COMPANY), None)
    said = seen.stated_name
    name = None
    if said and said.named:
        name = said.text if said.compound else said.named[0].name
        domain = domain or said.named[0].domain
    if domain is None and name is None:
        return None
    whole = " and ".join(filter(None, (domain, _quoted(name) if name else "")))
    return Match(MatchKind.COMPANY, f"stated by the sender: {whole}", STATED, domain, name)


def _by_mail(hosts: Sequence[Host], people_at_domain: Mapping[str, int]) -> Match | None:
    """The best mail domain; of two that are equally good, the one seen last."""
    found = [
        _mail_match(host.domain, _people(host, people_at_domain))
        for host in hosts
        if host.kind is HostKind.COMPANY
    ]
    return max(found, key=lambda match: match.confidence, default=None)


def _people(host: Host, people_at_domain: Mapping[str, int]) -> int:
    return max(1, *(people_at_domain.get(name, 1) for name in (host.name, host.domain)))


def _mail_match(domain: str, people: int) -> Match:
    confidence = next(share for least, share in MAIL_BY_PEOPLE if people >= least)
    if people == 1 and is_personal_suffix(domain):
        confidence = PERSONAL_SUFFIX
    count = "1 person" if people == 1 else f"{people} people"
    return Match(MatchKind.COMPANY, f"mail domain {domain} ({count})", confidence, domain)


def _by_text(seen: _Evidence, domain_of_name: Mapping[str, str]) -> Match | None:
    text = seen.text
    if text is None or not text.named:
        return None
    named = text.named[0]
    known = domain_of_name.get(name_key(named.name))
    confidence = COMPOUND_TEXT if text.compound else KNOWN_NAME if known else PLAIN_TEXT
    evidence = f"profile text {_quoted(named.name)}"
    if text.compound:
        evidence += f", the first of {len(text.named)}"
    match = Match(MatchKind.COMPANY, evidence, confidence, named.domain or known, named.name)
    return _supported(match, named, seen.links)


def _supported(match: Match, named: Named, links: Sequence[Host]) -> Match:
    """A link alone proves nothing; one that says the same name adds its domain and a little."""
    for link in links:
        if link.kind is HostKind.COMPANY and agree(named, link.domain):
            return replace(
                match,
                domain=match.domain or link.domain,
                evidence=f"{match.evidence} and link {link.domain}",
                confidence=round(min(match.confidence + LINK_SUPPORT, AGREED), 2),
            )
    return match


def _agreed(seen: _Evidence, mail: Match | None) -> Match | None:
    """Any company of the text that is also the mail's."""
    for host in seen.mail:
        for named in seen.text.named if seen.text else ():
            if host.kind is HostKind.COMPANY and agree(named, host.domain):
                evidence = f"profile text {_quoted(named.name)} and mail domain {host.domain}"
                return Match(MatchKind.COMPANY, evidence, AGREED, host.domain, named.name)
    return None


def _weighed(seen: _Evidence, text: Match | None, mail: Match | None) -> Match | None:
    """Text before mail; and a person's own "none" before a mail domain that is not verified."""
    if text and mail:
        evidence = f"{text.evidence}, although {mail.evidence}"
        return replace(text, evidence=evidence, confidence=min(text.confidence, DISAGREED))
    if mail and seen.text and seen.text.kind in (TextKind.NONE, TextKind.ACADEMIC):
        if not mail.verified:
            return None
        evidence = f"{mail.evidence}, although the profile names no company"
        return replace(mail, evidence=evidence, confidence=min(mail.confidence, DISAGREED))
    return text or mail


def _no_company(seen: _Evidence) -> Match:
    """Why there is none, by what says most."""
    said = seen.text or seen.stated_name
    if said and said.kind is TextKind.ACADEMIC:
        return Match(MatchKind.ACADEMIC, "profile text names a place of study", EXPLICIT_NONE)
    if said and said.kind is TextKind.NONE:
        return Match(MatchKind.NONE, "profile text says that there is no company", EXPLICIT_NONE)
    hosts = (*seen.stated_domains, *seen.mail)
    for host_kind, kind in (
        (HostKind.ACADEMIC, MatchKind.ACADEMIC),
        (HostKind.COMMUNITY, MatchKind.COMMUNITY),
    ):
        for host in hosts:
            if host.kind is host_kind:
                return Match(kind, f"{host_kind} domain {host.domain}", AGREED)
    if said and said.kind is TextKind.COMMUNITY:
        return Match(MatchKind.COMMUNITY, "profile text names a project", EXPLICIT_NONE)
    for host in hosts:
        return Match(MatchKind.UNKNOWN, f"{host.kind} mail {host.domain}", 0.0)
    return Match(MatchKind.UNKNOWN, "nothing that names a company", 0.0)


def _quoted(name: str) -> str:
    return f'"{name}"'
