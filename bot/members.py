"""Keeps in the ledger who belongs to the operator's own GitHub organisations, once a day each.

All of them are kept, whether or not they ever did something here: whoever begins to is staff from
the first activity on.
"""

import logging
from datetime import datetime, timedelta

from bot.asking import Asking
from collectors import github_members
from collectors.errors import BadRequestError, ForbiddenError, NotFoundError, UnavailableError
from collectors.github_cursor import read_cursor
from collectors.github_members import CURSOR, Cursor, Members, cursor_name
from ledger import actors, cursors, testimony

DAY = timedelta(days=1)

log = logging.getLogger(__name__)


def read(asking: Asking) -> None:
    """Reads the members of each own organisation that is due; one that is refused is logged.

    Raises:
        SourceError: GitHub knows no token of ours, or asks for a longer rest than we may take.
    """
    for org in sorted(asking.services.own_orgs):
        now = asking.clock()
        with asking.services.ledger.read() as session:
            kept = cursors.read(session, cursor_name(org))
        before = read_cursor(CURSOR, kept, asking.access.base_url)
        if before is None or now - before.read_at >= DAY:
            _read(asking, org, kept, now)


def _read(asking: Asking, org: str, kept: str | None, now: datetime) -> None:
    try:
        found = github_members.members(
            asking.access, org, kept, now=now, sleep=asking.sleep, stop=asking.stop
        )
    except (BadRequestError, ForbiddenError, NotFoundError) as error:
        log.warning("%s: %s; check OWN_GITHUB_ORGS and the token", error.place, error.reason)
        found = Members(CURSOR.dump_json(Cursor(asking.access.base_url, now)).decode(), None)
    except UnavailableError as error:
        log.warning("%s", error)
        return
    if found is not None:
        _keep(asking, org, found, now)


def _keep(asking: Asking, org: str, found: Members, now: datetime) -> None:
    with asking.services.ledger.write() as session:
        if found.people is not None:
            actors.remember(session, found.people, now)
            testimony.leave(session, org, {person.key for person in found.people}, now)
        cursors.save(session, cursor_name(org), found.cursor, now)
