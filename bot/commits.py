"""Adds the mail hosts under which authors of pull requests commit: each pull request is asked once.

Evidence is dated by the pull request and not by its reading: an old commit says where somebody
was, and nothing of today.
"""

import json
import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from bot.asking import Asking
from collectors import github_commits
from collectors.errors import BadRequestError, ForbiddenError, NotFoundError, UnavailableError
from collectors.github_commits import Pull, pull_of
from collectors.github_items import SOURCE
from ledger import actors, cursors, testimony
from ledger.drafts import ActorDraft, Seen, Signal
from ledger.testimony import Opened

CURSOR = f"{SOURCE}:commits"
PULLS_AT_ONCE = 500  # of a long history: five calls to GitHub between two writes

log = logging.getLogger(__name__)


def read(asking: Asking) -> int:
    """Looks at the pull requests that came since the last time; returns how many told a host.

    Where there is none nothing is asked, and without a token GraphQL is closed. A repository that
    may not be asked is logged and passed over; when GitHub is away the next pass asks again.

    Raises:
        SourceError: GitHub knows no token of ours, or asks for a longer rest than we may take.
    """
    found, is_more = 0, not asking.access.anonymous
    while is_more:
        told, is_more = _some(asking)
        found += told
    return found


def _some(asking: Asking) -> tuple[int, bool]:
    """How many of the next ones told a host, and whether more are waiting."""
    with asking.services.ledger.read() as session:
        kept = cursors.read(session, CURSOR)
        after = int(json.loads(kept)["after"]) if kept else 0
        newest = testimony.newest_activity(session)
        opened = testimony.pulls_after(session, after, PULLS_AT_ONCE)
    now = asking.clock()
    try:
        told = list(_told(asking, opened, now))
    except UnavailableError as error:
        log.warning("%s", error)
        return 0, False
    if newest == after or asking.stop():
        return 0, False
    is_more = len(opened) == PULLS_AT_ONCE
    seen_until = opened[-1].id if is_more else newest
    with asking.services.ledger.write() as session:
        for draft in told:
            actors.remember(session, [draft], now)
        cursors.save(session, CURSOR, json.dumps({"after": seen_until}), now)
    return len(told), is_more


def _told(asking: Asking, opened: Iterable[Opened], now: datetime) -> Iterator[ActorDraft]:
    for repo, pulls in _by_repository(opened).items():
        authors = {number: one.key for number, one in pulls.items()}
        try:
            for number, mail in github_commits.commit_mail(
                asking.access,
                repo,
                authors,
                address_hash=asking.services.ledger.address_hash,
                now=now,
                sleep=asking.sleep,
                stop=asking.stop,
            ):
                yield _draft(pulls[number], mail)
        except (BadRequestError, ForbiddenError, NotFoundError) as error:
            log.warning("%s: %s; addresses of commits are left out", error.place, error.reason)


def _by_repository(opened: Iterable[Opened]) -> dict[str, dict[int, Opened]]:
    found: dict[str, dict[int, Opened]] = defaultdict(dict)
    for one in opened:
        pull: Pull | None = pull_of(one.url)
        if pull is not None:
            found[pull.repo][pull.number] = one
    return found


def _draft(opened: Opened, mail: Signal) -> ActorDraft:
    return ActorDraft(SOURCE, opened.key, signals=(mail,), seen=(Seen(opened.at, opened.at),))
