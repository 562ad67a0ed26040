"""What the recognising pass does in each of its transactions: count, weigh, leave our own out.

Why counting comes first: how many people write from a domain is evidence for each of them, so all
newcomers are counted before the first is weighed. The answer then depends neither on the order in
which people came nor on who shares a batch. What weighing itself brings to light (a company's name,
an account that is a program's) has those weighed again whom it concerns, until nobody waits.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Final

from bot.crowds import Crowds
from bot.services import Services
from identity import by_crowd
from identity.agreement import labels
from identity.asked import asked_names
from identity.company_text import bare_handle, read_company
from identity.hosts import read_host
from identity.known import Known, Org, Own
from identity.placed import Placed
from ledger import (
    affiliations,
    colleagues,
    companies,
    contended,
    evidence,
    handles,
    known_by,
    known_names,
    meta,
    names_lent,
    networks,
    organisations,
    spoken,
    stale,
    weighing_again,
)
from ledger.chunks import chunks
from ledger.drafts import SignalKind
from ledger.engine import Session
from ledger.naming import HEARD, CompanyName
from ledger.weighed import Unrecognised

AT_ONCE: Final = 500  # mail domains that are counted in one transaction: some 0.2 s


@dataclass(slots=True)
class Weighing:
    """What one pass knows, from batch to batch."""

    own: Own
    placed: Placed[CompanyName]
    said: tuple[int, int]  # which corrections `placed` and `people` know of
    changed: str | None  # our own as the settings say it, JSON, where that is new
    people: dict[str, int] = field(default_factory=dict)  # by registrable domain
    orgs: dict[str, Org] = field(default_factory=dict)  # those that profiles name, by login


def begin(session: Session, services: Services, now: datetime) -> Weighing:
    """What is known before the first is weighed; asks for everybody anew where our own changed."""
    kept = json.loads(meta.get(session, meta.OWN) or "{}")
    own = _own(services, kept.get("teams", []))
    told = {"domains": sorted(own.domains), "orgs": sorted(own.orgs), "teams": sorted(own.teams)}
    is_new = any(value != kept.get(name, []) for name, value in told.items())
    if is_new:
        stale.mark_everybody(session)
        companies.ignore_own(session, own.domains, kept.get("domains", []))
    organisations.remember_wanted(session, own.orgs, now)
    stale.mark_faded(session, services.today(now))
    networks.pass_over(session)
    changed = json.dumps(told) if is_new else None
    return Weighing(own, _placed(session), spoken.so_far(session), changed)


def place(services: Services, known: Weighing) -> None:
    """Counts who came since the last time, in short transactions: before anybody is weighed.

    All hosts of a domain are placed in one of them, and with its people its names are settled.
    """
    with services.ledger.read() as session:
        hosts = colleagues.unplaced_hosts(session)
    placed = sorted((registrable(host), host) for host in hosts)
    by_domain = [list(its) for _, its in groupby(placed, key=itemgetter(0))]
    for some in chunks(by_domain, AT_ONCE):
        domains = {host: domain for its in some for domain, host in its}
        with services.ledger.write() as session:
            colleagues.place(session, domains)
            rivals = contended.rivals(session, domains.values(), labels)
            contended.settle(session, rivals, labels)
    if hosts:
        known.people.clear()


def weigh(session: Session, services: Services, known: Weighing, limit: int, now: datetime) -> int:
    """Weighs some of those who wait; returns how many there were."""
    _hear(session, known)
    waiting = evidence.unrecognised(session, limit, services.zone)
    if not waiting:
        return 0
    _look_up(session, known, waiting, now)
    today = services.today(now)
    before = _known(session, known, waiting)
    answers = by_crowd.answers(waiting, before, known.own, today, known.placed)
    names = names_lent.before(session, answers, labels)
    names_lent.introduce(session, answers, labels, now)
    settled = affiliations.settle_all(session, answers, today, now)
    learnt = names_lent.tell(session, names, settled.named, settled.left, labels)
    weighing_again.learnt(session, learnt)
    handles.tell(session, {one for one, persons in before.writers.items() if persons >= HEARD})
    return len(waiting)


def end(session: Session, known: Weighing) -> bool:
    """Remembers whom everybody was weighed with; a pass that was cut short begins again.

    Not while somebody's colleagues turned out otherwise: they are to be counted anew before. Nor
    while a text names several companies of which one is known by now.
    """
    if colleagues.is_unplaced(session) or _is_heard_again(session, known):
        return False
    companies.ignore_own(session, known.own.domains)
    if known.changed is not None:
        meta.put(session, meta.OWN, known.changed)
    return True


def is_own(services: Services, named: CompanyName) -> bool:
    """Whether that company is the operator's own."""
    own = Own.of(services.own_domains, services.own_orgs)
    return named.domain in own.domains if named.domain else named.name_key in own.names


