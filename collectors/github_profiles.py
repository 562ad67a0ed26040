"""Fetches what GitHub's profiles say about an actor's company: 100 profiles a call, by GraphQL.

One by one, 24,000 authors take ten hours of GitHub's limit; by GraphQL, 243 calls. REST is the
fallback where GraphQL is closed to the token, or missing. It costs two calls an actor, because
the same evidence has to come out: evidence that no longer shows counts as ended.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from pydantic import BaseModel, TypeAdapter, ValidationError

from collectors.errors import (
    BadRequestError,
    ForbiddenError,
    NotFoundError,
    UnavailableError,
)
from collectors.github_access import GitHubAccess
from collectors.github_ask import Asker, Stopped
from collectors.github_evidence import Missing, Profile, signals_of
from collectors.github_graphql import MOST_NODES, GraphQL
from collectors.github_items import Text, standing_of
from ledger.drafts import ActorDraft, AddressHash, Standing

_CLOSED = (BadRequestError, ForbiddenError, NotFoundError, UnavailableError)

log = logging.getLogger(__name__)


class _Account(BaseModel):
    login: Text
    type: str
    name: Text | None = None
    company: str | None = None
    email: str | None = None
    blog: str | None = None


class _Organisation(BaseModel):
    login: Text


_ORGANISATIONS = TypeAdapter(list[_Organisation])


def profiles(
    access: GitHubAccess,
    actors: Sequence[ActorDraft],
    *,
    address_hash: AddressHash,
    now: datetime,
    sleep: Callable[[float], None],
    stop: Callable[[], bool],
) -> Iterator[ActorDraft]:
    """The same actors with what their profiles say now: name, handle, standing, evidence.

    An actor is asked for by `node_id`, else by `key` (GitHub's numeric id). One who is gone comes
    back as deleted; one whose profile cannot be read is left out, and logged. `now` is aware,
    UTC; `sleep` takes seconds; when `stop` says yes the rest is left out.

    Raises:
        SourceError: GitHub cannot be read, see `collectors.errors`.
    """
    asker = Asker(access, "GitHub profiles", now, sleep, stop)
    try:
        for actor, found in _found(asker, actors):
            if found is Missing.UNREADABLE:
                log.warning("github:%s: the profile cannot be read, left out", actor.handle)
            else:
                yield _told(actor, found, address_hash)
    except Stopped:
        log.info("GitHub profiles: stopped before the end")


def _found(
    asker: Asker, actors: Sequence[ActorDraft]
) -> Iterator[tuple[ActorDraft, Profile | Missing]]:
    by_node = [actor for actor in actors if actor.node_id]
    alone = [actor for actor in actors if not actor.node_id]
    if not asker.access.anonymous:
        graphql = GraphQL(asker)
        while by_node:
            batch = by_node[:MOST_NODES]
            try:
                found = graphql.profiles([actor.node_id or "" for actor in batch])
            except _CLOSED as error:
                log.warning("%s: %s; asking REST, one by one", error.place, error.reason)
                break
            yield from zip(batch, found, strict=True)
            by_node = by_node[MOST_NODES:]
    for actor in by_node + alone:
        yield actor, _by_rest(asker, actor)


def _by_rest(asker: Asker, actor: ActorDraft) -> Profile | Missing:
    if not actor.key.isdecimal():  # the ghost, who is nobody's account
        return Missing.GONE
    try:
        answer = asker.get(f"{asker.access.base_url}/user/{actor.key}", dict)
        account = _Account.model_validate(answer.body)
        organisations = _organisations(asker, account)
    except NotFoundError:
        return Missing.GONE
    except ValidationError:
        return Missing.UNREADABLE
    return Profile(
        type=account.type,
        login=account.login,
        name=account.name or "",
        company=account.company or "",
        email=account.email or "",
        link=account.blog or "",
        organisations=organisations,
    )


def _organisations(asker: Asker, account: _Account) -> tuple[str, ...]:
    if account.type != "User":
        return ()
    url = f"{asker.access.base_url}/users/{account.login}/orgs?per_page=10"
    rows = _ORGANISATIONS.validate_python(asker.get(url, list).body)
    return tuple(organisation.login for organisation in rows)


def _told(actor: ActorDraft, found: Profile | Missing, address_hash: AddressHash) -> ActorDraft:
    if isinstance(found, Missing):
        return replace(actor, name="", standing=Standing.DELETED, signals=())
    return replace(
        actor,
        handle=found.login,
        name=found.name,
        standing=standing_of(found.type, found.login),
        signals=signals_of(found, address_hash),
    )
