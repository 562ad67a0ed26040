"""`leadlight import --follow`: a log that grows, rotates, is cut and killed loses nothing."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.commands.follow import follow
from bot.commands.imported import Result
from bot.commands.tail import QUIET_READS, Tail
from ledger import jobs
from ledger.schema import open_ledger
from tests.bot.logged import count, log_line, log_lines, opened_in, pages, write_rules
from tests.conftest import UTC_ZONE

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 60


def until(holds: Callable[[], bool]) -> None:
    """Waits for what another thread or process does."""
    for _ in range(PATIENCE_SECONDS * 50):
        if holds():
            return
        time.sleep(0.02)
    raise AssertionError("it did not happen")


@contextmanager
def following(log: Path, settle_after: float = 30) -> Iterator[Result]:
    """Follows a log in a thread, and ends it cleanly."""
    end, result = threading.Event(), Result()
    with opened_in(log.parent) as o:
        thread = threading.Thread(target=follow, args=(o, log, result, "", end, 0.01, settle_after))
        thread.start()
        try:
            yield result
        finally:
            end.set()
            thread.join(PATIENCE_SECONDS)
            assert not thread.is_alive()


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "access.log"
    path.write_text(log_lines(0, 10))
    return path


def append(log: Path, text: str) -> None:
    with log.open("a") as out:
        out.write(text)


def test_a_log_that_grows_in_the_middle_of_a_line(log: Path) -> None:
    with following(log) as result:
        until(lambda: result.new == 10)
        text = log_lines(10, 12)
        append(log, text[:50])
        append(log, text[50:-40])
        until(lambda: result.new == 11)
        append(log, text[-40:])
        until(lambda: result.new == 12)
    assert result.rejected == []
    append(log, log_lines(12, 20))
    with following(log) as result:
        until(lambda: result.new == 8)
    assert result.read == 8
    assert pages(log.parent) == list(range(20))


def test_a_rotation_while_it_follows(log: Path) -> None:
    with following(log) as result:
        until(lambda: result.new == 10)
        renamed = log.rename(log.with_name("access.log.1"))
        append(renamed, log_line(10) + log_line(11).rstrip("\n"))
        log.write_text(log_lines(12, 15))
        until(lambda: result.new == 15)
        append(log, log_line(15))
        until(lambda: result.new == 16)
    assert pages(log.parent) == list(range(16))


def test_rotations_while_nobody_follows(log: Path) -> None:
    with following(log) as result:
        until(lambda: result.new == 10)
    first = log.rename(log.with_name("access.log.2"))
    append(first, log_line(10))
    second = log.with_name("access.log.1")
    second.write_text(log_lines(11, 14))
    log.write_text(log_lines(14, 16))
    for age, path in ((300, first), (200, second), (100, log)):
        moment = path.stat().st_mtime - age
        os.utime(path, (moment, moment))
    with following(log) as result:
        until(lambda: result.new == 6)
    assert result.read == 6
    assert pages(log.parent) == list(range(16))


@pytest.mark.parametrize("lines", [3, 40])
def test_a_log_that_was_truncated_and_grew_again(log: Path, lines: int) -> None:
    with following(log) as result:
        until(lambda: result.new == 10)
        log.write_text(log_lines(100, 100 + lines))
        until(lambda: result.new == 10 + lines)
    assert result.rejected == []
    assert pages(log.parent) == [*range(10), *range(100, 100 + lines)]


def test_a_file_that_is_gone_is_told(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with following(log) as result:
        until(lambda: result.new == 10)
    kept = log.read_text()
    log.unlink()
    log.write_text(log_line(77) + kept)
    with following(log) as result:
        until(lambda: result.read == 11)
    assert "the file that was read last is gone" in capsys.readouterr().err
    assert (result.new, result.duplicate) == (1, 10)


def test_a_bad_line_is_named_with_its_number_in_the_file(
    log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with following(log) as result:
        until(lambda: result.new == 10)
        append(log, "what is this\n")
        until(lambda: len(result.rejected) == 1)
    assert f"{log} line 11: not a line of the common" in capsys.readouterr().err


def test_an_overlap_with_an_import_counts_once(log: Path) -> None:
    with following(log) as result:
        until(lambda: result.new == 10)
    other = log.with_name("copy.log")
    other.write_text(log_lines(5, 12))
    with following(other) as result:
        until(lambda: result.read == 7)
    assert (result.new, result.duplicate) == (2, 5)


def test_a_tail_gives_whole_lines_until_the_file_is_old(log: Path) -> None:
    append(log, "half")
    with Tail(log, None) as tail:
        piece = tail.next()
        assert piece is not None
        assert piece.data.decode() == log_lines(0, 10)
        assert (piece.before, piece.place.lines) == (0, 10)
        assert tail.next() is None
        log.rename(log.with_name("access.log.1"))
        log.write_text("new\n")
        came = [tail.next() for _ in range(QUIET_READS + 1)]
        assert came[:-1] == [None] * QUIET_READS
        assert came[-1] is not None
        assert came[-1].data == b"half"


@contextmanager
def command(log: Path) -> Iterator[subprocess.Popen[str]]:
    """The command itself, in a process of its own."""
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "import", str(log), "--follow", "--json"],
        cwd=log.parent,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "RULES_FILE": str(write_rules(log.parent)),
            "IDENTITY_KEY": "a key of sixteen bytes and more",
        },
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def test_killed_in_the_middle_then_ended_by_a_signal(log: Path) -> None:
    everything = 6_000  # as long lines: three pieces of what is read at once
    log.write_text(log_lines(0, everything).replace('"-"', f'"{"r" * 800}"'))
    ledger = open_ledger(f"sqlite:///{log.parent / 'leadlight.db'}", UTC_ZONE)
    ledger.close()
    with command(log) as process:
        until(lambda: count(log.parent) > 0)
        process.send_signal(signal.SIGKILL)
    assert 0 < count(log.parent) < everything
    with command(log) as process:
        until(lambda: count(log.parent) == everything)
        process.send_signal(signal.SIGTERM)
        told, _ = process.communicate(timeout=PATIENCE_SECONDS)
        assert process.returncode == 0
    assert f'"read": {everything}' not in told
    assert pages(log.parent) == list(range(everything))


def judged_at(folder: Path) -> str:
    """When the next score is due, as the ledger keeps it."""
    with closing(sqlite3.connect(folder / "leadlight.db")) as connection:
        [(due,)] = connection.execute("SELECT due_at FROM job WHERE name = 'score'")
    return str(due)


def test_a_log_that_is_never_quiet_is_recognised_all_the_same(log: Path) -> None:
    """A line comes before each look, as on a busy server."""
    late = datetime(2100, 1, 1, tzinfo=UTC)
    with opened_in(log.parent) as o, o.ledger.write() as session:
        jobs.claim(session, "score", late - timedelta(days=1), late)
    before, is_settled = judged_at(log.parent), threading.Event()

    def write() -> None:
        number = 10
        while not is_settled.wait(0.001):
            append(log, log_line(number))
            number += 1

    writing = threading.Thread(target=write)
    with following(log, settle_after=0.05):
        writing.start()
        try:
            until(lambda: judged_at(log.parent) != before)
        finally:
            is_settled.set()
            writing.join()


def test_a_busy_log_is_stored_some_lines_at_a_time(log: Path) -> None:
    """Between pieces it pauses, though more came: a commit for each line would hold others up."""
    paused: list[float | None] = []

    class Pausing(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            paused.append(timeout)
            append(log, log_line(100 + len(paused)))
            if len(paused) == 3:
                self.set()
            return self.is_set()

    with opened_in(log.parent) as o:
        follow(o, log, Result(), "", Pausing(), 7)
    assert paused == [7, 7, 7]
    assert pages(log.parent) == [*range(10), 101, 102]


def test_a_link_to_a_log_is_followed_over_its_rotation(log: Path, tmp_path: Path) -> None:
    real = tmp_path / "elsewhere" / "web.log"
    real.parent.mkdir()
    log.rename(real)
    log.symlink_to(real)
    with Tail(log, None) as tail:
        piece = tail.next()
        assert piece is not None
    append(real, log_line(10))
    real.rename(real.with_name("web.log.1"))
    real.write_text(log_line(11))
    with Tail(log, piece.place.text()) as tail:
        assert not tail.is_lost
        found = [tail.next() for _ in range(QUIET_READS + 2)]
    data = b"".join(one.data for one in found if one)
    assert data.decode() == log_lines(10, 12)
