"""The kept list of bots as expressions that any warehouse's SQL can match, some at a time.

Why in parts: one expression of 1,500 alternatives is refused by one engine and crawls in another.
They are matched against the distinct agents of a span, of which there are few.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import Final

from collectors.bots import patterns

TOGETHER: Final = 100  # alternatives of one expression

_ESCAPED: Final = {"s": "[ ]", "S": "[^ ]", "d": "[0-9]", "w": "[A-Za-z0-9_]"}
_ANYTHING: Final = "[\\s\\S]"


@lru_cache(maxsize=1)
def portable_agents() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Expressions of bots, and of the tools that people download with."""
    bots, tools = patterns()
    return tuple(_joined(bots)), tuple(_joined(tools))


def portable(pattern: str) -> str:
    """One of the list's patterns without backslashes and quotes."""
    without = pattern.replace(_ANYTHING, ".").replace("'", ".")
    return re.sub(r"\\(.)", lambda found: _ESCAPED.get(found[1], f"[{found[1]}]"), without)


def _joined(every: Iterable[str]) -> Iterator[str]:
    rest = map(portable, every)
    while some := list(islice(rest, TOGETHER)):
        yield "|".join(some)
