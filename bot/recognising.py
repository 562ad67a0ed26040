"""What the recognising pass does in each of its transactions: count, weigh, leave our own out.

Why counting comes first: how many people write from a domain is evidence for each of them, so all
newcomers are counted before the first is weighed. The answer then depends neither on the order in
which people came nor on who shares a batch.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime

from bot.services import Services
from identity.hosts import read_host
from identity.match import Match, MatchKind
from identity.names import name_key
from identity.recognise import own_names, recognise
from ledger import actors, affiliations, companies, meta, networks
from ledger.affiliations import Recognition, Unrecognised
from ledger.drafts import SignalKind
from ledger.engine import Session
from ledger.naming import CompanyName

NOTHING_OWN = '{"domains": [], "orgs": []}'


@dataclass(slots=True)
class Weighing:
    """What one pass knows, from batch to batch."""

    own: dict[str, list[str]]
    own_changed: bool
    people: dict[str, int] = field(default_factory=dict)  # by registrable domain
    names: dict[str, str] | None = None  # the domain of each known name, once somebody waits


def begin(session: Session, services: Services) -> Weighing:
    """Counts who came since the last pass; asks for everybody anew where our own changed."""
    own = {
        "domains": sorted({registrable(domain) for domain in services.own_domains}),
        "orgs": sorted({org.lower() for org in services.own_orgs}),
    }
    kept = json.loads(meta.get(session, meta.OWN) or NOTHING_OWN)
    if own != kept:
        actors.weigh_all_anew(session)
        companies.ignore_own(session, own["domains"], kept["domains"])
    actors.place(session, {host: registrable(host) for host in actors.unplaced_hosts(session)})
    networks.pass_over(session)
    return Weighing(own, own != kept)


def weigh(
    session: Session, services: Services, weighing: Weighing, limit: int, now: datetime
) -> int:
    """Weighs some of those who wait; returns how many there were."""
    waiting = affiliations.unrecognised(session, limit, services.zone)
    if not waiting:
        return 0
    if weighing.names is None:
        weighing.names = companies.domains_by_name(session)
    _count(session, weighing, waiting)
    answers = [(_recognition(weighing, weighing.names, one), one.seen_on) for one in waiting]
    affiliations.settle_all(session, answers, now, weighing.own_changed)
    for found, _ in answers:
        if found.company and found.company.domain:
            weighing.names.setdefault(found.company.name_key, found.company.domain)
    return len(waiting)


def end(session: Session, weighing: Weighing) -> None:
    """Remembers whom everybody was weighed with; a pass that was cut short begins again."""
    companies.ignore_own(session, weighing.own["domains"])
    if weighing.own_changed:
        meta.put(session, meta.OWN, json.dumps(weighing.own))


def is_own(services: Services, named: CompanyName) -> bool:
    """Whether that company is the operator's own."""
    if named.domain:
        return named.domain in {registrable(domain) for domain in services.own_domains}
    return named.name_key in own_names(services.own_domains, services.own_orgs)


def registrable(host: str) -> str:
    """The domain that was registered for a host: colleagues write from several of its hosts."""
    read = read_host(host)
    return read.domain if read else host


def _count(session: Session, weighing: Weighing, waiting: list[Unrecognised]) -> None:
    domains = {
        registrable(signal.value)
        for one in waiting
        for signal in one.signals
        if signal.kind is SignalKind.EMAIL_DOMAIN
    }
    weighing.people |= actors.people_at(session, domains - weighing.people.keys())


def _recognition(weighing: Weighing, names: dict[str, str], one: Unrecognised) -> Recognition:
    own = weighing.own
    match = recognise(one.signals, weighing.people, own["domains"], own["orgs"], names)
    return Recognition(
        actor_id=one.actor_id,
        company=_named(match),
        evidence=match.evidence,
        confidence=round(match.confidence * 100),
        staff=match.kind is MatchKind.STAFF,
    )


def _named(match: Match) -> CompanyName | None:
    if not match.counts:
        return None
    label = match.domain.split(".")[0] if match.domain else ""
    key = name_key(match.name or label) or label
    return CompanyName(match.domain, match.name or match.domain or "", key) if key else None
