"""Reads a pretended GitHub as the bot does, and tells what a history must have become."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from collectors.github import cursor_name, pages
from collectors.github_access import GitHubAccess
from demo.github.history import History
from ledger.drafts import ActivityDraft, Rejected

NOW = datetime(2026, 7, 10, 12, tzinfo=UTC)
TOKEN = "ghp_lantern-example-secret"


@dataclass
class Reader:
    """Stores pages and their cursors as the ledger does, and notes how long it was told to wait."""

    access: GitHubAccess
    repo: str
    cursor: str | None = None
    drafts: dict[str, ActivityDraft] = field(default_factory=dict)
    rejected: list[Rejected] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    stopped: bool = False

    def read(self, most: int | None = None, between: Callable[[int], object] | None = None) -> int:
        """One pass, ended after `most` pages; `between` is called after each. Pages are counted."""
        count = 0
        for page in pages(
            self.access,
            self.repo,
            self.cursor,
            now=NOW,
            sleep=self.waits.append,
            stop=lambda: self.stopped,
        ):
            assert page.cursor_name == cursor_name(self.repo)
            self.cursor = page.cursor
            self.drafts |= {draft.external_id: draft for draft in page.drafts}
            self.rejected += page.rejected
            count += 1
            if between is not None:
                between(count)
            if count == most:
                break
        return count

    def facts(self) -> list[tuple[int, str, str, datetime]]:
        """Number, kind, author and time of everything stored, in the order of numbers."""
        return sorted(
            (int(draft.url.rpartition("/")[2]), draft.kind, draft.actor.handle, draft.occurred_at)
            for draft in self.drafts.values()
        )


def facts_of(told: History) -> list[tuple[int, str, str, datetime]]:
    """What a reader must have after reading that history, as `Reader.facts` tells it."""
    return sorted(
        (
            entry["number"],
            kind,
            entry["author"] or "ghost",
            datetime.fromisoformat(entry["created_at"]),
        )
        for kind, entries in (("issue", told["issues"]), ("pull_request", told["pulls"]))
        for entry in entries
    )
