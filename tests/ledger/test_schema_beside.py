"""Several processes on one ledger: who makes it, who may read it, and who must not write."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ledger import intake, sqlite_store
from ledger.engine import Ledger
from ledger.errors import LedgerError
from ledger.schema import open_ledger
from tests.builders import NOW, draft
from tests.ledger.opening import open_at_once

UTC_ZONE = ZoneInfo("UTC")


def remember_one(ledger: Ledger) -> None:
    with ledger.write() as session:
        intake.record(session, [draft("1")], UTC_ZONE, NOW)


def test_nobody_else_may_read_a_ledger(tmp_path: Path) -> None:
    """The log beside it holds the same rows."""
    before = os.umask(0o022)
    try:
        made = open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}", UTC_ZONE)
    finally:
        os.umask(before)
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    made.close()
    assert modes == dict.fromkeys(["ledger.db", "ledger.db-wal", "ledger.db-shm"], 0o600)


def test_of_four_that_are_first_all_get_the_same_whole_ledger(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    open_at_once(f"sqlite:///{tmp_path / 'ledger.db'}", capfd)
    assert [path.name for path in tmp_path.iterdir()] == ["ledger.db"]


def test_a_log_without_its_ledger_is_not_laid_over_a_new_one(tmp_path: Path) -> None:
    (tmp_path / "ledger.db-wal").write_bytes(b"rows of another ledger")
    with pytest.raises(LedgerError, match="is there, but not the ledger it belongs to: put"):
        open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}", UTC_ZONE)
    assert [path.name for path in tmp_path.iterdir()] == ["ledger.db-wal"]


def test_a_link_to_where_the_ledger_shall_be_is_followed(tmp_path: Path) -> None:
    (tmp_path / "volume").mkdir()
    (tmp_path / "ledger.db").symlink_to(tmp_path / "volume" / "kept.db")
    open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}", UTC_ZONE).close()
    assert (tmp_path / "volume" / "kept.db").stat().st_size > 0


@contextmanager
def a_service(ledger: Ledger) -> Iterator[None]:
    """Another process that holds the ledger as `leadlight run` does."""
    hold = "import sys\nfrom ledger.engine import Ledger\n" + (
        "with Ledger(sys.argv[1]).only_service():\n"
        "    print('held', flush=True)\n    sys.stdin.read()\n"
    )
    first = subprocess.Popen(
        [sys.executable, "-c", hold, str(ledger.engine.url)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with first:
        assert first.stdout is not None
        assert first.stdout.readline() == "held\n"
        yield
        first.kill()


@pytest.mark.parametrize("races", [True, False])
def test_where_two_writers_do_damage_nobody_writes_beside_the_service(
    ledger: Ledger, ledger_url: str, monkeypatch: pytest.MonkeyPatch, races: bool
) -> None:
    monkeypatch.setattr(sqlite_store, "RACE_FIXED", (99,) if races else (3, 7, 0))
    remember_one(ledger)
    with a_service(ledger):
        open_ledger(ledger_url, UTC_ZONE).close()  # to read is no harm
        if races:
            with pytest.raises(LedgerError, match="two processes write: stop the service first"):
                remember_one(ledger)
        else:
            remember_one(ledger)
    with ledger.only_service():
        remember_one(ledger)
    remember_one(ledger)


def test_a_service_refuses_to_be_the_second(ledger: Ledger) -> None:
    taken = pytest.raises(LedgerError, match="in use by another `leadlight run`")
    with a_service(ledger), taken:
        ledger.only_service().__enter__()
    with ledger.only_service():
        lock = ledger.path.with_name(ledger.path.name + ".lock")
        assert lock.stat().st_mode & 0o777 == 0o600
