"""Runs an ASGI app on 127.0.0.1 in a thread of its own, for as long as a `with` block lasts.

Why a protocol of our own below uvicorn's: an app can only answer, never break a connection.
Networks do break them, so each request carries a function that resets its TCP connection.
"""

import socket
import struct
import threading
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any

import uvicorn
from uvicorn._types import ASGI3Application, ASGIReceiveCallable, ASGISendCallable, Scope
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

_RESET = "leadlight.reset"
_START_SECONDS = 10.0
_STOP_SECONDS = 10.0
_GRACE_SECONDS = 1


@contextmanager
def serving(app: Any, port: int = 0) -> Iterator[str]:
    """Serve `app` and yield its address, such as `http://127.0.0.1:40123`, without a slash.

    Port 0 takes a free one. Raises `OSError` naming the port when it is taken, `RuntimeError`
    when the server does not start or does not end.
    """
    with _listening(port) as listener:
        server = _Server(app)
        thread = threading.Thread(
            target=server.run, kwargs={"sockets": [listener]}, name="serving", daemon=True
        )
        thread.start()
        try:
            if not server.ready.wait(_START_SECONDS):
                raise RuntimeError(f"the server on port {port} did not start: see the log above")
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(_STOP_SECONDS)
    if thread.is_alive():
        raise RuntimeError(f"the server on port {port} did not end in {_STOP_SECONDS:.0f} s")


def reset_connection(scope: MutableMapping[str, Any]) -> None:
    """Break the TCP connection of the request or websocket that `scope` describes, unanswered."""
    reset: Callable[[], None] = scope["extensions"][_RESET]
    reset()


@contextmanager
def _listening(port: int) -> Iterator[socket.socket]:
    # Bound here rather than by uvicorn, so that a taken port is an error of the caller's.
    # With the protocol named, asyncio turns Nagle off: 40 ms less for each answer.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise OSError(
            error.errno, f"cannot listen on 127.0.0.1:{port} ({error.strerror}): choose another"
        ) from error
    try:
        yield listener
    finally:
        listener.close()


class _Server(uvicorn.Server):
    def __init__(self, app: Any) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=_BreakableHTTP,
                ws=_BreakableWebSocket,
                loop="asyncio",
                log_config=None,
                log_level="error",
                access_log=False,
                timeout_graceful_shutdown=_GRACE_SECONDS,
            )
        )
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


class _BreakableHTTP(H11Protocol):
    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.app = _breakable(self.app, lambda: self.transport)


class _BreakableWebSocket(WebSocketsSansIOProtocol):
    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.app = _breakable(self.app, lambda: self.transport)


def _breakable(app: ASGI3Application, transport: Callable[[], Any]) -> ASGI3Application:
    def reset() -> None:
        _reset(transport())

    async def wrapped(scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        given: Any = scope
        given["extensions"] = {**(given.get("extensions") or {}), _RESET: reset}
        await app(given, receive, send)

    return wrapped


def _reset(transport: Any) -> None:
    # Lingering for zero seconds is what makes the close a reset rather than an orderly end.
    linger = struct.pack("ii", 1, 0)
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    transport.abort()
