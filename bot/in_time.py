"""An acknowledgement that is never late: work runs beside it, and is waited for a moment only.

Why: Slack gives three seconds, and a person expects one. The ledger may be locked by a long write
and Slack may hang; whoever pressed a button hears then that it takes longer, and the answer when
it is there. Exactly one of the two tells the answer: the acknowledgement, or what comes after it.
"""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from threading import Lock
from typing import Generic, TypeVar

PATIENCE = 0.7  # seconds; with the way through the socket it stays within one

Made = TypeVar("Made")


def in_time(
    make: Callable[[], Made], late: Callable[[Made], None], beside: Executor
) -> Made | None:
    """What `make` gives, if it does within `PATIENCE`; else None, and `late` is given it later.

    `make` and `late` run on `beside` and must not raise: nobody would hear of it.
    """
    promise: Future[Made] = Future()

    def work() -> None:
        made = make()
        if promise.set_running_or_notify_cancel():
            promise.set_result(made)
        else:
            late(made)

    beside.submit(work)
    try:
        return promise.result(PATIENCE)
    except TimeoutError:
        return None if promise.cancel() else promise.result()


class InTurn(Generic[Made]):
    """Tells a first word and a last one, from any thread; never the first after the last."""

    def __init__(self, tell: Callable[[Made], None]) -> None:
        self._tell, self._telling, self._is_told = tell, Lock(), False

    def first(self, word: Made) -> None:
        """Tells it, unless the last word was quicker."""
        with self._telling:
            if not self._is_told:
                self._tell(word)

    def last(self, word: Made) -> None:
        """Tells it, once the first is told."""
        with self._telling:
            self._is_told = True
            self._tell(word)
