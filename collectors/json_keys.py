"""Whether every key of some JSON objects stands in its object once, told without a call an object.

A parser keeps the last of two equal keys, and silently. To be handed all pairs costs as much again
as the parsing; to count quotes, of which each key and each text has two, costs a tenth of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

SCALARS = frozenset((str, int, float, bool, type(None)))


def is_escaped(text: str) -> bool:
    """Whether a quote may stand within a text; asked in two steps, of which the first is soon."""
    return "\\" in text and '\\"' in text


def types_of(objects: Iterable[Mapping[str, Any]]) -> list[type]:
    """The types of all values of some objects, one by one."""
    return list(map(type, chain.from_iterable([one.values() for one in objects])))


def stands_once(text: str, types: Sequence[type]) -> bool:
    """Whether `text`, which was parsed to objects of values of these types, says nothing else.

    True is certain. False says only that it may: an object is not flat, a quote stands in a text,
    or a key stands twice.
    """
    texts = types.count(str)
    if is_escaped(text) or (texts < len(types) and not SCALARS.issuperset(types)):
        return False
    return text.count('"') == 2 * (len(types) + texts)
