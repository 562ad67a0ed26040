"""The way of an activity, pass by pass: record, recognise, judge.

Each pass is one or a few short transactions and may be run again at any time: what is done is
done once. `bot.service` calls them on a schedule, the command line one by one.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from bot import adopted, recognising
from bot.quiet import due
from bot.services import Services
from bot.telling import bound
from collectors import github, slack_events
from collectors.github_access import GitHubAccess
from ledger import actors, companies, cursors, homes, inbox, intake
from ledger.drafts import ActivityDraft, Page, Rejected
from ledger.engine import Session
from ledger.inbox import Unread
from ledger.intake import Recorded
from scoring.rescore import Rescored, level_label

log = logging.getLogger(__name__)

EVENTS = 100  # read at once: for as long, what arrives waits to be acknowledged
ACTORS = 500  # weighed at once

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
            actors.remember(session, page.actors, clock())
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


def read_inbox(services: Services, clock: Callable[[], datetime]) -> Recorded:
    """Turns stored Slack events into activities; an event that cannot be read is kept as dead."""
    with services.ledger.read() as session:
        if not inbox.is_waiting(session):
            return Recorded(0, 0)
    new = duplicate = 0
    while True:
        with services.ledger.write() as session:
            events = inbox.claim(session, EVENTS)
            drafts = [draft for event in events if (draft := _read(session, event, clock()))]
            drafts = homes.at_home(session, drafts)
            recorded = intake.record(session, drafts, services.zone, clock())
        new, duplicate = new + recorded.new, duplicate + recorded.duplicate
        if len(events) < EVENTS:
            return Recorded(new, duplicate)


def _read(session: Session, event: Unread, now: datetime) -> ActivityDraft | None:
    """What an event tells, if it is an activity; either way it was read, or is dead."""
    with bound(event=event.event_id):
        read = slack_events.read(event.payload)
        reason = read.reason if isinstance(read, Rejected) else ""
        if reason:
            log.error("Slack event %s cannot be read and is kept: %s", event.id, reason)
        else:
            log.debug("Slack event %s is read", event.id)
        inbox.close(session, event.id, now, reason)
    return read if isinstance(read, ActivityDraft) else None


def recognise(services: Services, clock: Callable[[], datetime]) -> int:
    """Weighs the evidence of every actor where it changed; returns how often.

    Who is weighed may concern others, who are weighed again; it ends when nobody waits.
    """
    with services.ledger.write() as session:
        weighing = recognising.begin(session, services, clock())
    weighed, is_over = 0, False
    while not is_over:
        recognising.place(services, weighing)
        some = 1
        while some:
            with services.ledger.write() as session:
                some = recognising.weigh(session, services, weighing, ACTORS, clock())
                is_over = not some and recognising.end(session, weighing)
            weighed += some
    return weighed


def judge(services: Services, now: datetime) -> Rescored:
    """Rescores every company as of today, and queues what is news."""
    today = services.today(now)
    due_at = due(services.rules.quiet, services.zone, now)
    return adopted.score(services.ledger, services.rules, today, today, now, due_at)


def log_changes(services: Services, rescored: Rescored) -> None:
    """Tells the log whose level changed."""
    with services.ledger.read() as session:
        named = companies.by_ids(session, [one.company_id for one in rescored.changes])
    for change in rescored.changes:
        levels = (change.from_level, change.to_level)
        was, found = (level_label(services.rules, level) for level in levels)
        log.info("%s: %s to %s", named[change.company_id].key, was, found)
