"""Misfortunes on demand: the next call of a method, or the next event, goes wrong as told."""

import threading
from collections import deque
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, get_args

CallFault = Literal["rate_limited", "server_error", "reset", "late", "refused"]
EventFault = Literal["dropped", "doubled"]
RESPONSE_URL, UPLOAD_URL = "response_url", "upload_url"


@dataclass(frozen=True)
class Fault:
    """What goes wrong once.

    On a call: `rate_limited` (429, come back in `seconds`), `server_error` (`status`), `reset`
    (the connection breaks unanswered), `late` (by `seconds`), `refused` (`error`, as Slack words
    it). `accepted`: the call was carried out before it went wrong. On an event: `dropped`, or
    `doubled`, in the same envelope or, with `anew`, in another with the same `event_id`.
    """

    kind: CallFault | EventFault
    accepted: bool = False
    seconds: float = 1.0
    status: int = 503
    error: str = "internal_error"
    anew: bool = False


class Faults:
    """A queue of faults for each method, `response_url`, `upload_url`, and each event type."""

    def __init__(self, methods: Collection[str], events: Collection[str]) -> None:
        self._kinds: dict[str, tuple[str, ...]] = {
            **dict.fromkeys([*methods, RESPONSE_URL, UPLOAD_URL], get_args(CallFault)),
            **dict.fromkeys(events, get_args(EventFault)),
        }
        self._lock = threading.Lock()
        self._queues: dict[str, deque[Fault]] = {}

    def next(self, name: str, *faults: Fault) -> None:
        """Queue faults for `name`, such as `chat.postMessage` or `team_join`, one a call.

        Raises `ValueError` for a name or a kind that would never happen there.
        """
        if name not in self._kinds:
            raise ValueError(f"no method or event called {name}: there are {sorted(self._kinds)}")
        for fault in faults:
            if fault.kind not in self._kinds[name]:
                raise ValueError(f"{fault.kind} cannot befall {name}: {self._kinds[name]} can")
        with self._lock:
            self._queues.setdefault(name, deque()).extend(faults)

    def take(self, name: str) -> Fault | None:
        """The fault that is due for `name`, if any, taken from its queue."""
        with self._lock:
            queue = self._queues.get(name)
            return queue.popleft() if queue else None

    def pending(self) -> dict[str, int]:
        """How many faults still wait, by name; empty once all have happened."""
        with self._lock:
            return {name: len(queue) for name, queue in self._queues.items() if queue}
