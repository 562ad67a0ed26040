"""Serving an app in a thread: its address, its errors, and that nothing is left behind."""

import socket
import threading
import urllib.error
import urllib.request

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from demo.serve import reset_connection, serving


async def _hello(request: Request) -> Response:
    return PlainTextResponse("hello")


class _Broken(Response):
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        reset_connection(scope)
        assert (await receive())["type"] == "http.disconnect"


async def _broken(request: Request) -> Response:
    return _Broken()


APP = Starlette(routes=[Route("/", _hello), Route("/broken", _broken)])


def fetch(url: str) -> str:
    with urllib.request.urlopen(url, timeout=5) as answer:
        return str(answer.read().decode())


def test_serves_on_a_free_port_and_leaves_no_thread() -> None:
    before = threading.active_count()
    with serving(APP) as url:
        assert url.startswith("http://127.0.0.1:")
        assert fetch(url) == "hello"
    assert threading.active_count() == before
    with pytest.raises(urllib.error.URLError):
        fetch(url)


def test_a_taken_port_is_refused_by_name_and_usable_again_afterwards() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(OSError, match=f"cannot listen on 127.0.0.1:{port}"), serving(APP, port):
            pass
    with serving(APP, port) as url:
        assert url == f"http://127.0.0.1:{port}"
        assert fetch(url) == "hello"


def test_an_app_can_break_a_connection_and_go_on_serving() -> None:
    with serving(APP) as url:
        with pytest.raises((ConnectionResetError, urllib.error.URLError)):
            fetch(f"{url}/broken")
        assert fetch(url) == "hello"


def test_ends_although_a_client_keeps_its_connection_open() -> None:
    with serving(APP) as url:
        port = int(url.rsplit(":", 1)[1])
        idle = socket.create_connection(("127.0.0.1", port))
        idle.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    with idle:
        assert b"".join(iter(lambda: idle.recv(1000), b"")).endswith(b"hello")
