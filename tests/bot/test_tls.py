"""Two threads use one TLS connection, each its own way, and neither harms or hinders the other."""

import ssl
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from bot.clients import reading_client
from bot.tls import TwoWaySocket
from tests.bot.encrypted import encrypted

PIECE = b"x" * 4096
PIECES = 2_000  # either way more than the buffers of a connection take


def receive(end: TwoWaySocket, size: int) -> bytearray:
    """Reads so many bytes, or what comes before the other side ends."""
    came = bytearray()
    while len(came) < size and (some := end.recv(65_536)):
        came += some
    return came


def test_both_ways_at_once_all_arrives(tmp_path: Path) -> None:
    def send(end: TwoWaySocket) -> int:
        return sum(end.send(PIECE) for _ in range(PIECES))

    size = len(PIECE) * PIECES
    with encrypted(tmp_path) as ends, ThreadPoolExecutor(4) as pool:
        came = [pool.submit(receive, end, size) for end in ends]
        sent = [pool.submit(send, end) for end in ends]
        assert [one.result() for one in sent] == [size] * 2
        assert [one.result() == b"x" * size for one in came] == [True] * 2


def test_several_may_send_and_no_record_is_torn(tmp_path: Path) -> None:
    letters, length, each = (b"a", b"b", b"c"), 10_000, 200

    def send(end: TwoWaySocket, letter: bytes) -> None:
        for _ in range(each):
            end.send(letter * length)

    with encrypted(tmp_path) as (near, far), ThreadPoolExecutor(3) as pool:
        for letter in letters:
            pool.submit(send, near, letter)
        came = receive(far, len(letters) * each * length)
    pieces = Counter(bytes(came[at : at + length]) for at in range(0, len(came), length))
    assert pieces == {letter * length: each for letter in letters}


def test_nobody_is_in_openssl_while_somebody_else_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside: list[str] = []
    met: list[str] = []
    pause = threading.Event()

    def alone(method: str) -> None:
        own = getattr(ssl.SSLSocket, method)

        def watched(self: ssl.SSLSocket, *args: Any) -> Any:
            met.extend(inside)
            inside.append(method)
            pause.wait(0.001)
            try:
                return own(self, *args)
            finally:
                inside.remove(method)

        monkeypatch.setattr(ssl.SSLSocket, method, watched)

    with encrypted(tmp_path) as (near, far), ThreadPoolExecutor(1) as pool:
        for _ in range(100):
            far.send(b"hello")
        alone("read")
        alone("send")
        came = pool.submit(receive, near, 500)
        for _ in range(100):
            near.send(b"hello")
        assert len(came.result()) == 500
    assert met == []
    assert inside == []


def test_a_reader_who_waits_keeps_nobody_from_sending(tmp_path: Path) -> None:
    with encrypted(tmp_path) as (near, far), ThreadPoolExecutor(1) as pool:
        waits = pool.submit(near.recv, 10)
        near.send(b"an answer")
        assert far.recv(10) == b"an answer"
        assert not waits.done()
        far.send(b"a question")
        assert waits.result() == b"a question"


def test_neither_waits_for_longer_than_it_was_told(tmp_path: Path) -> None:
    with encrypted(tmp_path) as (near, _):
        near.settimeout(0.01)
        with pytest.raises(TimeoutError):
            near.recv(10)
        with pytest.raises(TimeoutError):
            for _ in range(PIECES):
                near.send(PIECE)
        assert near.gettimeout() == 0.01


def test_what_was_sent_in_part_is_the_end_of_a_connection(tmp_path: Path) -> None:
    with encrypted(tmp_path) as (near, far):
        near.settimeout(0.01)
        with pytest.raises(TimeoutError):
            for _ in range(PIECES):
                near.send(PIECE)
        assert len(receive(far, len(PIECE) * PIECES)) < len(PIECE) * PIECES
        assert near.recv(10) == b""


def test_the_end_of_a_connection_is_read_as_such(tmp_path: Path) -> None:
    with encrypted(tmp_path) as (near, far):
        far.close()
        assert near.recv(10) == b""


def test_what_reads_from_slack_uses_such_sockets_and_trusts_as_python_does() -> None:
    context = reading_client(None, "https://slack.example/api/").ssl
    assert context is not None
    assert context.sslsocket_class is TwoWaySocket
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
