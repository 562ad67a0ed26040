"""GitHub as a pass asks it: with one access, on one clock, until it is told to stop."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from bot.services import Services
from collectors.errors import SourceError
from collectors.github_access import GitHubAccess

A_BATCH = 100  # what one call to GitHub brings
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asking:
    """What every pass over GitHub takes. `clock` gives aware UTC moments, `sleep` takes seconds."""

    services: Services
    access: GitHubAccess
    clock: Callable[[], datetime]
    sleep: Callable[[float], None]
    stop: Callable[[], bool]


def batches(found: Iterable[T]) -> Iterator[list[T]]:
    """The same, some at a time; an error waits until those before it are stored."""
    some: list[T] = []
    try:
        for one in found:
            some.append(one)
            if len(some) == A_BATCH:
                yield some
                some = []
    except SourceError:
        yield some
        raise
    yield some
