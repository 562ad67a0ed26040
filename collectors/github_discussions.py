"""Collects a repository's discussions and the comments in them, as evidence without points.

Only GraphQL tells of them. They are read by update, the longest untouched first, from the end of
the last page: whoever comments moves a discussion behind that place, so that a poll sees exactly
what is new. Of each discussion the last hundred comments are seen at a time; answers to a comment
are not.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel, Field, StrictInt, TypeAdapter, ValidationError

from collectors.errors import ForbiddenError, NotFoundError, SourceError, UnavailableError
from collectors.github_ask import Asker
from collectors.github_cursor import read_cursor
from collectors.github_items import SOURCE, Moment, Text, User, actor_of, reason_of
from collectors.github_query import QueryRefusedError, query
from ledger.drafts import ActivityDraft, Page, Rejected

_AUTHOR = """author { __typename login
  ... on User { id databaseId } ... on Bot { id databaseId }
  ... on Organization { id databaseId } ... on Mannequin { id databaseId } }"""
_QUERY = f"""query($owner: String!, $name: String!, $first: Int!, $after: String) {{
  repository(owner: $owner, name: $name) {{
    discussions(first: $first, after: $after, orderBy: {{field: UPDATED_AT, direction: ASC}}) {{
      nodes {{ databaseId title url createdAt {_AUTHOR}
        comments(last: 100) {{ nodes {{ databaseId url createdAt {_AUTHOR} }} }} }}
      pageInfo {{ endCursor hasNextPage }} }} }} }}"""
_FIRST = 50  # with a hundred comments each this costs one point of GraphQL's 5,000 an hour


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the last page ended, in GitHub's own words."""

    api: str
    after: str | None = None


_CURSOR = TypeAdapter(Cursor)


class _Author(BaseModel):
    type: str = Field(alias="__typename")
    login: Text
    id: Text | None = None
    number: StrictInt | None = Field(default=None, alias="databaseId")


class _Entry(BaseModel):
    number: StrictInt = Field(alias="databaseId")
    created_at: Moment = Field(alias="createdAt")
    author: _Author | None
    title: Text | None = None
    url: Text | None = None


class _PageInfo(BaseModel):
    end: str | None = Field(alias="endCursor")
    more: bool = Field(alias="hasNextPage")


def walk(asker: Asker, repo: str, name: str, text: str | None) -> Iterator[Page]:
    """One pass from the cursor `text`, whose pages bear the cursor's `name`.

    Raises:
        SourceError: the discussions cannot be read, see `collectors.errors`.
        Stopped: the asker was told to stop.
    """
    api = asker.access.base_url
    here = read_cursor(_CURSOR, text, api) or Cursor(api)
    if asker.access.anonymous:
        mend = "Put a token into GITHUB_TOKEN"
        raise ForbiddenError(repo, "GitHub's GraphQL is closed to who shows no token", mend)
    more = True
    while more:
        try:
            told = _asked(asker, repo, here)
        except QueryRefusedError:
            # GitHub does not promise that a cursor kept for long still works: begin anew.
            if here.after is None:
                raise
            here = replace(here, after=None)
            continue
        info = _page_info(told, repo)
        found = [one for row in told["nodes"] for one in _entries(row, repo)]
        here, more = replace(here, after=info.end or here.after), info.more
        if told["nodes"]:
            yield Page(
                name,
                _CURSOR.dump_json(here).decode(),
                tuple(one for one in found if isinstance(one, ActivityDraft)),
                tuple(one for one in found if isinstance(one, Rejected)),
            )


def _asked(asker: Asker, repo: str, here: Cursor) -> dict[str, Any]:
    owner, _, repository = repo.partition("/")
    variables = {"owner": owner, "name": repository, "first": _FIRST, "after": here.after}
    try:
        body = query(asker, _QUERY, variables, _whole)
    except QueryRefusedError as refused:
        raise _in_words(refused) from refused
    told: dict[str, Any] = body["data"]["repository"]["discussions"]
    return told


def _in_words(refused: QueryRefusedError) -> SourceError:
    if "NOT_FOUND" in refused.types:
        mend = "Check its spelling in GITHUB_REPOS, and that the token may read it"
        return NotFoundError(refused.place, refused.reason, mend)
    if refused.types & {"FORBIDDEN", "INSUFFICIENT_SCOPES"}:
        mend = "Let the token read discussions too, or do without them"
        return ForbiddenError(refused.place, refused.reason, mend)
    return refused


def _whole(body: Mapping[str, Any]) -> bool:
    data = body.get("data")
    repository = data.get("repository") if isinstance(data, dict) else None
    told = repository.get("discussions") if isinstance(repository, dict) else None
    return isinstance(told, dict) and isinstance(told.get("nodes"), list)


def _page_info(told: Mapping[str, Any], repo: str) -> _PageInfo:
    try:
        return _PageInfo.model_validate(told.get("pageInfo"))
    except ValidationError as error:
        reason = f"GitHub told of discussions without {reason_of(error)}"
        raise UnavailableError(repo, reason, "The next pass asks again") from error


def _entries(row: Any, repo: str) -> Iterator[ActivityDraft | Rejected]:
    """A discussion and the comments in it."""
    yield _draft(row, repo, "discussion")
    comments = row.get("comments") if isinstance(row, dict) else None
    for said in (comments.get("nodes") if isinstance(comments, dict) else None) or ():
        yield _draft(said, repo, "discussion_comment")


def _draft(row: Any, repo: str, what: str) -> ActivityDraft | Rejected:
    try:
        entry = _Entry.model_validate(row)
    except ValidationError as error:
        return Rejected(f"{repo} {what.replace('_', ' ')}", reason_of(error))
    return ActivityDraft(
        source=SOURCE,
        external_id=f"{what}:{entry.number}",
        kind="discussion",
        occurred_at=entry.created_at,
        actor=actor_of(_user(entry.author)),
        url=entry.url or "",
        title=entry.title or "",
    )


def _user(author: _Author | None) -> User | None:
    """The author as REST tells one: with `[bot]` behind a bot's login."""
    if author is None or author.number is None:
        return None
    login = f"{author.login}[bot]" if author.type == "Bot" else author.login
    return User(id=author.number, login=login, node_id=author.id, type=author.type)
