"""Fetches what GitHub's organisations show of the companies behind them: 100 a call, by GraphQL.

REST is the fallback, one call each, where GraphQL is closed to the token or missing. An
organisation's mail address is public by its own wish; even so only its host leaves this module.
"""

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from pydantic import BaseModel, ValidationError

from collectors.errors import (
    BadRequestError,
    ForbiddenError,
    NotFoundError,
    UnavailableError,
)
from collectors.github_access import GitHubAccess
from collectors.github_ask import Asker, Stopped
from collectors.github_evidence import Missing, Profile, email_domain, link_host
from collectors.github_graphql import MOST_NODES, GraphQL
from collectors.github_items import Text

_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,38}")  # what anybody typed might be an address
_CLOSED = (BadRequestError, ForbiddenError, NotFoundError, UnavailableError)

log = logging.getLogger(__name__)


class Found(NamedTuple):
    """What an organisation says of itself; hosts are lower case, "" stands for nothing said."""

    name: str = ""
    mail_host: str = ""
    link_host: str = ""


class _Organisation(BaseModel):
    login: Text
    name: Text | None = None
    email: str | None = None
    blog: str | None = None


def organisations(
    access: GitHubAccess,
    logins: Sequence[str],
    *,
    now: datetime,
    sleep: Callable[[float], None],
    stop: Callable[[], bool],
) -> Iterator[tuple[str, Found | None]]:
    """Each login with what its organisation shows; None for users, the gone and the unreadable.

    `now` is aware, UTC; `sleep` takes seconds; when `stop` says yes the rest is left out.

    Raises:
        SourceError: GitHub cannot be read, see `collectors.errors`.
    """
    asker = Asker(access, "GitHub organisations", now, sleep, stop)
    try:
        for login, profile in _read(asker, list(logins)):
            if profile is Missing.UNREADABLE:
                log.warning("github:%s: the organisation cannot be read, left out", login)
            yield login, None if isinstance(profile, Missing) else _shown(profile)
    except Stopped:
        log.info("GitHub organisations: stopped before the end")


def _read(asker: Asker, logins: list[str]) -> Iterator[tuple[str, Profile | Missing]]:
    yield from ((login, Missing.GONE) for login in logins if not _LOGIN.fullmatch(login))
    logins = [login for login in logins if _LOGIN.fullmatch(login)]
    if not asker.access.anonymous:
        graphql = GraphQL(asker)
        while logins:
            batch = logins[:MOST_NODES]
            try:
                found = graphql.organisations(batch)
            except _CLOSED as error:
                log.warning("%s: %s; asking REST, one by one", error.place, error.reason)
                break
            yield from zip(batch, found, strict=True)
            logins = logins[MOST_NODES:]
    for login in logins:
        yield login, _by_rest(asker, login)


def _by_rest(asker: Asker, login: str) -> Profile | Missing:
    try:
        answer = asker.get(f"{asker.access.base_url}/orgs/{login}", dict)
        read = _Organisation.model_validate(answer.body)
    except NotFoundError:
        return Missing.GONE
    except ValidationError:
        return Missing.UNREADABLE
    return Profile(
        type="Organization",
        login=read.login,
        name=read.name or "",
        email=read.email or "",
        link=read.blog or "",
    )


def _shown(profile: Profile) -> Found:
    return Found(profile.name, email_domain(profile.email), link_host(profile.link))
