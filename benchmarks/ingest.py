"""How fast activities come in over HTTP, and how soon a single one is on disk.

The service's own server runs here in its thread, and Python looks for garbage as seldom as it does
under `leadlight run`; who sends is another process. The baseline of the
batches is what nobody can do without: `json.loads` of the same bodies and `executemany` of their
rows into a bare table, one transaction a body, on one core and without HTTP. The baseline of
single posts is the disk: one such transaction with one row.
"""

import json
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks.plan import Plan
from benchmarks.table import Row, at_least, under
from bot.__main__ import collect_seldom
from bot.clock import now
from bot.http.server import HttpServer, door_of
from bot.services import services_of
from bot.settings import Settings
from ledger.schema import open_ledger
from scoring.rules import read_rules

BATCH = 500
BATCHES = 120
SENDERS = 4
POSTS_A_SECOND = 200
SECONDS = 10
POSTERS = 20
TOKEN = "a-token-for-the-benchmark"
SCHEMA = "CREATE TABLE row (source, id, kind, at, actor, domain, url, UNIQUE (source, id))"
INSERT = "INSERT INTO row VALUES (:source, :id, :kind, :occurred_at, :actor, :domain, :url)"


def rows(_plan: Plan) -> list[Row]:
    """Batches, and single posts; as many of them whatever the plan's size."""
    collect_seldom()
    with tempfile.TemporaryDirectory() as folder:
        bare, bare_post = _bare(Path(folder))
        with _served(Path(folder)) as port:
            rate = float(_sender("batches", port))
            median, highest = (float(one) * 1e3 for one in _sender("posts", port).split())
    posts = f"single posts at {POSTS_A_SECOND} a second"
    return [
        Row(f"HTTP, batches of {BATCH} (the bare driver)", rate, bare, "rows/s", at_least(20_000)),
        Row(
            f"{posts}, 99th of a hundred (one row's transaction)",
            highest,
            bare_post * 1e3,
            "ms",
            under(50),
        ),
        Row(f"{posts}, median (one row's transaction)", median, bare_post * 1e3, "ms"),
    ]


@contextmanager
def _served(folder: Path) -> Iterator[int]:
    """The service's HTTP server over a new ledger; its port."""
    settings = Settings(database_url=f"sqlite:///{folder / 'ledger.db'}", ingest_token=TOKEN)
    ledger = open_ledger(settings.database_url, ZoneInfo("UTC"))
    services = services_of(settings, ledger, read_rules(), [])
    server = HttpServer(door_of(settings, services, now), "127.0.0.1", 0)
    server.start()
    try:
        yield server.port
    finally:
        server.stop()
        ledger.close()


def _sender(what: str, port: int) -> str:
    """Runs this file as another process that sends; what it measured."""
    command = [sys.executable, "-m", "benchmarks.ingest", what, str(port)]
    done = subprocess.run(
        command, cwd=Path(__file__).parents[1], check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def _row(number: int, kind: str = "doc_view") -> dict[str, str]:
    """One of many page views: thousands of people, hundreds of companies, some hundred pages."""
    return {
        "source": "bench",
        "id": f"{kind}-{number}",
        "kind": kind,
        "occurred_at": f"2026-10-{1 + number % 28:02}T{number % 24:02}:{number % 60:02}:00Z",
        "actor": f"visitor-{number % 5_003}",
        "domain": f"company-{number % 5_003 % 499}.example",
        "url": f"https://docs.acme.example/page/{number % 211}",
    }


def _bodies() -> list[bytes]:
    starts = range(0, BATCH * BATCHES, BATCH)
    return [json.dumps([_row(n) for n in range(at, at + BATCH)]).encode() for at in starts]


def _bare(folder: Path) -> tuple[float, float]:
    """Rows a second, and the median seconds of one row's transaction, without Leadlight."""
    connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
    for line in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", SCHEMA):
        connection.execute(line)

    def store(body: bytes) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(INSERT, json.loads(body))
        connection.execute("COMMIT")

    bodies = _bodies()
    took = sum(_timed(partial(store, body)) for body in bodies)
    singles = [json.dumps([_row(n, "download")]).encode() for n in range(200)]
    each = [_timed(partial(store, body)) for body in singles]
    connection.close()
    return BATCH * len(bodies) / took, statistics.median(each)


def _timed(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _send_batches(port: int) -> str:
    """All batches by some connections at once; activities stored a second."""
    bodies = _bodies()
    warm, rest = bodies[:SENDERS], bodies[SENDERS:]
    _in_threads(SENDERS, lambda at: _post_all(port, warm[at::SENDERS]))
    took = _timed(lambda: _in_threads(SENDERS, lambda at: _post_all(port, rest[at::SENDERS])))
    return str(BATCH * len(rest) / took)


def _send_posts(port: int) -> str:
    """Single posts, each at its time whatever became of those before; median and 99th seconds."""
    took: list[float] = []
    began = time.perf_counter() + 0.5

    def post_mine(at: int) -> None:
        connection = HTTPConnection("127.0.0.1", port)
        for number in range(at, POSTS_A_SECOND * SECONDS, POSTERS):
            due = began + number / POSTS_A_SECOND
            time.sleep(max(0.0, due - time.perf_counter()))
            _post(connection, json.dumps(_row(number, "download")).encode(), 1)
            took.append(time.perf_counter() - due)
        connection.close()

    _in_threads(POSTERS, post_mine)
    centiles = statistics.quantiles(took, n=100)
    return f"{centiles[49]} {centiles[98]}"


def _in_threads(number: int, work: Callable[[int], None]) -> None:
    threads = [threading.Thread(target=work, args=(at,)) for at in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _post_all(port: int, bodies: list[bytes]) -> None:
    connection = HTTPConnection("127.0.0.1", port)
    for body in bodies:
        _post(connection, body, BATCH)
    connection.close()


def _post(connection: HTTPConnection, body: bytes, rows: int) -> None:
    shown = b64encode(f"{TOKEN}:".encode()).decode()
    headers = {"Authorization": f"Basic {shown}", "Content-Type": "application/json"}
    connection.request("POST", "/v1/activities", body, headers)
    answer = json.loads(connection.getresponse().read())
    assert answer["accepted"] == rows, answer


if __name__ == "__main__":
    send = {"batches": _send_batches, "posts": _send_posts}[sys.argv[1]]
    print(send(int(sys.argv[2])))
