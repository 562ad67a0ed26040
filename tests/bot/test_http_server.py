"""The HTTP server over real sockets, and the writer behind it: whole, together, and to the end."""

import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import replace

import pytest
import requests

from bot.http.patience import PatientProtocol
from bot.http.server import HttpServer, door_of, open_http
from bot.http.writer import MOST_WAITING, Full, Unfit, Writer
from bot.service import Service
from bot.services import Services
from bot.settings import Settings, SettingsError
from ledger.intake import Recorded
from tests.bot.http_door import BEARER, NOW, TOKEN, download
from tests.builders import draft
from tests.kept import where_is


def settings_of(services: Services, **more: object) -> Settings:
    where = where_is(services.ledger)
    return Settings.model_validate({**where, "ingest_token": TOKEN, **more})


@pytest.fixture
def server(services: Services) -> Iterator[HttpServer]:
    opened = open_http(settings_of(services, http_port="0"), services, lambda: NOW)
    assert opened is not None
    yield opened
    opened.stop()


def until(holds: Callable[[], object]) -> None:
    """Waits for another thread's doing, which nothing here is told of."""
    while not holds():
        time.sleep(0.001)


def address(server: HttpServer) -> str:
    return f"http://127.0.0.1:{server.port}"


def test_it_answers_while_it_runs_and_no_longer(services: Services) -> None:
    server = open_http(settings_of(services, http_port="0"), services, lambda: NOW)
    assert server is not None
    url = address(server)
    assert requests.get(f"{url}/healthz", timeout=10).json() == {"ok": True}
    server.stop()
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{url}/healthz", timeout=10)
    assert not [one for one in threading.enumerate() if one.name.startswith("http")]


def test_without_a_port_nothing_listens(services: Services) -> None:
    assert open_http(settings_of(services), services, lambda: NOW) is None


def test_a_port_that_is_taken_is_named(services: Services) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        with pytest.raises(SettingsError, match=f"HTTP_PORT {port} at HTTP_HOST 127.0.0.1"):
            open_http(settings_of(services, http_port=port), services, lambda: NOW)


def test_many_senders_at_once_and_every_row_is_stored_once(
    server: HttpServer, services: Services
) -> None:
    def send(sender: int) -> list[dict[str, int]]:
        with requests.Session() as session:
            session.headers.update(BEARER)
            url = f"{address(server)}/v1/activities"
            bodies = [[download(sender * 100 + n), download(-n)] for n in range(10)]
            return [session.post(url, json=body, timeout=30).json() for body in bodies]

    with ThreadPoolExecutor(8) as pool:
        answers = [answer for told in pool.map(send, range(1, 9)) for answer in told]
    assert sum(answer["accepted"] for answer in answers) == 8 * 10 + 10
    assert sum(answer["duplicate"] for answer in answers) == 8 * 10 - 10
    with services.ledger.read() as session:
        count = session.connection().exec_driver_sql("SELECT COUNT(*) FROM activity").scalar_one()
    assert count == 90


