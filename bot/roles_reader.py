"""Keeps who may do what up to date: read every few minutes, kept in the ledger over a restart.

Only ids of those who have a role are kept: others are asked for when they first ask, as is whoever
joined since. While Slack is away the last reading holds, and `doctor` says how old it is.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from pydantic import TypeAdapter
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.roles import Membership, Roles
from bot.roles_slack import People, RolesReading
from bot.services import Services
from collectors.errors import UnavailableError
from ledger import meta
from ledger.engine import Ledger

log = logging.getLogger(__name__)

JOB = "roles"
EVERY = timedelta(minutes=5)
HOLDS = "The last known roles hold."

_KEPT: TypeAdapter[Roles] = TypeAdapter(Roles)
_changing = threading.Lock()  # a look-up must not undo a reading
_beginning = threading.Lock()  # of all who ask at a cold start, one has it read


class UnknownError(Exception):
    """Slack does not tell who somebody is."""


def kept_roles(ledger: Ledger) -> Roles:
    """What was read before the service ended, and when; never read where nothing was."""
    with ledger.read() as session:
        kept = meta.get(session, meta.ROLES)
        read_at = meta.get(session, meta.ROLES_READ)
    if not kept or not read_at:
        return Roles()
    return replace(_KEPT.validate_json(kept), read_at=datetime.fromisoformat(read_at))


def recall(services: Services) -> bool:
    """Takes up what was read before; not what was read under other settings, or never."""
    kept = kept_roles(services.ledger)
    if kept.read_at is None or kept.named != (services.admins, services.devrel):
        return False
    with _changing:
        services.roles = kept
    return True


def follow(services: Services, now: datetime) -> bool:
    """Takes up what another instance has read since; whom it names no more has no role here.

    False where none has read lately under the settings of this one, which then has to do it.
    """
    known_at = services.roles.read_at
    with services.ledger.read() as session:
        read_at = meta.get(session, meta.ROLES_READ)
    if known_at is not None and read_at == known_at.isoformat():
        return True
    return recall(services) or (known_at is not None and now - known_at <= EVERY)


def refresh(
    services: Services,
    client: WebClient,
    now: datetime,
    wait: Callable[[float], object] = lambda _: None,
    *,
    with_people: bool = True,
) -> None:
    """Reads it anew and keeps it; `wait` (seconds) paces the pages of people.

    Without people it is done in a few calls, and each is asked for when they first ask.

    Raises:
        UnavailableError: Slack cannot be asked now; the last reading holds.
    """
    try:
        found = RolesReading(services, client, now, wait).roles(with_people)
    except (SlackClientError, OSError) as error:
        reason = f"who may do what cannot be read ({_reason(error)})"
        raise UnavailableError("Slack", reason, HOLDS) from error
    for problem in found.problems:
        if problem not in services.roles.problems:
            log.warning("%s", problem)
    with _changing:
        services.roles = found
    holders = found.holders()
    is_new = holders != kept_roles(services.ledger)
    with services.ledger.write() as session:
        if is_new:
            meta.put(session, meta.ROLES, _KEPT.dump_json(holders).decode())
        meta.put(session, meta.ROLES_READ, now.isoformat())


def membership(services: Services, client: WebClient, user_id: str, now: datetime) -> Membership:
    """What somebody is; Slack is asked only for whom it has not told of yet.

    Raises:
        UnknownError: it would have to be asked, and does not answer.
    """
    if not services.roles.knows(user_id):
        _look_up(services, client, user_id, now)
    return services.roles.of(user_id)


def _look_up(services: Services, client: WebClient, user_id: str, now: datetime) -> None:
    try:
        if services.roles.read_at is None:
            _begin(services, client, now)
        if services.roles.knows(user_id):
            return
        told = client.users_info(user=user_id)["user"]
    except (SlackClientError, OSError, UnavailableError) as error:
        raise UnknownError(_reason(error)) from error
    found = People.of([told], services.team_id)
    with _changing:
        roles = services.roles
        is_admin = not services.admins and bool(found.owners)
        services.roles = replace(
            roles,
            members=roles.members | found.members,
            outsiders=roles.outsiders | found.outsiders,
            owners=roles.owners | found.owners,
            admins=roles.admins | found.owners if is_admin else roles.admins,
        )


def _begin(services: Services, client: WebClient, now: datetime) -> None:
    """The first reading; whoever waited for another's finds it there."""
    with _beginning:
        if services.roles.read_at is None:
            refresh(services, client, now, with_people=False)


def _reason(error: Exception) -> str:
    """Slack's own word, or that of the network; no address of a person stands in either."""
    if isinstance(error, SlackApiError):
        return str(error.response.get("error", "unknown"))
    return str(error) or type(error).__name__
