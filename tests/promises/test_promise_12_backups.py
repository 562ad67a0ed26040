"""12: a backup made while the service writes restores; what is not whole takes nobody's place."""

import stat
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from random import Random
from threading import Event

import pytest

from ledger import backups, intake, restored, series
from ledger.engine import DRIVER, Ledger
from ledger.errors import LedgerError
from tests.builders import NOW, draft
from tests.conftest import UTC_ZONE
from tests.ledger.test_backups import (
    brought_back,
    counted,
    damaged,
    empty,
    kept,
    text,
)
from tests.promises import size
from tests.promises.conftest import Record

__all__ = ["kept"]

OF_RESTORE = (restored.RESTORED, series.GIVEN)
BACKUPS = size.of(10, 50)
WRITERS, BATCH = 2, 20


@contextmanager
def writing(ledger: Ledger) -> Iterator[None]:
    """Two writers store batches for as long as the block lasts."""
    done = Event()

    def write(who: int) -> None:
        for number in count():
            batch = [draft(f"{who}:{number}:{n}") for n in range(BATCH)]
            with ledger.write() as session:
                intake.record(session, batch, UTC_ZONE, NOW)
            if done.is_set():
                return

    with ThreadPoolExecutor(WRITERS) as pool:
        writers = [pool.submit(write, who) for who in range(WRITERS)]
        try:
            yield
        finally:
            done.set()
        for one in writers:
            one.result()


def test_promise_12_a_backup_under_writes_restores(
    kept: Ledger, tmp_path: Path, record: Record
) -> None:
    files = [tmp_path / f"{n}.db" for n in range(BACKUPS)]
    with writing(kept):
        for file in files:
            made = backups.backup(kept, file, NOW)
            assert made.size == file.stat().st_size
    for number, file in enumerate(files):
        backups.verify(file)
        activities, tallied = counted(file)
        assert activities == tallied
        assert activities % BATCH == 2  # whole batches, beside the two that were there
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        place = tmp_path / f"restored{number}" / "leadlight.db"
        place.parent.mkdir()
        brought_back(file, place)
        assert contents(place) == contents(file)
    assert sorted(map(counted, files)) == [counted(file) for file in files]
    assert counted(files[-1]) > counted(files[0])
    with kept.read() as session:
        assert backups.last(session) == NOW
    record("a backup under two writers, restored and compared", BACKUPS, "backups")


def contents(path: Path) -> list[tuple[str, list[tuple[object, ...]]]]:
    """Every row of every table, but for what a restore notes of itself."""
    with closing(DRIVER.connect(path)) as connection:
        asked = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
        names = [name for (name,) in connection.execute(asked).fetchall()]
        rows = {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in names}
    rows["meta"] = [row for row in rows["meta"] if not str(row[0]).startswith(OF_RESTORE)]
    return [(name, sorted(map(tuple, found), key=repr)) for name, found in rows.items()]


def test_promise_12_a_copy_of_the_file_alone_lacks_some(kept: Ledger, tmp_path: Path) -> None:
    """The mistake: what was written last stands in the log beside it."""
    with writing(kept):
        pass
    with kept.read() as session:
        query = "SELECT COUNT(*) FROM activity"
        whole = session.connection().exec_driver_sql(query).scalar_one()
    alone = tmp_path / "alone.db"
    alone.write_bytes(kept.path.read_bytes())
    assert counted(alone)[0] < whole


def other(path: Path) -> None:
    path.unlink()
    with closing(DRIVER.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE song (name)")


def newer(path: Path) -> None:
    with closing(DRIVER.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")


def cut_off(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)


def torn(path: Path, chance: Random) -> None:
    """Some of its pages are another's."""
    with path.open("r+b") as file:
        for _ in range(5):
            file.seek(4_096 * chance.randrange(5, path.stat().st_size // 4_096))
            file.write(chance.randbytes(4_096))


def test_promise_12_a_torn_copy_is_refused(
    kept: Ledger, tmp_path: Path, chance: Random, record: Record
) -> None:
    backups.backup(kept, tmp_path / "whole.db", NOW)
    for number in range(BACKUPS):
        file = tmp_path / f"torn{number}.db"
        file.write_bytes((tmp_path / "whole.db").read_bytes())
        torn(file, chance)
        with pytest.raises(LedgerError):
            backups.verify(file)
    record("a backup with pages of random bytes", BACKUPS, "backups")


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        (Path.unlink, "there is no file"),
        (empty, "is empty"),
        (text, "is no whole ledger"),
        (other, "but no ledger"),
        (newer, "newer Leadlight"),
        (damaged, "take another backup"),
        (cut_off, "take another backup"),
    ],
)
def test_promise_12_what_is_no_whole_backup_changes_nothing(
    kept: Ledger, tmp_path: Path, record: Record, spoil: Callable[[Path], None], named: str
) -> None:
    place, file = kept.path, tmp_path / "backup.db"
    backups.backup(kept, file, NOW)
    kept.close()
    spoil(file)
    was = place.read_bytes()
    with pytest.raises(LedgerError, match=named):
        brought_back(file, place)
    assert place.read_bytes() == was
    assert not list(tmp_path.glob("*restor*"))
    record(f'a backup of which the restore says "{named}"', 1, "backup")