def test_activities_come_in_while_slack_is_away(
    services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    away = {"slack_bot_token": "xoxb-1", "slack_api_url": "http://127.0.0.1:9/"}
    settings = settings_of(services, http_port="0", **away)
    service = Service(settings, services.ledger, services.rules)
    starting = threading.Thread(target=service.start)
    starting.start()
    try:
        until(lambda: "Slack cannot be reached" in caplog.text)
        assert service.http is not None
        url = f"{address(service.http)}/v1/activities"
        assert requests.post(url, headers=BEARER, json=download(), timeout=10).json()["accepted"]
    finally:
        service.stop()
        starting.join(30)
    assert not starting.is_alive()


def test_no_line_of_the_log_tells_who_asked(
    server: HttpServer, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, "bot"), caplog.at_level(logging.DEBUG, "uvicorn"):
        requests.post(
            f"{address(server)}/v1/activities?canary=1", headers=BEARER, json=download(), timeout=10
        )
    lines = [record.getMessage() for record in caplog.records if "urllib3" not in record.name]
    assert "POST /v1/activities: 202" in lines
    assert not [line for line in lines if "canary" in line or "127.0.0.1" in line]


def stopped(services: Services, *pieces: list[str]) -> tuple[Writer, list["Future[Recorded]"]]:
    """A writer whose pieces all came before it could begin."""
    with services.ledger.write():
        writer = Writer(services, lambda: NOW)
        first = writer.submit([draft("the first")])
        until(lambda: not writer.waiting)
        written = [writer.submit([draft(name) for name in names]) for names in pieces]
    wait([first, *written], 30)
    return writer, written


@pytest.mark.parametrize(
    ("pieces", "found"),
    [
        ([["a", "b"], ["c"]], [(2, 0), (1, 0)]),
        ([["a", "b"], ["b", "c"]], [(2, 0), (1, 1)]),
        ([["the first"], ["the first", "the first"]], [(0, 1), (0, 2)]),
        ([["a", "a"], ["a"]], [(1, 1), (0, 1)]),
        ([[], ["a"]], [(0, 0), (1, 0)]),
    ],
)
def test_pieces_that_share_a_transaction_are_counted_apart(
    services: Services, pieces: list[list[str]], found: list[tuple[int, int]]
) -> None:
    writer, written = stopped(services, *pieces)
    assert [one.result() for one in written] == [Recorded(*counts) for counts in found]
    writer.close(30)


def test_what_waits_at_the_end_is_written_and_nothing_more_is_taken(services: Services) -> None:
    writer = Writer(services, lambda: NOW)
    written = [writer.submit([draft(str(n))]) for n in range(50)]
    writer.close(30)
    assert sum(one.result(0).new for one in written) == 50
    with pytest.raises(Full):
        writer.submit([draft("late")])


def test_what_cannot_be_stored_fails_nobody_elses_rows(services: Services) -> None:
    """JSON can say half of a character, which no database takes."""
    writer, (before, unfit, after) = stopped(services, ["a"], ["half \ud800", "b"], ["c"])
    assert (before.result().new, after.result().new) == (1, 1)
    with pytest.raises(Unfit):
        unfit.result()
    assert writer.submit([draft("d")]).result(30).new == 1
    writer.close(30)
    with services.ledger.read() as session:
        found = session.connection().exec_driver_sql("SELECT external_id FROM activity").all()
    assert {row[0] for row in found} == {"the first", "a", "c", "d"}


def test_no_more_waits_than_may(services: Services) -> None:
    writer = Writer(services, lambda: NOW)
    with pytest.raises(Full):
        writer.submit([draft()] * (MOST_WAITING + 1))
    writer.close(30)


def test_what_nobody_waits_for_any_more_is_not_stored(services: Services) -> None:
    with services.ledger.write():
        writer = Writer(services, lambda: NOW)
        writer.submit([draft("held up")])
        until(lambda: not writer.waiting)
        given_up = writer.submit([draft("given up")])
        assert given_up.cancel()
    writer.close(30)
    with services.ledger.read() as session:
        found = session.connection().exec_driver_sql("SELECT external_id FROM activity").all()
    assert [tuple(row) for row in found] == [("held up",)]


def test_what_is_given_to_the_handlers_shows_no_secret(services: Services) -> None:
    door = door_of(settings_of(services), services, lambda: NOW)
    assert TOKEN not in repr(replace(door))
    door.writer.close(30)
    door.readers.shutdown()


class Hasty(PatientProtocol):
    """Waits a moment only."""

    head_seconds = 0.5


def test_silent_connections_shut_nobody_out_for_long(services: Services) -> None:
    server = HttpServer(
        door_of(settings_of(services), services, lambda: NOW), "127.0.0.1", 0, Hasty, 5
    )
    server.start()
    with ExitStack() as silent:
        taken = [
            silent.enter_context(socket.create_connection(("127.0.0.1", server.port), 10))
            for _ in range(8)
        ]
        taken[0].sendall(b"GET /healthz HTTP/1.1\r\nHost: ")
        assert requests.get(f"{address(server)}/healthz", timeout=10).status_code == 503
        assert [one.recv(1) for one in taken] == [b""] * 8  # the server ended them, as nobody else
        assert requests.get(f"{address(server)}/healthz", timeout=10).status_code == 200
    server.stop()


def test_a_later_request_of_a_connection_must_come_whole_too(services: Services) -> None:
    server = HttpServer(
        door_of(settings_of(services), services, lambda: NOW), "127.0.0.1", 0, Hasty
    )
    server.start()
    asked = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    with socket.create_connection(("127.0.0.1", server.port), 10) as one:
        for _ in range(2):
            one.sendall(asked)
            until(lambda: one.recv(4_000).endswith(b'{"ok":true}'))
        one.sendall(asked[:-2])
        assert one.recv(1) == b""
    server.stop()
