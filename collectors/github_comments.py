"""Collects the comments on a repository's issues and pull requests, as evidence without points.

Why no page is asked for by its number: on numbered pages an edit while they are read moves a
comment over the edge, and it is missed. The list can be asked, by update, for what was updated
since a moment, so each request begins at the newest update that the one before has shown. Comments
come again, which is free, and an edit only moves them ahead of the reader.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from pydantic import AwareDatetime, BaseModel, StrictInt, TypeAdapter, ValidationError

from collectors.github_ask import Asker
from collectors.github_cursor import OVERLAP, PER_PAGE, latest, read_cursor, since_text
from collectors.github_items import SOURCE, Moment, Text, User, actor_of, reason_of
from ledger.drafts import ActivityDraft, Page, Rejected


@dataclass(frozen=True, slots=True)
class Cursor:
    """The newest update seen (aware, UTC), and the ETag of a last page that had room left."""

    api: str
    watermark: AwareDatetime | None = None
    etag: str | None = None
    token: str = ""


_CURSOR = TypeAdapter(Cursor)


class Comment(BaseModel):
    """A comment, of which the text is not even read."""

    id: StrictInt
    created_at: Moment
    updated_at: Moment | None = None
    user: User | None
    html_url: Text | None = None


def walk(asker: Asker, repo: str, name: str, text: str | None) -> Iterator[Page]:
    """One pass from the cursor `text`, whose pages bear the cursor's `name`.

    Raises:
        SourceError: the comments cannot be read, see `collectors.errors`.
        Stopped: the asker was told to stop.
    """
    api = asker.access.base_url
    here = read_cursor(_CURSOR, text, api) or Cursor(api)
    since = here.watermark - OVERLAP if here.watermark else None
    url: str | None = _url(api, repo, since)
    while url is not None:
        answer = asker.get(url, list, etag=here.etag, token=here.token)
        if answer.status == 304:
            return
        read = [_read(row, repo) for row in answer.body]
        comments = [one for one in read if isinstance(one, Comment)]
        newest = latest(*(one.updated_at for one in comments))
        here = replace(here, watermark=latest(here.watermark, newest), etag=None)
        asked, url = url, answer.next_url
        if url is not None and newest is not None and newest != since:
            since, url = newest, _url(api, repo, newest)
        if url is None and len(read) < PER_PAGE and asked == _first(here, repo):
            here = replace(here, etag=answer.headers.get("ETag"), token=answer.token)
        yield Page(
            name,
            _CURSOR.dump_json(here).decode(),
            tuple(draft_of(one) for one in comments),
            tuple(one for one in read if isinstance(one, Rejected)),
        )


def draft_of(comment: Comment) -> ActivityDraft:
    """The activity that writing the comment was."""
    return ActivityDraft(
        source=SOURCE,
        external_id=f"comment:{comment.id}",
        kind="issue_comment",
        occurred_at=comment.created_at,
        actor=actor_of(comment.user),
        url=comment.html_url or "",
    )


def _first(here: Cursor, repo: str) -> str:
    """What the next pass begins with: only to that does an ETag belong."""
    return _url(here.api, repo, here.watermark - OVERLAP if here.watermark else None)


def _url(api: str, repo: str, since: datetime | None) -> str:
    query = {"sort": "updated", "direction": "asc", "per_page": str(PER_PAGE)}
    if since is not None:
        query["since"] = since_text(since)
    return f"{api}/repos/{repo}/issues/comments?{urlencode(query)}"


def _read(row: Any, repo: str) -> Comment | Rejected:
    try:
        return Comment.model_validate(row)
    except ValidationError as error:
        number = row.get("id") if isinstance(row, dict) else None
        place = number if isinstance(number, int) else "without a number"
        return Rejected(f"{repo} comment {place}", reason_of(error))
