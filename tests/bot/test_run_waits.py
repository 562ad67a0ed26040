"""`leadlight run` waits for a server that is away, and tells how it ended where it cannot go on."""

import os
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import IO

import pytest

from bot.commands.run import LONGEST, until_reached
from ledger import meta
from ledger.engine import Ledger
from ledger.errors import LedgerError
from ledger.schema import open_ledger
from tests.conftest import UTC_ZONE
from tests.postgres import Server

ROOT = Path(__file__).parents[2]
NOBODY = "postgresql://ada:canary@127.0.0.1:1/leads"
SETTINGS = {
    "SLACK_BOT_TOKEN": "xoxb-1",
    "SLACK_APP_TOKEN": "xapp-1",
    "LEADS_CHANNEL": "#leads",
    "IDENTITY_KEY": "ab" * 16,
    "DATABASE_URL": NOBODY,
}
# No Slack answers where it starts, and its end hangs.
HANGS = """
import sys, threading
from zoneinfo import ZoneInfo
from bot import service
from bot.settings import SettingsError, load
from ledger.errors import LedgerError
from ledger.schema import open_ledger
from scoring.rules import read_rules
class Hanging(service.Service):
    def start(self):
        raise {error}
    def stop(self):
        threading.Event().wait()
service.GRACE_SECONDS, service.Service = 0.1, Hanging
ledger = open_ledger(load("ledger").database_url, ZoneInfo("UTC"))
service.run(load("ledger"), ledger, read_rules())
"""


class Rest:
    """Notes the pauses; after some of them the server is there."""

    def __init__(self, server: Server, most: int) -> None:
        self.server, self.most, self.pauses = server, most, list[float]()

    def __call__(self, seconds: float) -> None:
        self.pauses.append(seconds)
        if len(self.pauses) == self.most:
            self.server.start()


def test_a_server_that_comes_later_is_waited_for_and_told_of_once(
    postgres: Server, postgres_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "bot")
    rest = Rest(postgres, 8)
    postgres.stop()
    with (
        closing(until_reached(lambda: open_ledger(postgres_url, UTC_ZONE), rest)) as ledger,
        ledger.read() as session,
    ):
        assert meta.get(session, meta.TIMEZONE) == "UTC"
    assert rest.pauses == [1, 2, 4, 8, 16, 32, LONGEST, LONGEST]
    [away, there] = caplog.messages
    assert away.startswith(f"127.0.0.1:{postgres.port}/")
    assert "check that the server runs" in away
    assert away.endswith("It is tried again for as long as that takes")
    assert there == "the ledger is open now"


@pytest.mark.parametrize("url", ["nowhere", "kept"])
def test_what_waiting_does_not_mend_ends_it(
    postgres: Server, postgres_ledger: Ledger, url: str
) -> None:
    """No such database; days of another time zone."""
    pauses: list[float] = []
    where = postgres.url(url) if url == "nowhere" else str(postgres_ledger.engine.url)
    zone = UTC_ZONE if url == "nowhere" else type(UTC_ZONE)("Asia/Tokyo")
    with pytest.raises(LedgerError):
        until_reached(lambda: open_ledger(where, zone), pauses.append)
    assert pauses == []


def started(folder: Path, *words: str, **settings: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, *words],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **settings},
        stderr=subprocess.PIPE,
        text=True,
    )


def stderr_of(running: "subprocess.Popen[str]") -> IO[str]:
    assert running.stderr is not None
    return running.stderr


def test_a_service_that_waits_ends_when_it_is_told_to(tmp_path: Path) -> None:
    with started(tmp_path, "-m", "bot", "run", **SETTINGS) as running:
        said = stderr_of(running).readline()
        assert "127.0.0.1:1/leads cannot be opened (" in said
        running.send_signal(signal.SIGTERM)
        rest = stderr_of(running).read()
    assert (running.returncode, rest, "canary" in said) == (0, "", False)


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        ("SettingsError(['the token is refused'])", 2, "the token is refused"),
        ("LedgerError('it was deleted')", 2, "it was deleted"),
        ("ValueError('of ours')", 1, "ValueError: of ours"),
    ],
)
def test_a_start_that_fails_and_hangs_tells_its_error_by_its_code_too(
    tmp_path: Path, error: str, code: int, told: str
) -> None:
    with started(tmp_path, "-c", HANGS.format(error=error)) as running:
        said = stderr_of(running).read()
    assert (running.returncode, told in said) == (code, True)
