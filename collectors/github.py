"""Collects a repository's issues and pull requests from GitHub, page by page, losing nothing.

One list answers both (`/issues?state=all`), and only that list can be asked for what changed
since a moment. Which order and which moment is the cursor's business: `collectors.github_cursor`.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime

from collectors.errors import BadRequestError
from collectors.github_access import GitHubAccess
from collectors.github_ask import Asker, Stopped
from collectors.github_cursor import Cursor, Seen
from collectors.github_items import SOURCE, Item, draft_of, read_item
from collectors.github_retry import Answer
from ledger.drafts import Page, Rejected

log = logging.getLogger(__name__)


def cursor_name(repo: str) -> str:
    """The name under which the ledger keeps the cursor of `repo` ("owner/name")."""
    return f"{SOURCE}:{repo.lower()}"


def pages(
    access: GitHubAccess,
    repo: str,
    cursor: str | None,
    *,
    now: datetime,
    sleep: Callable[[float], None],
    stop: Callable[[], bool],
) -> Iterator[Page]:
    """One pass over `repo` ("owner/name"), from `cursor` (None: from the beginning).

    A page and its cursor are to be stored in one transaction before the next page is taken; then
    a pass may end anywhere and the next one goes on exactly there. Items may come again and are
    told apart by their id. A repository where nothing happened yields nothing and costs one
    request, which GitHub does not count. `now` is aware, UTC; `sleep` takes seconds; when `stop`
    says yes the pass ends early.

    Raises:
        SourceError: GitHub cannot be read, see `collectors.errors`.
    """
    asker = Asker(access, repo, now, sleep, stop)
    try:
        yield from _pages(asker, repo, _resumed(access, repo, cursor))
    except Stopped:
        log.info("%s: stopped, the next pass goes on from here", repo)


def _pages(asker: Asker, repo: str, here: Cursor) -> Iterator[Page]:
    first, over = True, False
    while not over:
        try:
            answer = asker.get(here.url(repo), list, etag=here.etag, token=here.token)
        except BadRequestError:
            # GitHub does not promise that a link kept for long still works: begin the phase again.
            if not first or here.next_url is None:
                raise
            here, first = here.restarted(), False
            continue
        if answer.status == 304:
            return
        items = [read_item(row, repo) for row in answer.body]
        here, over = here.after(_seen(answer, items))
        yield Page(
            cursor_name(repo),
            here.dump(),
            tuple(draft_of(item) for item in items if isinstance(item, Item)),
            tuple(item for item in items if isinstance(item, Rejected)),
        )
        first = False


def _resumed(access: GitHubAccess, repo: str, text: str | None) -> Cursor:
    cursor = Cursor.read(text, access.base_url)
    if cursor is None and text is not None:
        log.warning(
            "%s: its cursor is not one for %s; reading from the start", repo, access.base_url
        )
    return cursor or Cursor(access.base_url)


def _seen(answer: Answer, items: list[Item | Rejected]) -> Seen:
    updates = [item.updated_at for item in items if isinstance(item, Item) and item.updated_at]
    return Seen(
        date=answer.date,
        rows=len(items),
        newest=max(updates, default=None),
        next_url=answer.next_url,
        etag=answer.headers.get("ETag"),
        token=answer.token,
    )
