"""Fetches under which mail addresses authors of pull requests commit: 100 pull requests a call.

Who keeps their address off their profile often commits under the employer's. Asked for is the last
commit of each pull request, and it counts only where GitHub says that its author is the one who
opened it: a maintainer may have pushed last. One call, one point of GraphQL's 5,000 an hour.

REST would take a call or more for each pull request, so that without GraphQL this is left out.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from pydantic import BaseModel, Field, StrictInt, ValidationError

from collectors.github_access import GitHubAccess
from collectors.github_ask import Asker, Stopped
from collectors.github_evidence import mail_signal
from collectors.github_query import query
from ledger.drafts import AddressHash, Signal

MOST_PULLS = 100  # a call
_PULL = re.compile(r"https?://[^/]+/([^/]+)/([^/]+)/pull/(\d{1,10})")
_QUERY = "query($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { %s } }"
_LAST = (
    "p%d: pullRequest(number: %d) "
    "{ commits(last: 1) { nodes { commit { author { email user { databaseId } } } } } }"
)


class Pull(NamedTuple):
    """A pull request: its repository ("owner/name") and number."""

    repo: str
    number: int


class _User(BaseModel):
    id: StrictInt | None = Field(default=None, alias="databaseId")


class _Author(BaseModel):
    email: str | None = None
    user: _User | None = None


class _Commit(BaseModel):
    author: _Author | None = None


class _Last(BaseModel):
    commit: _Commit


class _Commits(BaseModel):
    nodes: list[_Last | None] | None = None


class _Pull(BaseModel):
    commits: _Commits


def pull_of(url: str) -> Pull | None:
    """The pull request that a page shows; None for any other page."""
    found = _PULL.fullmatch(url)
    return Pull(f"{found[1]}/{found[2]}", int(found[3])) if found else None


def commit_mail(
    access: GitHubAccess,
    repo: str,
    opened: Mapping[int, str],
    *,
    address_hash: AddressHash,
    now: datetime,
    sleep: Callable[[float], None],
    stop: Callable[[], bool],
) -> Iterator[tuple[int, Signal]]:
    """What the address behind each pull request of `repo` ("owner/name") tells, where one shows.

    `opened` says who opened each number (GitHub's numeric id). Without a token nothing is asked.
    `now` is aware, UTC; when `stop` says yes the rest is left out.

    Raises:
        SourceError: GitHub's GraphQL cannot be read, see `collectors.errors`.
    """
    asker = Asker(access, f"commits of {repo}", now, sleep, stop)
    numbers = [] if access.anonymous else list(opened)
    try:
        for at in range(0, len(numbers), MOST_PULLS):
            batch = numbers[at : at + MOST_PULLS]
            told = _told(asker, repo, batch)
            for number in batch:
                email = _email(told.get(f"p{number}"), opened[number])
                yield from ((number, signal) for signal in mail_signal(email, address_hash))
    except Stopped:
        return


def _told(asker: Asker, repo: str, numbers: Sequence[int]) -> Mapping[str, Any]:
    owner, _, name = repo.partition("/")
    text = _QUERY % " ".join(_LAST % (number, number) for number in numbers)
    body = query(asker, text, {"owner": owner, "name": name}, _whole)
    return body["data"]["repository"] or {}


def _whole(body: Mapping[str, Any]) -> bool:
    data = body.get("data")
    return isinstance(data, dict) and isinstance(data.get("repository"), dict)


def _email(told: Any, opener: str) -> str:
    """The address, if the opener wrote the last commit; what cannot be read says nothing."""
    try:
        commits = _Pull.model_validate(told).commits.nodes or []
    except ValidationError:
        return ""
    last = commits[-1] if commits else None
    author = last.commit.author if last else None
    if author is None or author.user is None or str(author.user.id) != opener:
        return ""
    return author.email or ""
