"""Whether two streams of rows, each in the order of its keys, are the same rows.

Why what lacks on one side is kept until the end: where a key held what PostgreSQL does not take,
its row stands elsewhere in the other order, and turns up there.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from ledger.moving_values import Key, Row

MOST: Final = 10_000  # rows without a counterpart, from where on it is no use to look further


def differences(ours: Iterable[Row], theirs: Iterable[Row], width: int) -> list[Key]:
    """The keys of the rows that are not the same on both sides, or on one side alone; in order.

    Both come in the order of their first `width` values, which tell each row from the others. Of
    tables that have little in common some are named, not all.
    """
    unlike: list[Key] = []
    alone: tuple[dict[Key, Row], dict[Key, Row]] = ({}, {})
    for left, right in _paired(iter(ours), iter(theirs), width):
        if left is not None and right is not None:
            if left != right:
                unlike.append(left[:width])
        elif left is not None:
            alone[0][left[:width]] = left
        elif right is not None:
            alone[1][right[:width]] = right
        if len(unlike) + len(alone[0]) + len(alone[1]) > MOST:
            break
    unsettled = alone[0].keys() | alone[1].keys()
    unlike += [key for key in unsettled if alone[0].get(key) != alone[1].get(key)]
    return sorted(unlike)  # no part of a key is null


def _paired(
    ours: Iterator[Row], theirs: Iterator[Row], width: int
) -> Iterator[tuple[Row | None, Row | None]]:
    """Rows of one key together, those of one side alone."""
    left, right = next(ours, None), next(theirs, None)
    while left is not None or right is not None:
        order = _order(left, right, width)
        yield (left if order <= 0 else None), (right if order >= 0 else None)
        if order <= 0:
            left = next(ours, None)
        if order >= 0:
            right = next(theirs, None)


def _order(left: Row | None, right: Row | None, width: int) -> int:
    """Below 0: the left one comes first; the end of a side comes last."""
    if left is None or right is None:
        return (left is None) - (right is None)
    one, other = left[:width], right[:width]
    return 0 if one == other else -1 if one < other else 1
