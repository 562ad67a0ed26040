"""From an actor's evidence to one company, with the reason that a person can check.

Evidence is weighed in the order in which it proved right on public affiliation records: what the
sender of a row states, then two kinds of evidence that agree, then the workspace that a stranger
comes from, the profile's text, the mail domain, and last the network.
How many people use a mail domain is the best single feature, and the ledger counts it. A domain
that one person uses is the employer in only a quarter of all cases, so it is a candidate: it waits,
and counts once a colleague or a second kind of evidence turns up.

Unknown stays unknown: where nothing holds, the match has no company and says why.
"""

from collections.abc import Sequence
from itertools import chain

from identity.agreement import agree
from identity.claims import (
    Claim,
    Source,
    quoted,
    said_by_mail,
    said_by_network,
    said_by_orgs,
    said_by_team,
    said_by_text,
)
from identity.company_text import Named, TextKind
from identity.evidence import Evidence, SeenText, gathered
from identity.hosts import HostKind
from identity.known import Known, Own
from identity.match import (
    AGREED,
    COMPOUND_TEXT,
    COUNTS,
    DISAGREED,
    STATED,
    VERIFIED,
    Match,
    MatchKind,
)
from identity.names import name_key, weak_key
from identity.no_company import no_company
from identity.successors import main_domain
from ledger.drafts import Signal
from ledger.weighed import UNHEARD

# Asked of everybody: Python 3.11 looks a member of an enumeration up ten times slower than a name.
_TEXT, _MAIL, _TEAM, _NETWORK = Source.TEXT, Source.MAIL, Source.TEAM, Source.NETWORK
_COMPANY, _HOST_NAMES = MatchKind.COMPANY, HostKind.COMPANY
_NO_COMPANY = (TextKind.NONE, TextKind.ACADEMIC)


def recognise(signals: Sequence[Signal], known: Known, own: Own) -> Match:
    """Name the company behind an actor; never fails, and the same evidence gives the same match.

    `signals` stand in the order in which they were last seen, the newest last.
    """
    evidence = gathered(signals)
    return (
        _staff(evidence, own)
        or _stated(evidence)
        or _claimed(evidence, known)
        or no_company(evidence)
    )


def _staff(evidence: Evidence, own: Own) -> Match | None:
    """Whether the actor is one of our own people. A profile's word is enough to be left out."""
    for host, signal in chain(evidence.mail, evidence.stated_domains, evidence.team_domains):
        if host.domain in own.domains:
            return _ours(f"our own domain {host.domain}", signal)
    for signal in evidence.teams:
        if signal.value in own.teams:
            return _ours("our own Slack workspace", signal)
    for signal in evidence.orgs:
        if signal.value.lower() in own.orgs:
            return _ours(f"member of our own organisation @{signal.value.lower()}", signal)
    for said in (evidence.text, evidence.stated_name):
        if said and said.text.named and _is_own(named := said.text.named[0], own):
            why = f"profile text names our own company {quoted(named.name)}"
            return _ours(why, said.signal)
    return None


def _ours(why: str, signal: Signal) -> Match:
    return Match(MatchKind.STAFF, why, 1.0, rests_on=(signal,))


def _is_own(named: Named, own: Own) -> bool:
    return (
        named.handle in own.orgs or named.domain in own.domains or name_key(named.name) in own.names
    )


def _stated(evidence: Evidence) -> Match | None:
    """What a row's sender says of the row: true, whatever the number of people.

    A stated name is a name as it stands, be it "Stone, Wood & Partners"; a list of names is none.
    """
    said = evidence.stated_name
    if said is None and not evidence.stated_domains:
        return None
    of_company = (one for one in evidence.stated_domains if one.host.kind is _HOST_NAMES)
    seen = next(of_company, None)
    domain, name = seen.host.domain if seen else None, None
    confidence, words = STATED, ""
    rests_on = [seen.signal] if seen else []
    if said and said.text.named:
        named, several = said.text.named, said.text.is_list
        if not several:
            name = said.text.text if said.text.compound else named[0].name
        elif not domain:
            name, confidence, words = named[0].name, COMPOUND_TEXT, f", one of {len(named)}"
        if not (several and domain):
            domain = domain or named[0].domain
            rests_on.append(said.signal)
    if not rests_on:
        return None
    whole = " and ".join(filter(None, (domain, quoted(name) if name else "")))
    return Match(
        _COMPANY,
        f"stated by the sender: {whole}{words}",
        confidence,
        domain,
        name,
        tuple(rests_on),
    )