def registrable(host: str) -> str:
    """The domain that was registered for a host: colleagues write from several of its hosts."""
    read = read_host(host)
    return read.domain if read else host


def _own(services: Services, kept_teams: Iterable[str]) -> Own:
    """Our own; where the community meets elsewhere, whoever is from our workspace is ours.

    A command that needs no Slack does not know our workspace: it goes by what was known.
    """
    apart = {services.team_id} if services.community_team_ids else set()
    teams = apart if services.team_id else kept_teams
    return Own.of(services.own_domains, services.own_orgs, teams)


def _placed(session: Session) -> Placed[CompanyName]:
    orgs, teams = (
        {value: known_by.as_named(company) for value, company in said.items()}
        for said in (known_by.said_of(session, "org"), known_by.said_of(session, "team"))
    )
    return Placed(orgs, teams)


def _hear(session: Session, known: Weighing) -> None:
    """Takes up what a person said while the pass was under way."""
    said = spoken.so_far(session)
    if said != known.said:
        known.said, known.placed = said, _placed(session)
        known.people.clear()
        known.orgs.clear()


def _is_heard_again(session: Session, known: Weighing) -> bool:
    """Asks for those whose text names one of several by what was learnt; whether there are any.

    They stand for another of them, so that nothing else finds them.
    """
    names = weighing_again.take_learnt(session)
    if not names:
        return False
    orgs = {one for one in known.orgs if not names.isdisjoint(asked_names(f"@{one}", known.orgs))}
    texts = [
        text
        for text in weighing_again.several(session, names, orgs)
        if read_company(text).compound and not names.isdisjoint(asked_names(text, known.orgs))
    ]
    weighing_again.whoever_wrote(session, texts)
    return bool(texts)


def _known(session: Session, known: Weighing, waiting: Sequence[Unrecognised]) -> Known:
    """What these may ask for, each in one query: the names that they wrote, who else is there."""
    asked = {name for one in waiting for name in by_crowd.names(one, known.orgs)}
    names, held = known_names.called(session, asked, labels)
    crowds = Crowds(session, known.people)
    hosts = {*_values(waiting, SignalKind.EMAIL_DOMAIN), *_told(waiting, known.orgs)}
    crowds.count({*map(registrable, hosts), *names.values(), *held.values()})
    written = map(bare_handle, _values(waiting, SignalKind.COMPANY_TEXT))
    writers = handles.writers(session, {login for login in written if login})
    return Known(known.people, names, known.orgs, crowds, held, writers)


def _told(waiting: Iterable[Unrecognised], orgs: Mapping[str, Org]) -> Iterator[str]:
    """The domains that profiles give, and those of the organisations that they name."""
    for text in _values(waiting, SignalKind.COMPANY_TEXT):
        for named in read_company(text).named:
            org = orgs.get(named.handle) if named.handle else None
            yield from filter(None, (named.domain, org and org.domain))


def _look_up(
    session: Session, known: Weighing, waiting: Iterable[Unrecognised], now: datetime
) -> None:
    """Takes up what is known of the organisations that these name, and asks for the others."""
    texts = _values(waiting, SignalKind.COMPANY_TEXT)
    told = {login for text in texts for login in organisations.handles(text)}
    found = organisations.by_login(session, told | _values(waiting, SignalKind.GITHUB_ORG))
    known.orgs |= {login: Org(*facts) for login, facts in found.items()}
    known.orgs |= {login: Org(one.name, one.domain) for login, one in known.placed.orgs.items()}
    organisations.remember_wanted(session, told - known.orgs.keys(), now)


def _values(waiting: Iterable[Unrecognised], kind: SignalKind) -> set[str]:
    return {
        seen.signal.value for one in waiting for seen in one.evidence if seen.signal.kind is kind
    }
