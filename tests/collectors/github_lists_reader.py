"""Reads the evidence lists of a pretended GitHub as the bot does."""

from dataclasses import dataclass, field
from itertools import islice

from collectors.github_access import GitHubAccess
from collectors.github_lists import LISTS, EvidenceList, pages
from ledger.drafts import ActivityDraft, Rejected
from tests.collectors.github_reader import NOW

BY_NAME = {one.name: one for one in LISTS}


@dataclass
class ListReader:
    """Stores the pages of one list and their cursors as the ledger does."""

    access: GitHubAccess
    repo: str
    name: str
    cursor: str | None = None
    drafts: dict[str, ActivityDraft] = field(default_factory=dict)
    rejected: list[Rejected] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    @property
    def evidence(self) -> EvidenceList:
        return BY_NAME[self.name]

    def read(self, most: int | None = None) -> int:
        """One pass, ended after `most` pages; pages are counted."""
        found = pages(
            self.access,
            self.repo,
            self.evidence,
            self.cursor,
            now=NOW,
            sleep=self.waits.append,
            stop=lambda: False,
        )
        count = 0
        for page in islice(found, most):
            assert page.cursor_name == self.evidence.cursor_name(self.repo)
            self.cursor = page.cursor
            self.drafts |= {draft.external_id: draft for draft in page.drafts}
            self.rejected += page.rejected
            count += 1
        return count

    def who(self) -> list[str]:
        """The authors of everything stored, each as often as they did something, by name."""
        return sorted(draft.actor.handle for draft in self.drafts.values())
