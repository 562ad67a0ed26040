"""Whoever sends too much hears why, though they listen only once all of it is sent."""

import select
import socket
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPResponse

import pytest

from bot.http import refusals, slack_requests
from bot.http.server import HttpServer, open_http
from bot.services import Services
from bot.settings import Settings
from tests.bot.http_door import NOW, TOKEN
from tests.kept import where_is

HEAD = "POST {path} HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer {token}\r\n"
BREATH, PIECE = 0.2, 65_536
SLACK, ROWS = "/slack/events", "/v1/activities"


@pytest.fixture
def server(services: Services) -> Iterator[HttpServer]:
    """One that takes Slack's requests of a megabyte, and rows with a token."""
    given = {"http_port": "0", "ingest_token": TOKEN, "slack_signing_secret": "a signing secret"}
    settings = Settings.model_validate({**where_is(services.ledger), **given})
    opened = open_http(settings, services, lambda: NOW)
    assert opened is not None
    yield opened
    opened.stop()


def chunked(body: bytes) -> bytes:
    return b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)


def sent_whole(
    server: HttpServer, path: str, token: str, more: str, body: bytes
) -> tuple[int, bytes]:
    """What is heard by a client that sends all, piece by piece, before it reads anything."""
    head = HEAD.format(path=path, token=token) + more + "\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as client:
        client.sendall(head.encode())
        select.select([client], [], [], BREATH)  # time for an answer that comes too soon
        for at in range(0, len(body), PIECE):
            client.sendall(body[at : at + PIECE])
        with closing(HTTPResponse(client)) as answer:
            answer.begin()
            return answer.status, answer.read()


TWO = b" " * (2 * slack_requests.MOST_BYTES)
CLOSE = "Connection: close\r\n"  # as many libraries say: it is after the answer that it is reset
LENGTH = "Content-Length: {}\r\n"


@pytest.mark.parametrize(
    ("path", "token", "more", "body", "status"),
    [
        (SLACK, TOKEN, LENGTH.format(len(TWO)), TWO, 413),
        (SLACK, TOKEN, CLOSE + LENGTH.format(len(TWO)), TWO, 413),
        (SLACK, TOKEN, CLOSE + "Transfer-Encoding: chunked\r\n", chunked(TWO), 413),
        (ROWS, "wrong", CLOSE + LENGTH.format(len(TWO)), TWO, 401),
        (ROWS, TOKEN, CLOSE + "Content-Encoding: br\r\n" + LENGTH.format(len(TWO)), TWO, 415),
    ],
)
def test_the_answer_comes_behind_the_whole_body(
    server: HttpServer, path: str, token: str, more: str, body: bytes, status: int
) -> None:
    answered, told = sent_whole(server, path, token, more, body)
    assert (answered, told.startswith(b'{"error":')) == (status, True)


def test_whoever_asks_first_need_not_send_it(server: HttpServer) -> None:
    more = LENGTH.format(len(TWO)) + "Expect: 100-continue\r\n"
    assert sent_whole(server, SLACK, TOKEN, more, b"")[0] == 413


def test_what_never_ends_is_not_read_for_ever(
    server: HttpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who stops in the middle of a body beyond all bounds is answered all the same."""
    monkeypatch.setattr(refusals, "MOST_LET_GO", 100_000)
    more = LENGTH.format(10**12)
    assert sent_whole(server, SLACK, TOKEN, more, b" " * 150_000)[0] == 413
    monkeypatch.setattr(refusals, "LET_GO_SECONDS", 0.05)
    assert sent_whole(server, SLACK, TOKEN, more, b" " * 10)[0] == 413
