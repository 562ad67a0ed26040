"""What reading a file yields: some thousand rows at a time, and what became of each."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ledger.drafts import ActivityDraft, Rejected


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of one file: `read` is the sum of drafts, rejected and filtered ones."""

    drafts: tuple[ActivityDraft, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    filtered: int = 0  # readable, and left out by a rule of the format
    read: int = 0
    unknown_columns: tuple[str, ...] = ()  # columns that mean nothing here; each is named once
    left_out: Mapping[str, int] = field(default_factory=dict)  # the filtered ones, by reason
    unmapped: Mapping[str, int] = field(default_factory=dict)  # pages without a rule, by requests
