"""Which companies look like one by their names: a suggestion for people, never a decision.

Why only a suggestion: among large companies every measure of likeness joined strangers, too.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np

from identity.names import name_key, weak_key

ALIKE: Final = 92  # per cent of likeness
LEAST: Final = 6  # letters: shorter names differ by one letter often

Pair = tuple[int, int]


def look_alikes(names: Mapping[int, str]) -> dict[Pair, str]:
    """Pairs of companies, by id, with why; `names` begins with the most important.

    The lesser one of a pair comes first, and is paired with the most important alone of those that
    share its key, or whose names it resembles: never more pairs than twice the names.
    """
    found: dict[Pair, str] = {}
    for pair in _same_but_for_weak_words(names):
        found[pair] = "the names differ only in words that firms leave off"
    keys = {one: key for one, name in names.items() if len(key := _key(name)) >= LEAST}
    for pair in _much_alike(list(keys), list(keys.values())):
        found.setdefault(pair, "the names are nearly spelled alike")
    return found


def _same_but_for_weak_words(names: Mapping[int, str]) -> Iterator[Pair]:
    called: dict[str, list[int]] = defaultdict(list)
    for one, name in names.items():
        if key := weak_key(_label(name)):
            called[key].append(one)
    for first, *others in called.values():
        yield from ((other, first) for other in others)


def _much_alike(ids: Sequence[int], keys: Sequence[str]) -> Iterator[Pair]:
    if not keys:
        return
    from rapidfuzz import fuzz, process  # few ask: the service does without it until then

    likeness = process.cdist(
        keys, keys, scorer=fuzz.ratio, score_cutoff=ALIKE, dtype=np.uint8, workers=1
    )
    before = np.triu(likeness, 1) > 0
    for other in np.flatnonzero(before.any(axis=0)).tolist():
        yield ids[other], ids[int(before[:, other].argmax())]


def _key(name: str) -> str:
    return name_key(_label(name))


def _label(name: str) -> str:
    """What a name says: a domain that stands in for one says its first label."""
    is_domain = "." in name.rstrip(".") and " " not in name and name == name.lower()
    return name.split(".")[0] if is_domain else name
