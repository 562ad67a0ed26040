"""Where one company stands on a day: scores, level, and since when."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from scoring.kernel import WINDOWS

# How OQL0 is kept in a level change: below none, because it is none for whoever was once higher.
FORMER_CODE: Final = -1


@dataclass(frozen=True, slots=True)
class Standing:
    """One company on one day. Points are hundredths, days since 1970-01-01.

    `scores` are by window; `categories` are the points at the rules' window.
    """

    level: int
    former: bool
    since: int | None
    scores: Mapping[int, int]
    categories: Mapping[str, int]

    @property
    def code(self) -> int:
        """The level as a change of it is kept: -1 for OQL0."""
        return FORMER_CODE if self.former else self.level


NOBODY: Final = Standing(0, False, None, dict.fromkeys(WINDOWS, 0), {})
