"""The lock of a workspace, which tells listeners of every change besides waking who waits.

Why listeners: a thread can wait in a condition, an event loop cannot. A page that looks on is
told here, so that it never has to ask again and again.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Changes(threading.Condition):
    """A condition; `notify_all` is heard by listeners too."""

    def __init__(self) -> None:
        super().__init__()
        self._listeners: list[Callable[[], None]] = []

    def notify_all(self) -> None:
        """Wake who waits, and call the listeners, which hold the lock meanwhile: be quick."""
        super().notify_all()
        for listener in self._listeners:
            listener()

    @contextmanager
    def heard_by(self, listener: Callable[[], None]) -> Iterator[None]:
        """Call `listener` at each change for as long as the block lasts, from any thread."""
        with self:
            self._listeners.append(listener)
        try:
            yield
        finally:
            with self:
                self._listeners.remove(listener)
