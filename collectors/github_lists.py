"""The lists of a GitHub repository that are evidence: comments, stars, forks and discussions.

Each has a cursor of its own, so that one that may not be read keeps no other waiting. None of them
earns points by the packaged rules; they show who takes part, and since when.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from collectors import github_comments, github_discussions, github_growing
from collectors.github_access import GitHubAccess
from collectors.github_ask import Asker, Stopped
from collectors.github_items import SOURCE
from ledger.drafts import Page

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class EvidenceList:
    """One list; `needs` is the permission by which a fine-grained token may read it."""

    name: str
    needs: str
    walk: Callable[[Asker, str, str, str | None], Iterator[Page]]

    def cursor_name(self, repo: str) -> str:
        """The name under which the ledger keeps its cursor for `repo` ("owner/name")."""
        return f"{SOURCE}:{repo.lower()}:{self.name}"


LISTS = (
    EvidenceList("comments", "issues", github_comments.walk),
    EvidenceList("stars", "metadata", partial(github_growing.walk, github_growing.STARS)),
    EvidenceList("forks", "metadata", partial(github_growing.walk, github_growing.FORKS)),
    EvidenceList("discussions", "discussions", github_discussions.walk),
)


def pages(
    access: GitHubAccess,
    repo: str,
    evidence: EvidenceList,
    cursor: str | None,
    *,
    now: datetime,
    sleep: Callable[[float], None],
    stop: Callable[[], bool],
) -> Iterator[Page]:
    """One pass over one list of `repo` ("owner/name"), from `cursor` (None: from the beginning).

    Pages are to be stored as those of `collectors.github.pages`. Where nothing happened, a pass
    costs one request: a free one (304), or one point of GraphQL for discussions.

    Raises:
        SourceError: GitHub cannot be read, see `collectors.errors`.
    """
    asker = Asker(access, repo, now, sleep, stop)
    try:
        yield from evidence.walk(asker, repo, evidence.cursor_name(repo), cursor)
    except Stopped:
        log.info("%s: stopped at the %s, the next pass goes on", repo, evidence.name)
