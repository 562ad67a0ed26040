"""Fetches who is a member of a GitHub organisation of our own, so that our people never score.

A token that may not see the organisation's inside is shown its public members alone: whoever
conceals the membership is then told from others by mail address only. With the permission to read
members (a classic token's `read:org`) all are shown.

Why no node ids: members who never do anything here are known by number and login, and nobody reads
their profiles.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from pydantic import AwareDatetime, TypeAdapter, ValidationError

from collectors.errors import UnavailableError
from collectors.github_access import GitHubAccess
from collectors.github_ask import Asker, Stopped
from collectors.github_cursor import PER_PAGE, read_cursor
from collectors.github_items import SOURCE, User, reason_of, standing_of
from ledger.drafts import ActorDraft, Signal, SignalKind


@dataclass(frozen=True, slots=True)
class Cursor:
    """When the members were read last (aware, UTC), and the ETag of a list of one page."""

    api: str
    read_at: AwareDatetime
    etag: str | None = None
    token: str = ""


CURSOR = TypeAdapter(Cursor)


@dataclass(frozen=True, slots=True)
class Members:
    """One reading: everybody, or None where nothing changed since `cursor` was written."""

    cursor: str
    people: tuple[ActorDraft, ...] | None


def cursor_name(org: str) -> str:
    """The name under which the ledger keeps the cursor of an organisation."""
    return f"{SOURCE}:{org.lower()}:members"


def members(
    access: GitHubAccess,
    org: str,
    cursor: str | None,
    *,
    now: datetime,
    sleep: Callable[[float], None],
    stop: Callable[[], bool],
) -> Members | None:
    """Who belongs to `org`, each with it as evidence; None when `stop` said yes.

    A list of one page that did not change costs a free request. `now` is aware, UTC.

    Raises:
        SourceError: GitHub cannot be read, or not this list, see `collectors.errors`.
    """
    asker = Asker(access, f"GitHub members of {org}", now, sleep, stop)
    before = read_cursor(CURSOR, cursor, access.base_url)
    etag, token = (before.etag, before.token) if before else (None, "")
    url: str | None = f"{access.base_url}/orgs/{quote(org, safe='')}/members?per_page={PER_PAGE}"
    here = Cursor(access.base_url, now)
    people: list[ActorDraft] = []
    try:
        while url:
            answer = asker.get(url, list, etag=etag, token=token)
            if answer.status == 304:
                here = Cursor(access.base_url, now, etag, token)
                return Members(CURSOR.dump_json(here).decode(), None)
            if not people and not answer.next_url:
                here = Cursor(access.base_url, now, answer.headers.get("ETag"), answer.token)
            people += [_member(row, org) for row in answer.body]
            url, etag = answer.next_url, None
    except Stopped:
        return None
    return Members(CURSOR.dump_json(here).decode(), tuple(people))


def _member(row: Any, org: str) -> ActorDraft:
    try:
        user = User.model_validate(row)
    except ValidationError as error:
        place = f"GitHub members of {org}"
        reason = f"an entry cannot be read ({reason_of(error)})"
        raise UnavailableError(place, reason, "The next pass asks again") from error
    evidence = (Signal(SignalKind.GITHUB_ORG, org.lower()),)
    standing = standing_of(user.type, user.login)
    return ActorDraft(SOURCE, str(user.id), user.login, standing=standing, signals=evidence)
