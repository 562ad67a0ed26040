"""Whether every key of some JSON objects stands in its object once, told without a call an object.

A parser keeps the last of two equal keys, and silently. To be handed all pairs costs as much again
as the parsing; to count quotes, of which each key and each text has two, costs a tenth of it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

_SCALARS = frozenset((str, int, float, bool, type(None)))
ESCAPED = '\\"'


def stands_once(text: str, objects: Sequence[Mapping[str, Any]]) -> bool:
    """Whether `text`, which was parsed to these objects, says nothing that they do not hold.

    True is certain. False says only that it may: an object is not flat, a quote stands in a text,
    or a key stands twice.
    """
    if ESCAPED in text:
        return False
    quoted = 0
    for one in objects:
        types = list(map(type, one.values()))
        texts = types.count(str)
        if texts < len(types) and not _SCALARS.issuperset(types):
            return False
        quoted += len(types) + texts
    return text.count('"') == 2 * quoted
