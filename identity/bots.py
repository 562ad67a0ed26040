"""Suspects accounts of being a program's by their names, although their source says user.

Teams run their automation under ordinary accounts, which no source tells apart. A suspect does not
score until a person says that it is one of them; so what is held against a name is a word of its
own, never a part of one: Abbott and Talbot are people.
"""

import re
from functools import lru_cache

from identity.lists import values

# Words as handles join them: by signs, by digits, by a capital after a small letter.
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z]+")


def is_suspected(handle: str) -> bool:
    """Whether an account of this name is more likely run by a program than by a person."""
    words = " ".join(_WORD.findall(handle)).lower()
    return _suspicious().search(words) is not None


@lru_cache(maxsize=1)
def _suspicious() -> re.Pattern[str]:
    """The list as one expression; at either end a word counts beside others only."""
    anywhere, first, last = (_either(kind) for kind in ("any", "begin", "end"))
    return re.compile(rf"(?<!\S){anywhere}(?!\S)|^{first} .|. {last}$")


def _either(kind: str) -> str:
    return f"(?:{'|'.join(sorted(values('bots.txt', kind)))})"
