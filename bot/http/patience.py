"""HTTP/1.1 that waits only so long for a request: silence must not hold a connection for ever.

Why: the number of connections is limited, and uvicorn bounds how long one idles after an answer,
not how long it takes over its next request's first lines. A few hundred connections that say
nothing, or a byte a minute, would shut everybody else out.
"""

from asyncio import BaseTransport, TimerHandle, Transport
from typing import Final, cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS: Final = 30.0


class PatientProtocol(H11Protocol):
    """A connection that ends where no whole request head came in `head_seconds`.

    They count from the connection, and of a later request from its first byte; until that the
    server's time for idle connections holds.
    """

    head_seconds = HEAD_SECONDS
    _ending: TimerHandle | None = None

    def connection_made(self, transport: BaseTransport) -> None:
        """Begins to wait."""
        super().connection_made(cast(Transport, transport))
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Waits on where this is a part of a head, however many parts come."""
        super().data_received(data)
        if self.conn.their_state is h11.IDLE:
            self._wait()
        else:
            self._stop_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        """Waits no longer."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait(self) -> None:
        if self._ending is None:
            self._ending = self.loop.call_later(self.head_seconds, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._ending is not None:
            self._ending.cancel()
            self._ending = None
