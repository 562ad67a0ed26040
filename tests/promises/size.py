"""How much a promise is asked for: `q` in every run of the tests, `r` before a release.

In `q` the seeds are fixed, so that a change is judged by what it changed. In `r` they are drawn,
and told with each row of the report: `LEADLIGHT_SOAK_SEED` repeats a run.
"""

import os
import secrets
from collections.abc import Callable
from enum import Enum
from typing import Any

from hypothesis import seed as seeded
from hypothesis import settings


class Size(Enum):
    """Of a run."""

    q = "every run of the tests"
    r = "before a release"


SIZE = Size.r if os.environ.get("LEADLIGHT_SOAK") == "1" else Size.q
SEED = 1
if SIZE is Size.r:
    SEED = int(os.environ.get("LEADLIGHT_SOAK_SEED") or secrets.randbelow(10**6))


def of(q: int, r: int) -> int:
    """A promise's figure in this run."""
    return q if SIZE is Size.q else r


def examples(q: int, r: int) -> Callable[[Any], Any]:
    """The same for the examples of a property, which in a soak are others each time."""
    asked = settings(max_examples=of(q, r), derandomize=SIZE is Size.q, database=None)

    def sized(test: Any) -> Any:
        found = asked(test if SIZE is Size.q else seeded(SEED)(test))
        found.examples = of(q, r)  # for the report
        return found

    return sized
