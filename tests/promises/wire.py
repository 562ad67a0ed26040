"""The line between the service and its Slack: it can be cut, hold everything back, or be deaf."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

LINGER_NOT: Final = struct.pack("ii", 1, 0)  # closed so, a connection is reset
SOCKET: Final = b"GET /link/"
HEAD_ENDS: Final = b"\r\n\r\n"


@dataclass(eq=False)
class _Call:
    """A connection through the line; a web socket's is what troubles befall."""

    near: socket.socket
    far: socket.socket
    is_socket: bool = False
    is_deaf: bool = False  # nothing of what Slack says behind the handshake arrives
    holds: threading.Event = field(default_factory=threading.Event)
    has_head: bool = False

    def close(self, *, reset: bool = False) -> None:
        for end in (self.near, self.far):
            with suppress(OSError):
                if reset:
                    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NOT)
                end.shutdown(socket.SHUT_RDWR)
            end.close()


class Wire:
    """A line to a port of this machine; troubles befall the web sockets that are open."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._calls: list[_Call] = []
        self._threads: list[threading.Thread] = []
        self._changed = threading.Condition()
        self.is_down = False
        self._deaf = 0  # so many of the next web sockets
        self._old: set[_Call] = set()
        self._heard = False
        self._run(self._listen)

    @property
    def url(self) -> str:
        """Where the service finds its Slack."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def trouble(self, *, deaf: int = 0) -> None:
        """From now on `wait_heard` waits for another web socket than those that are open."""
        with self._changed:
            self._old, self._heard, self._deaf = set(self._calls), False, deaf

    def cut(self) -> None:
        """Resets every web socket."""
        for call in self._sockets():
            call.close(reset=True)

    def hold(self) -> None:
        """Lets nothing through on the web sockets that are open."""
        for call in self._sockets():
            call.holds.set()

    def wait_heard(self, seconds: float) -> None:
        """Until something of Slack's came by a web socket that was opened since the trouble."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._heard, seconds), "it never came back"

    def close(self) -> None:
        """Ends every connection and thread."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for call in list(self._calls):
            call.close()
        for thread in self._threads:
            thread.join()

    def _sockets(self) -> list[_Call]:
        with self._changed:
            return [call for call in self._calls if call.is_socket]

    def _run(self, work: Callable[..., object], *values: object) -> None:
        thread = threading.Thread(target=work, args=values)
        self._threads.append(thread)
        thread.start()

    def _listen(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            if self.is_down:
                near.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NOT)
                near.close()
                continue
            call = _Call(near, socket.create_connection(("127.0.0.1", self._port)))
            with self._changed:
                self._calls.append(call)
            self._run(self._carry, call, near, call.far)
            self._run(self._carry, call, call.far, near)

    def _carry(self, call: _Call, out: socket.socket, into: socket.socket) -> None:
        with suppress(OSError):
            while data := out.recv(65_536):
                if out is call.near and data.startswith(SOCKET):
                    self._is_socket(call)
                if not call.holds.is_set():
                    into.sendall(self._let(call, data) if out is call.far else data)
        call.close()
        with self._changed:
            self._calls = [one for one in self._calls if one is not call]

    def _is_socket(self, call: _Call) -> None:
        with self._changed:
            call.is_socket = True
            if self._deaf:
                self._deaf, call.is_deaf = self._deaf - 1, True

    def _let(self, call: _Call, data: bytes) -> bytes:
        """What of Slack's words is let through; all but to the deaf."""
        if not call.is_socket:
            return data
        head, end, rest = (b"", b"", data) if call.has_head else data.partition(HEAD_ENDS)
        call.has_head = call.has_head or bool(end)
        if rest and not call.is_deaf and call not in self._old:
            with self._changed:
                self._heard = True
                self._changed.notify_all()
        return head + end + (b"" if call.is_deaf else rest)


@contextmanager
def wired(port: int) -> Iterator[Wire]:
    """A line for as long as the block lasts."""
    wire = Wire(port)
    try:
        yield wire
    finally:
        wire.close()
