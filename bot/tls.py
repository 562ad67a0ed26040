"""TLS sockets that one thread may read while another writes.

OpenSSL keeps one state for both ways of a connection, and forbids that two threads touch it at
once; Python keeps none of them out (CPython's issues 143756 and 151508 tell of lost data and of
crashes). The SDK's Socket Mode client reads in one thread, and sends acknowledgements and pings
from others. Here they take turns, and whoever waits for the network leaves the turn to the others.
"""

import socket
import ssl
from collections.abc import Callable
from selectors import EVENT_READ, EVENT_WRITE, DefaultSelector
from threading import Lock
from typing import Any, Final, Self

WANTED: Final = {ssl.SSLWantReadError: EVENT_READ, ssl.SSLWantWriteError: EVENT_WRITE}


class TwoWaySocket(ssl.SSLSocket):
    """A socket of which one thread reads, and any of many write.

    Either waits for as long as `settimeout` says, at a time. Who waits in `read` is told of an end
    by `socket.socket.shutdown`, before the socket is closed.
    """

    _turn: Lock  # of whoever touches OpenSSL's state
    _sending: Lock  # of whoever has begun a record, which must end before the next

    def __new__(cls, *args: Any, **kwargs: Any) -> Self:
        """Made by a context's `wrap_socket`, which calls no `__init__` of a subclass."""
        made = super().__new__(cls, *args, **kwargs)
        made._turn, made._sending = Lock(), Lock()
        return made

    def read(self, len: int = 1024, buffer: Any = None) -> Any:
        """What came, at most `len` bytes, or how many were put into `buffer`; nothing at the end.

        Raises:
            TimeoutError: nothing came in time.
            ssl.SSLError, OSError: the connection is broken.
        """
        return self._in_turns(lambda: super(TwoWaySocket, self).read(len, buffer))

    def send(self, data: Any, flags: int = 0) -> int:
        """Sends all of it, and says how many bytes that is.

        Raises:
            TimeoutError: the other side took nothing in time; nothing more can be sent then.
            ssl.SSLError, OSError: the connection is broken.
        """
        with self._sending:
            try:
                sent: int = self._in_turns(lambda: super(TwoWaySocket, self).send(data, flags))
            except TimeoutError:  # amid a record, which no other may follow
                socket.socket.shutdown(self, socket.SHUT_RDWR)
                raise
            return sent

    def _in_turns(self, step: Callable[[], Any]) -> Any:
        """What a step answers once it has all it needs of the network."""
        while True:
            with self._turn:
                patience = self.gettimeout()
                self.settimeout(0)
                try:
                    return step()
                except (ssl.SSLWantReadError, ssl.SSLWantWriteError) as error:
                    wanted = WANTED[type(error)]
                finally:
                    self.settimeout(patience)
            with DefaultSelector() as selector:
                selector.register(self, wanted)
                if not selector.select(patience):
                    raise TimeoutError("the other side is silent")


def two_way() -> ssl.SSLContext:
    """How a client trusts a server, as everywhere in Python, with sockets of this kind."""
    context = ssl.create_default_context()
    context.sslsocket_class = TwoWaySocket
    return context
