"""`--follow` after it was stopped for too long, or ended too soon; what is told of missed logs."""

import argparse
import gzip
import os
import signal
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from bot import clock, feeds
from bot.commands import import_files
from bot.commands.follow import follow
from bot.commands.imported import Result
from bot.commands.opening import opened
from bot.unread import NOTED, imported, note, unread
from tests.bot.command_line import Leadlight
from tests.bot.logged import log_line, log_lines, opened_in, pages, url_in, write_rules


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "access.log"
    path.write_text(log_lines(0, 10))
    return path


def follow_all(log: Path, rows: int) -> None:
    """Follows until so many rows were read, then ends."""
    end, result = threading.Event(), Result()

    with opened_in(log.parent) as o:
        thread = threading.Thread(target=follow, args=(o, log, result, "", end, 0.01))
        thread.start()
        for _ in range(3_000):
            if result.read >= rows:
                break
            end.wait(0.01)
        end.set()
        thread.join(30)
    assert result.read == rows


def written(path: Path, text: str, minutes: int) -> None:
    """A file that was written so many minutes from now."""
    path.write_text(text)
    moment = clock.now().timestamp() + 60 * minutes
    os.utime(path, (moment, moment))


def missed(log: Path, later: timedelta = timedelta(0)) -> list[str]:
    """What `doctor` says of the log beside that it is followed."""
    with opened_in(log.parent) as o:
        today = (clock.now() + later).date()
        lines = feeds.feeds(o.settings, o.ledger, o.rules, [], today)
        return [line.saw for line in lines if line.what == "log access.log" and not line.fine]


def rotate_twice(log: Path) -> Path:
    """Once plain, once packed: the file that was read, with a line more, is no longer plain."""
    packed = log.with_name("access.log.2.gz")
    packed.write_bytes(gzip.compress((log.read_text() + log_line(10)).encode()))
    os.utime(packed, (clock.now().timestamp() + 60,) * 2)
    log.unlink()
    written(log.with_name("access.log.3"), log_lines(90, 95), -600)
    written(log.with_name("access.log.1"), log_lines(11, 14), 2)
    written(log, log_lines(14, 16), 3)
    return packed


def test_the_oldest_plain_file_since_is_read_and_the_packed_one_named(
    log: Path, capsys: pytest.CaptureFixture[str], leadlight: Leadlight
) -> None:
    follow_all(log, 10)
    packed = rotate_twice(log)
    follow_all(log, 5)
    assert pages(log.parent) == [*range(10), *range(11, 16)]
    assert f"Not read, because compressed: {packed}\n" in capsys.readouterr().err
    assert missed(log) == [f"rotated before it was read: {packed}"]
    ran = leadlight(
        "import",
        str(packed),
        RULES_FILE=str(write_rules(log.parent)),
        DATABASE_URL=url_in(log.parent),
        IDENTITY_KEY="a key of sixteen bytes and more",
    )
    assert ran.code == 0
    assert pages(log.parent) == list(range(16))
    assert missed(log) == []


def test_a_file_that_is_nowhere_is_told_too(log: Path) -> None:
    follow_all(log, 10)
    log.unlink()
    log.write_text(log_lines(10, 12))
    follow_all(log, 2)
    assert missed(log) == ["rotated before it was read: the file that was read last, which is gone"]


def test_a_note_is_taken_back_after_a_day_and_file_by_file(log: Path) -> None:
    at = clock.now()
    files = [log.with_name(f"access.log.{n}.gz") for n in (2, 3)]
    with opened_in(log.parent) as o:
        with o.ledger.write() as session:
            note(session, log, files, at)
            imported(session, log.with_name("other.gz"), at)
            imported(session, files[0], at)
        with o.ledger.read() as session:
            assert [one.files for one in unread(session, at)] == [(files[1],)]
            assert unread(session, at + NOTED) == []
        with o.ledger.write() as session:
            imported(session, files[1], at)
            assert unread(session, at) == []


def test_a_signal_while_the_ledger_is_opened_ends_it_with_its_figures(
    log: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(log.parent)

    def told_meanwhile() -> object:
        signal.raise_signal(signal.SIGTERM)
        return opened()

    monkeypatch.setattr("bot.commands.import_files.opened", told_meanwhile)
    parser = argparse.ArgumentParser()
    import_files.arguments(parser)
    assert import_files.run(parser.parse_args([str(log), "--follow"])) == 0
    assert "0 rows read" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("args", "before", "is_told"),
    [
        ((), "", True),
        (("--source", "docs.acme.example"), "", False),
        ((), "docs.acme.example:443 ", False),
    ],
)
def test_a_log_whose_site_nobody_names_is_told_of_once(
    leadlight: Leadlight, log: Path, args: tuple[str, ...], before: str, is_told: bool
) -> None:
    log.write_text("".join(before + log_line(number) for number in range(3)))
    ran = leadlight("import", str(log), str(log), *args, RULES_FILE=str(write_rules(log.parent)))
    assert ran.err.count("No --source was given") == is_told
    again = leadlight("import", str(log), *args, RULES_FILE=str(write_rules(log.parent)))
    assert "3 of those known already belong to no company yet" in again.out
