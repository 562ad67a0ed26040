"""How long writers wait for each other, and how long a write takes, counted since the start.

Why here: only the engine knows when a writer has its turn. It holds a stopwatch, not a clock.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import Lock
from time import perf_counter
from typing import Final

# Upper bounds of the classes in seconds.
BOUNDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 30.0)


class Durations:
    """How often something took how long, in seconds; any thread may add and read."""

    def __init__(self, bounds: tuple[float, ...]) -> None:
        self.bounds = bounds
        self.total = 0.0
        self._counting = Lock()
        self._classes = [0] * (len(bounds) + 1)  # the last one has no bound

    def add(self, seconds: float) -> None:
        """It took so long once more."""
        within = next((n for n, bound in enumerate(self.bounds) if seconds <= bound), -1)
        with self._counting:
            self.total += seconds
            self._classes[within] += 1

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Adds what the block takes, however it ends."""
        began = perf_counter()
        try:
            yield
        finally:
            self.add(perf_counter() - began)

    def counts(self) -> list[int]:
        """How many took at most so long: for each bound, then all."""
        with self._counting:
            return [sum(self._classes[:end]) for end in range(1, len(self._classes) + 1)]


class Waits:
    """What writers of one ledger wait for, and how long they take."""

    def __init__(self) -> None:
        # For a turn: behind other writers of this process, then behind other processes.
        self.busy = Durations(())
        self.writes = Durations(BOUNDS)  # from the turn to the end

    @contextmanager
    def turn(self, turn: AbstractContextManager[object]) -> Iterator[None]:
        """Takes a turn, and counts the wait for it and what is done in it."""
        asked = perf_counter()
        with turn:
            self.busy.add(perf_counter() - asked)
            with self.writes.timed():
                yield