def _claimed(evidence: Evidence, known: Known) -> Match | None:
    claims = [
        *said_by_team(evidence),
        *said_by_text(evidence, known),
        *said_by_mail(evidence, known),
        *said_by_network(evidence),
    ]
    sure = [claim for claim in claims if claim.confidence]
    if len(sure) > 1 and sure[0].source is _TEXT and sure[0].confidence < COUNTS:
        sure.sort(key=lambda claim: claim.source is not _MAIL or claim.confidence < COUNTS)
    return _agreed(claims, evidence, known) or _weighed(sure, evidence.text)


def _agreed(claims: Sequence[Claim], evidence: Evidence, known: Known) -> Match | None:
    """The first company that two kinds of evidence name."""
    if len(claims) < 2 and not evidence.orgs:
        return None
    confirming = [*claims, *said_by_orgs(evidence, known)] if evidence.orgs else claims
    for at, claim in enumerate(claims):
        for other in confirming[at + 1 :]:
            if other.source is not claim.source and _is_same(claim.named, other.named):
                return _match(
                    claim,
                    f"{_bare(claim)} and {_bare(other)}",
                    AGREED,
                    domain=_domain(claim, other),
                    name=claim.named.name or other.named.name,
                    signals=(*claim.signals, *other.signals),
                    is_told=other.named.domain is not None,
                )
    return None


def _domain(claim: Claim, other: Claim) -> str | None:
    """Of two companies of one name it is the one that somebody's own evidence tells.

    A mail domain where nobody else was seen gives way to the one that the organisation names: its
    other members are of that.
    """
    told = claim.named.domain
    gives_way = claim.by_name or claim.confidence < COUNTS
    return other.named.domain or told if gives_way else told or other.named.domain


def _is_same(one: Named, other: Named) -> bool:
    """Whether two kinds of evidence name one company, by domain or by spelling."""
    if one.domain and other.domain and main_domain(one.domain) == main_domain(other.domain):
        return True
    if other.domain and agree(one, other.domain):
        return True
    if one.domain and agree(other, one.domain):
        return True
    if one.domain and other.domain:
        return False
    return bool(one.name and other.name) and (
        name_key(one.name) == name_key(other.name) or weak_key(one.name) == weak_key(other.name)
    )


def _weighed(claims: Sequence[Claim], text: SeenText | None) -> Match | None:
    """The first that speaks; capped where another, which would count by itself, contradicts.

    A person's own "none" stands before a mail domain that is not verified.
    """
    if not claims:
        return None
    first = claims[0]
    if text and text.text.kind in _NO_COMPANY:
        if first.source is not _TEAM and first.confidence < VERIFIED:
            return None
        words = f"{first.words}, although the profile names no company"
        return _match(first, words, min(first.confidence, DISAGREED))
    for other in claims[1:]:
        if _contradicts(first, other):
            words = f"{first.words}, although {other.words}"
            return _match(first, words, min(first.confidence, DISAGREED))
    return _match(first, first.words, first.confidence)


def _contradicts(first: Claim, other: Claim) -> bool:
    """A text does, be it a candidate: another person's, if it is the same, makes it count."""
    if other.source in (first.source, _NETWORK):
        return False
    return other.source is _TEXT or other.confidence >= COUNTS


def _match(
    claim: Claim,
    evidence: str,
    confidence: float,
    domain: str | None = None,
    name: str | None = None,
    signals: tuple[Signal, ...] = (),
    *,
    is_told: bool = False,
) -> Match:
    return Match(
        _COMPANY,
        evidence,
        confidence,
        domain or claim.named.domain,
        name or ("" if claim.guessed else claim.named.name) or None,
        signals or claim.signals,
        by_name=claim.by_name and not is_told,
    )


def _bare(claim: Claim) -> str:
    """A claim's words without what no longer matters: the count of people, and of a login."""
    words = claim.words.removesuffix(UNHEARD)
    return words.partition(" (")[0] if claim.source is _MAIL else words
