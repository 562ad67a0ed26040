"""Values of JSON that somebody, or something, has spoiled here and there."""

import copy
from collections.abc import Iterator
from random import Random
from typing import Any, Final

JUNK: Final[tuple[Any, ...]] = (
    *(None, True, 0, -1, 1e400, 10**30, "", "\0", "\ud800", "x" * 5_000, "=1+1", "<@U1>"),
    *([], {}, [[]], [None], {"a": {}}, {"id": None}),
)
Path = tuple[Any, ...]


def mutated(value: Any, chance: Random) -> Any:
    """The value with one to three parts of it taken away, or replaced by junk."""
    spoiled = copy.deepcopy(value)
    for _ in range(chance.randint(1, 3)):
        places = [path for path in _paths(spoiled) if path]
        if places:
            _spoil(spoiled, chance.choice(places), chance)
    return spoiled


def _spoil(value: Any, path: Path, chance: Random) -> None:
    for step in path[:-1]:
        value = value[step]
    if chance.random() < 0.3:
        del value[path[-1]]
    else:
        value[path[-1]] = copy.deepcopy(chance.choice(JUNK))


def _paths(value: Any, at: Path = ()) -> Iterator[Path]:
    yield at
    steps = (
        value if isinstance(value, dict) else range(len(value) if isinstance(value, list) else 0)
    )
    for step in list(steps):
        yield from _paths(value[step], (*at, step))
