"""The way of an activity, pass by pass: record, read profiles, recognise, judge.

Each pass is one or a few short transactions and may be run again at any time: what is done is
done once. `bot.service` calls them on a schedule, the command line one by one.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

from bot.services import Services
from collectors import github, github_profiles, slack_events
from collectors.github_access import GitHubAccess
from collectors.github_items import SOURCE
from identity.hosts import read_host
from identity.match import Match, MatchKind
from identity.names import name_key
from identity.recognise import recognise as recognise_actor
from ledger import actors, affiliations, companies, cursors, inbox, intake
from ledger.affiliations import Recognition, Unrecognised
from ledger.companies import CompanyName
from ledger.drafts import ActivityDraft, ActorDraft, Page, Rejected, SignalKind, Standing
from ledger.intake import Recorded
from scoring.rescore import Rescored, rescore

log = logging.getLogger(__name__)

PROFILE_LIFE = timedelta(days=7)
PROFILES_A_PASS = 500
BATCH = 500

Sleep = Callable[[float], None]
Stop = Callable[[], bool]


def record_pages(
    services: Services, pages: Iterable[Page], clock: Callable[[], datetime]
) -> Recorded:
    """Stores pages as they come, each with its cursor in one transaction."""
    new = duplicate = 0
    for page in pages:
        for rejected in page.rejected:
            log.error("%s cannot be read and was left out: %s", rejected.place, rejected.reason)
        with services.ledger.write() as session:
            recorded = intake.record(session, page.drafts, services.zone, clock())
            cursors.save(session, page.cursor_name, page.cursor, clock())
        new, duplicate = new + recorded.new, duplicate + recorded.duplicate
    return Recorded(new, duplicate)


def told(pages: Iterable[Page], advance: Callable[[int], None]) -> Iterator[Page]:
    """The same pages, with `advance` called for the activities of each that was stored."""
    for page in pages:
        yield page
        advance(len(page.drafts))


def collect_github(
    services: Services,
    access: GitHubAccess,
    repo: str,
    clock: Callable[[], datetime],
    sleep: Sleep,
    stop: Stop,
) -> Recorded:
    """One pass over a repository, from where the last one ended.

    Raises:
        SourceError: GitHub cannot be read; what was read until then is stored.
    """
    with services.ledger.read() as session:
        cursor = cursors.read(session, github.cursor_name(repo))
    pages = github.pages(access, repo, cursor, now=clock(), sleep=sleep, stop=stop)
    return record_pages(services, pages, clock)


def read_profiles(
    services: Services,
    access: GitHubAccess,
    clock: Callable[[], datetime],
    sleep: Sleep,
    stop: Stop,
) -> int:
    """Reads the GitHub profiles that are due; returns how many.

    Raises:
        SourceError: GitHub cannot be read; the profiles stay due.
    """
    read = 0
    while not stop():
        with services.ledger.read() as session:
            due = actors.profiles_due(session, SOURCE, clock(), PROFILES_A_PASS)
        if not due:
            break
        drafts = [
            ActorDraft(a.source, a.key, a.handle, a.name, Standing(a.standing), a.node_id)
            for a in due
        ]
        found = list(github_profiles.profiles(access, drafts, now=clock(), sleep=sleep, stop=stop))
        with services.ledger.write() as session:
            # Whoever could not be read waits as long as the others, rather than block them.
            actors.postpone_profiles(session, [a.id for a in due], clock() + PROFILE_LIFE)
            actors.record_profiles(session, found, clock(), PROFILE_LIFE)
        read += len(found)
    return read


def read_inbox(services: Services, clock: Callable[[], datetime]) -> Recorded:
    """Turns stored Slack events into activities; an event that cannot be read is kept as dead."""
    with services.ledger.read() as session:
        if not inbox.is_waiting(session):
            return Recorded(0, 0)
    new = duplicate = 0
    while True:
        with services.ledger.write() as session:
            events = inbox.waiting(session, BATCH)
            for event in events:
                read = slack_events.read(event.payload)
                if isinstance(read, ActivityDraft):
                    recorded = intake.record(session, [read], services.zone, clock())
                    new, duplicate = new + recorded.new, duplicate + recorded.duplicate
                reason = read.reason if isinstance(read, Rejected) else ""
                if reason:
                    log.error("Slack event %s cannot be read and is kept: %s", event.id, reason)
                inbox.close(session, event.id, clock(), reason)
        if len(events) < BATCH:
            return Recorded(new, duplicate)


def recognise(services: Services, clock: Callable[[], datetime]) -> int:
    """Weighs the evidence of every actor where it changed; returns how many."""
    weighed = 0
    while True:
        with services.ledger.write() as session:
            waiting = affiliations.unrecognised(session, BATCH, services.zone)
            hosts = {
                s.value for one in waiting for s in one.signals if s.kind is SignalKind.EMAIL_DOMAIN
            }
            people = _by_domain(actors.people_at(session, hosts))
            names = companies.domains_by_name(session) if waiting else {}
            for one in waiting:
                found = _recognition(services, one, people, names)
                affiliations.settle(session, found, one.seen_on, clock())
        weighed += len(waiting)
        if len(waiting) < BATCH:
            return weighed


def judge(services: Services, now: datetime) -> Rescored:
    """Rescores every company as of today and queues what is worth telling."""
    today = services.today(now)
    with services.ledger.write() as session:
        return rescore(session, services.rules, today, today, now)


def _by_domain(people_at_host: dict[str, int]) -> dict[str, int]:
    """People by registrable domain: colleagues write from several hosts of one company."""
    counted: Counter[str] = Counter()
    for text, people in people_at_host.items():
        host = read_host(text)
        if host is not None:
            counted[host.domain] += people
    return dict(counted)


def _recognition(
    services: Services, one: Unrecognised, people: dict[str, int], names: dict[str, str]
) -> Recognition:
    match = recognise_actor(one.signals, people, services.own_domains, services.own_orgs, names)
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
