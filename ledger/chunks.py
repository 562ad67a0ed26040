"""Long lists in pieces that a statement's parameters can hold."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")

SIZE = 500


def chunks(items: Sequence[Item], size: int = SIZE) -> Iterator[Sequence[Item]]:
    """`items` in order, at most `size` at a time."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
