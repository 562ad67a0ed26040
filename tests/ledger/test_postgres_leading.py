"""Of several instances one leads, for as long as it lives and not a moment longer."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from ledger.engine import Ledger
from ledger.errors import LedgerError
from ledger.postgres import store
from ledger.schema import open_ledger
from ledger.store import Leading
from tests.conftest import UTC_ZONE
from tests.postgres import Server

LEAD = """
import sys
from ledger.engine import Ledger
leading = Ledger(sys.argv[1]).leading()
sys.stdout.write(f"{leading.try_lead()}\\n")
sys.stdout.flush()
sys.stdin.read()
"""
CUT = """
SELECT pg_terminate_backend(pid, 10000) FROM pg_locks
WHERE locktype = 'advisory' AND granted AND objsubid = 2
"""


@contextmanager
def bids(*ledgers: Ledger) -> Iterator[list[Leading]]:
    """A bid of each; all are released."""
    made = [ledger.leading() for ledger in ledgers]
    try:
        yield made
    finally:
        for one in made:
            one.release()


def leads_soon(bid: Leading) -> bool:
    """The server takes a moment to see that a process has ended."""
    while not bid.try_lead():
        assert not bid.trouble
    return True


def test_one_leads_until_it_lets_another(postgres_ledger: Ledger) -> None:
    with bids(postgres_ledger, postgres_ledger) as (first, second):
        assert not first.is_leading()
        assert first.try_lead()
        assert first.try_lead()  # and again, at each tick
        assert not second.try_lead()
        assert not second.is_leading()
        assert postgres_ledger.is_served()
        first.release()
        assert not first.is_leading()
        assert leads_soon(second)
        assert second.is_leading()
        assert not first.try_lead()


def test_a_killed_leader_is_followed(postgres_ledger: Ledger, postgres_url: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with (
        bids(postgres_ledger) as [second],
        subprocess.Popen(
            [sys.executable, "-c", LEAD, postgres_url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
        ) as first,
    ):
        assert first.stdout is not None
        assert first.stdout.readline() == b"True\n"
        assert not second.try_lead()
        first.send_signal(signal.SIGKILL)
        first.wait()
        assert leads_soon(second)


def test_whoever_lost_its_connection_leads_no_more(
    postgres: Server, postgres_ledger: Ledger
) -> None:
    with bids(postgres_ledger, postgres_ledger) as (first, second):
        assert first.try_lead()
        postgres.ask(CUT)
        assert second.try_lead()
        assert not first.is_leading()
        assert "terminating connection" in first.trouble
        assert not first.is_leading()
        assert not first.try_lead()
        assert first.trouble == ""
        second.release()
        assert leads_soon(first)


def test_nobody_leads_without_a_server_and_somebody_once_it_is_back(
    postgres: Server, postgres_ledger: Ledger
) -> None:
    with bids(postgres_ledger) as [leading]:
        assert leading.try_lead()
        postgres.stop()
        try:
            assert not leading.is_leading()
            assert not leading.try_lead()
            assert "check that the server runs" in leading.trouble
        finally:
            postgres.start()
        assert leading.try_lead()
        assert leading.trouble == ""


def test_two_ledgers_of_one_database_have_a_leader_each(
    postgres: Server, postgres_ledger: Ledger, postgres_url: str
) -> None:
    postgres.ask("CREATE SCHEMA beside", postgres_ledger.engine.url.database or "")
    url = f"{postgres_url}?options=-csearch_path%3Dbeside"
    with closing(open_ledger(url, UTC_ZONE)) as beside:
        with bids(postgres_ledger, beside) as (one, another):
            assert one.try_lead()
            assert not beside.is_served()
            assert another.try_lead()
        with postgres_ledger.write() as held, beside.write() as session:
            held.connection().exec_driver_sql("SELECT 1")  # where each has its turn
            session.connection().exec_driver_sql("SELECT 1")


def test_what_needs_that_no_service_runs_waits_for_its_end(postgres_ledger: Ledger) -> None:
    with bids(postgres_ledger) as [leading]:
        with postgres_ledger.only_service():
            assert not leading.try_lead()
        assert leads_soon(leading)
        with (
            pytest.raises(LedgerError, match="in use by `leadlight run`: stop all"),
            postgres_ledger.only_service(),
        ):
            pass
    with postgres_ledger.serving(), postgres_ledger.serving():
        assert not postgres_ledger.is_served()  # any number may run; one that leads is told


def test_the_one_service_of_a_file_leads(tmp_path: Path) -> None:
    with closing(open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}", UTC_ZONE)) as ledger:
        leading = ledger.leading()
        assert leading.try_lead()
        assert leading.is_leading()
        with ledger.serving():
            assert ledger.is_served()
            with pytest.raises(LedgerError, match="in use by another"), ledger.serving():
                pass
        assert not ledger.is_served()


def test_whoever_lost_it_is_told_so_before_it_leads_again(
    postgres: Server, postgres_ledger: Ledger
) -> None:
    with bids(postgres_ledger) as [leading]:
        assert leading.try_lead()
        postgres.ask(CUT)
        assert not leading.try_lead()  # though nobody else leads
        assert leading.try_lead()


@pytest.mark.parametrize("said", ["0", "100ms"])
def test_what_a_database_says_of_idle_sessions_is_not_meant_for_leaders(
    postgres: Server, postgres_ledger: Ledger, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    """Else nobody would follow one that hangs, or a command would end at its work."""
    database = postgres_ledger.engine.url.database
    postgres.ask(f"ALTER DATABASE {database} SET idle_session_timeout = '{said}'")
    try:
        monkeypatch.setattr(store, "SILENCE", timedelta(seconds=0.2))
        with bids(postgres_ledger, postgres_ledger) as (first, second):
            assert first.try_lead()
            assert leads_soon(second)
        with postgres_ledger.only_service():
            time.sleep(0.4)
            assert postgres_ledger.is_served()
    finally:
        postgres.ask(f"ALTER DATABASE {database} RESET idle_session_timeout")


def test_a_leader_that_hangs_is_followed_and_a_command_may_take_its_time(
    postgres_ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "SILENCE", timedelta(seconds=0.2))
    with bids(postgres_ledger, postgres_ledger) as (first, second):
        assert first.try_lead()
        assert leads_soon(second)  # for the first one asks nothing
        assert not first.is_leading()
        assert first.trouble.startswith("nothing was asked for longer than the server allows")
        assert first.trouble.endswith("another one leads, or this one again; nothing to do")
    with postgres_ledger.only_service():
        time.sleep(0.6)
        assert postgres_ledger.is_served()
