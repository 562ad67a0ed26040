"""Collects a repository's stars and forks: lists that grow at their end, as evidence.

Both are told oldest first, on numbered pages, so that a poll need only look at the last page it has
seen. Stars that are taken back and forks that are deleted make the list shrink, and what follows
moves forward; a poll therefore goes back until it meets what it has seen before. A star given
again, or a second fork by the same owner, is the same activity. A star taken back in the moment
between two pages of a first reading may hide another one: it is evidence, and earns no points.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from pydantic import AwareDatetime, BaseModel, StrictInt, TypeAdapter, ValidationError

from collectors.errors import BadRequestError, UnavailableError
from collectors.github_ask import Asker
from collectors.github_cursor import PER_PAGE, latest, read_cursor
from collectors.github_items import SOURCE, Moment, Text, User, actor_of, reason_of
from collectors.github_retry import Answer
from ledger.drafts import ActivityDraft, Page, Rejected


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last page read (from 1), the newest moment seen (aware, UTC), the page's ETag.

    `repository` is GitHub's id of it, which stays when its name changes.
    """

    api: str
    repository: int
    page: int = 1
    newest: AwareDatetime | None = None
    etag: str | None = None
    token: str = ""


_CURSOR = TypeAdapter(Cursor)


class _Repository(BaseModel):
    id: StrictInt


class _Star(BaseModel):
    starred_at: Moment
    user: User | None


class _Fork(BaseModel):
    created_at: Moment
    owner: User | None
    html_url: Text | None = None


@dataclass(frozen=True, slots=True)
class Growing:
    """One such list: its path below the repository, and how a row of it is read.

    `read` takes a row and the repository's id.

    Raises (`read`):
        ValidationError: the row cannot be read.
    """

    path: str
    query: tuple[tuple[str, str], ...]
    accept: str
    read: Callable[[Any, int], ActivityDraft]


def _star(row: Any, repository: int) -> ActivityDraft:
    star = _Star.model_validate(row)
    actor = actor_of(star.user)
    identity = f"star:{repository}:{actor.key}"
    return ActivityDraft(SOURCE, identity, "star", star.starred_at, actor)


def _fork(row: Any, repository: int) -> ActivityDraft:
    fork = _Fork.model_validate(row)
    actor = actor_of(fork.owner)
    identity, url = f"fork:{repository}:{actor.key}", fork.html_url or ""
    return ActivityDraft(SOURCE, identity, "fork", fork.created_at, actor, url)


STARS = Growing("stargazers", (), "application/vnd.github.star+json", _star)
FORKS = Growing("forks", (("sort", "oldest"),), "", _fork)


def walk(growing: Growing, asker: Asker, repo: str, name: str, text: str | None) -> Iterator[Page]:
    """One pass over one list from the cursor `text`, whose pages bear the cursor's `name`.

    Raises:
        SourceError: the list cannot be read, see `collectors.errors`.
        Stopped: the asker was told to stop.
    """
    api = asker.access.base_url
    here = read_cursor(_CURSOR, text, api) or Cursor(api, _repository(asker, repo))
    reading = _Reading(growing, asker, repo)
    seen = reading.page(here.page, here)
    if seen.answer.status == 304:
        return
    here = replace(here, etag=None)
    while here.page > 1 and not seen.reaches_before(here.newest):
        here = replace(here, page=here.page - 1)
        seen = reading.page(here.page, here)
    while True:
        here = replace(here, newest=latest(here.newest, *seen.moments))
        alone = seen.answer.next_url is None and len(seen.answer.body) < PER_PAGE
        if alone:
            here = replace(here, etag=seen.answer.headers.get("ETag"), token=seen.answer.token)
        yield Page(name, _CURSOR.dump_json(here).decode(), seen.drafts, seen.rejected)
        if seen.answer.next_url is None:
            return
        here = replace(here, page=_number(seen.answer.next_url, here.page + 1), etag=None)
        seen = reading.page(here.page, here)


@dataclass(frozen=True, slots=True)
class _Seen:
    answer: Answer
    drafts: tuple[ActivityDraft, ...]
    rejected: tuple[Rejected, ...]

    @property
    def moments(self) -> list[datetime]:
        return [draft.occurred_at for draft in self.drafts]

    def reaches_before(self, newest: datetime | None) -> bool:
        """Whether something older than the newest one known stands here, so nothing is between."""
        return newest is None or any(moment < newest for moment in self.moments)


@dataclass(frozen=True, slots=True)
class _Reading:
    growing: Growing
    asker: Asker
    repo: str

    def page(self, number: int, here: Cursor) -> _Seen:
        query = {**dict(self.growing.query), "per_page": str(PER_PAGE), "page": str(number)}
        path = f"/repos/{self.repo}/{self.growing.path}"
        url = f"{self.asker.access.base_url}{path}?{urlencode(query)}"
        accept = self.growing.accept
        try:
            answer = self.asker.get(url, list, etag=here.etag, token=here.token, accept=accept)
        except BadRequestError as error:
            if number == 1:
                raise
            reason = f"GitHub shows no more than {(number - 1) * PER_PAGE} entries of this list"
            mend = "Later ones cannot be counted; everything else goes on"
            raise BadRequestError(self.asker.place, reason, mend) from error
        read = [self._row(row, here.repository) for row in answer.body or ()]
        drafts = tuple(one for one in read if isinstance(one, ActivityDraft))
        rejected = tuple(one for one in read if isinstance(one, Rejected))
        return _Seen(answer, drafts, rejected)

    def _row(self, row: Any, repository: int) -> ActivityDraft | Rejected:
        try:
            return self.growing.read(row, repository)
        except ValidationError as error:
            return Rejected(f"{self.repo} entry of {self.growing.path}", reason_of(error))


def _repository(asker: Asker, repo: str) -> int:
    answer = asker.get(f"{asker.access.base_url}/repos/{repo}", dict)
    try:
        return _Repository.model_validate(answer.body).id
    except ValidationError as error:
        reason = "GitHub told of the repository without its id"
        raise UnavailableError(repo, reason, "The next pass asks again") from error


def _number(url: str, otherwise: int) -> int:
    told = parse_qs(urlsplit(url).query).get("page", [""])[0]
    return int(told) if told.isdecimal() else otherwise
