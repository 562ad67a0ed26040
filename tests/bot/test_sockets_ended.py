"""A socket that ends keeps nobody waiting: what is to be acknowledged leaves by the next one."""

import socket
import threading
from collections.abc import Iterator
from logging import getLogger
from pathlib import Path

import pytest
from slack_sdk.socket_mode.builtin.connection import Connection, ConnectionState

from bot import sockets
from bot.socket_client import end
from demo.slack import open_workspace
from tests.bot.encrypted import encrypted
from tests.bot.stage import Stage, connected, rows

LONG = 60.0  # seconds: who waited for a read to end would wait past every patience below
SOON = 15.0  # before anything of the server's own makes the reader look up


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """Over a socket on which nothing comes but events, each of them sent once."""
    monkeypatch.setattr(sockets, "PING_SECONDS", LONG)
    with (
        open_workspace(ack_seconds=SOON, redelivery=()) as slack,
        connected(slack, tmp_path) as connection,
    ):
        session = connection.socket._client.current_session
        assert session is not None
        assert session.sock is not None
        session.sock.settimeout(LONG)
        slack.say("sam", "#general", "after this its reader waits for so long")
        slack.settle()
        yield connection


def test_at_a_refresh_no_acknowledgement_waits_for_the_old_socket(stage: Stage) -> None:
    board = stage.slack.switchboard
    [old] = board.sockets
    with stage.services.ledger.write():
        for number in range(20):
            stage.slack.say("sam", "#general", f"hello {number}")
        stage.slack.refresh_sockets()
        stage.slack.wait_for(lambda: board.sockets and old not in board.sockets)
        assert len(stage.slack.acked) == 1
    stage.slack.settle(SOON)
    stage.slack.say("sam", "#general", "heard by the new one")
    stage.slack.settle(SOON)
    assert stage.slack.abandoned == []
    assert len(stage.slack.acked) == 22
    assert rows(stage, "SELECT COUNT(*), COUNT(DISTINCT event_id) FROM inbox_event") == [(22, 22)]


def test_a_service_that_ends_does_not_wait_either(stage: Stage) -> None:
    closes = threading.Thread(target=stage.socket.close)
    closes.start()
    closes.join(SOON)
    assert not closes.is_alive()


def test_over_tls_the_reader_ends_as_well(tmp_path: Path) -> None:
    session = Connection("wss://slack.example", getLogger("bolt"))
    reads = threading.Thread(
        target=session.run_until_completion, args=(state := ConnectionState(),)
    )
    with encrypted(tmp_path) as (near, slack):
        near.settimeout(LONG)
        session.sock = near
        reads.start()
        session.send("an acknowledgement")
        assert slack.recv(1024)
        state.terminated = True
        end(session)
        reads.join(SOON)
        assert not reads.is_alive()
        assert session.sock is None


def test_a_socket_that_takes_no_ping_is_left_at_once(stage: Stage) -> None:
    session = stage.socket._client.current_session
    assert session is not None
    assert session.sock is not None
    session.check_state()
    assert session.is_active()
    session.sock.shutdown(socket.SHUT_WR)
    session.check_state()
    assert not session.is_active()


def test_several_may_end_a_socket_at_once() -> None:
    near, far = socket.socketpair()
    session = Connection("wss://slack.example", getLogger("bolt"))
    session.sock = near  # type: ignore[assignment]  # as without TLS
    ends = [threading.Thread(target=end, args=(session,)) for _ in range(4)]
    with far, session.sock_send_lock:
        for one in ends:
            one.start()
        ends[-1].join(0.1)  # now all have seen it open, and wait for whoever sends
    for one in ends:
        one.join(SOON)
    assert not session.is_active()
