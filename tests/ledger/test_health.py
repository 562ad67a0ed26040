"""What befalls a ledger's file is named, stops every write, and is over when it is mended."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection

from ledger import health, inbox, intake, meta
from ledger.engine import DRIVER, Ledger
from ledger.errors import DriverError, LedgerError
from ledger.health import LEAST_ROOM
from ledger.schema import open_ledger
from tests.builders import NOW, draft
from tests.conftest import UTC_ZONE

PAGE, DAMAGED = 4_096, 20


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Ledger]:
    """A ledger with something in it, all of it in the file itself."""
    url = f"sqlite:///{tmp_path / 'leadlight.db'}"
    with closing(open_ledger(url, UTC_ZONE)) as made, made.write() as session:
        intake.record(session, [draft(str(n), title="t" * 200) for n in range(500)], UTC_ZONE, NOW)
    with closing(open_ledger(url, UTC_ZONE)) as ledger:
        write(ledger)
        yield ledger


def write(ledger: Ledger) -> None:
    """What a Slack event does before it is acknowledged."""
    with ledger.write() as session:
        inbox.store(session, "T1", "Ev1", {"n": 1}, NOW)


def delete(path: Path) -> None:
    path.rename(path.with_suffix(".away"))


def replace(path: Path) -> None:
    delete(path)
    shutil.copy(path.with_suffix(".away"), path)


def put_back(path: Path) -> None:
    path.with_suffix(".away").replace(path)


@pytest.mark.parametrize(("fault", "named"), [(delete, "was deleted"), (replace, "was replaced")])
def test_a_file_that_is_not_in_its_place_takes_nothing(
    kept: Ledger, fault: Callable[[Path], None], named: str
) -> None:
    assert health.causes(kept) == []
    fault(kept.path)
    [cause] = health.causes(kept)
    assert named in cause
    assert "stop the service" in cause
    with pytest.raises(LedgerError, match=named):
        write(kept)
    put_back(kept.path)
    assert health.causes(kept) == []
    write(kept)


def test_a_new_connection_makes_no_file(kept: Ledger) -> None:
    delete(kept.path)
    kept.engine.dispose()  # as when the pool opens one more
    with pytest.raises(DriverError, match="unable to open"), kept.read() as session:
        meta.get(session, meta.TIMEZONE)
    assert not kept.path.exists()


def test_a_new_connection_to_another_file_is_refused(kept: Ledger) -> None:
    replace(kept.path)
    with pytest.raises(LedgerError, match="replaced"), kept.read() as one, kept.read() as two:
        for session in (one, two):
            meta.get(session, meta.TIMEZONE)


def test_what_is_deleted_before_the_commit_is_not_acknowledged(kept: Ledger) -> None:
    with pytest.raises(LedgerError, match="was deleted"), kept.write() as session:
        inbox.store(session, "T1", "Ev2", {"n": 2}, NOW)
        delete(kept.path)


def test_an_emptied_file_is_not_filled_anew(kept: Ledger) -> None:
    with kept.path.open("r+b") as file:
        file.truncate()
    [cause] = health.causes(kept)
    assert "was emptied" in cause
    with pytest.raises(LedgerError, match="emptied"):
        write(kept)
    assert kept.path.stat().st_size == 0
    with pytest.raises(LedgerError, match="is empty"):
        open_ledger(str(kept.engine.url), UTC_ZONE)


def test_a_served_ledger_that_is_gone_is_not_made_anew(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'leadlight.db'}"
    with closing(open_ledger(url, UTC_ZONE)) as served, served.only_service():
        write(served)
    (tmp_path / "leadlight.db").unlink()
    with pytest.raises(LedgerError, match="is gone, although a service has worked with it"):
        open_ledger(url, UTC_ZONE)
    assert not (tmp_path / "leadlight.db").exists()
    (tmp_path / "leadlight.db.lock").unlink()
    open_ledger(url, UTC_ZONE).close()


@pytest.mark.parametrize(
    ("fault", "over", "named"),
    [
        ("max_page_count = 1", "max_page_count = 1073741823", "is full): make room"),
        ("query_only = ON", "query_only = OFF", "readonly database): give this user the right"),
    ],
)
def test_a_disk_that_takes_nothing_is_named_and_heals(
    kept: Ledger, fault: str, over: str, named: str
) -> None:
    """SQLite itself says so, of a limit that it is given: no disk has to be filled for it."""
    state = [fault]

    def limit(connection: DBAPIConnection, _record: object, _proxy: object) -> None:
        connection.cursor().execute(f"PRAGMA {state[0]}")

    event.listen(kept.engine, "checkout", limit)
    many = [draft(f"more {n}", title="t" * 300) for n in range(2_000)]
    with pytest.raises(DriverError), kept.write() as session:
        intake.record(session, many, UTC_ZONE, NOW)
    if "query_only" in fault:
        [cause] = health.causes(kept)
        assert named in cause
    else:  # a small row still fits, as it may on a full disk
        assert named.startswith("is full") and "is full" in kept.failed
    state[0] = over
    assert health.causes(kept) == []
    assert kept.failed == ""
    with kept.write() as session:
        assert intake.record(session, many, UTC_ZONE, NOW).new == 2_000


def test_little_room_is_named_before_there_is_none(kept: Ledger) -> None:
    assert LEAST_ROOM == 64 * 2**20
    [cause] = health.causes(kept, least_room=2**60)
    assert "is full" in cause
    assert cause.endswith("make room")


def damage(path: Path) -> bytes:
    """Overwrites the last pages, which hold rows; returns what was there."""
    with path.open("r+b") as file:
        file.seek(-DAMAGED * PAGE, os.SEEK_END)
        was = file.read()
        file.seek(-DAMAGED * PAGE, os.SEEK_END)
        file.write(b"\xa5" * len(was))
    return was


def test_damage_is_found_by_the_check_and_ends_all_writing(kept: Ledger) -> None:
    assert health.quick_check(kept, NOW) == ""
    with kept.read() as session:
        assert health.checked(session) == health.Checked(NOW, "")
    kept.close()
    was = damage(kept.path)
    assert health.quick_check(kept, NOW) != ""
    [cause] = health.causes(kept)
    assert "is damaged" in cause
    with pytest.raises(LedgerError, match="restore a backup"):
        write(kept)
    with closing(Ledger(kept.engine.url)) as another:
        assert health.causes(another) == [cause]  # what was found outlives the process
    with kept.path.open("r+b") as file:
        file.seek(-DAMAGED * PAGE, os.SEEK_END)
        file.write(was)
    kept.engine.dispose()
    assert health.quick_check(kept, NOW) == ""
    assert health.causes(kept) == []
    write(kept)


def test_a_ledger_that_a_newer_version_upgraded_takes_nothing(kept: Ledger) -> None:
    with closing(DRIVER.connect(kept.path)) as newer, newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
    [cause] = health.causes(kept)
    assert "newer Leadlight (schema 9999)" in cause
    with pytest.raises(LedgerError, match="newer Leadlight"):
        write(kept)
