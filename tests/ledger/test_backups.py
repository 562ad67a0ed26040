"""A backup is whole whatever is written meanwhile, and nothing but a whole one takes a place."""

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from ledger import actors, backups, forgotten, intake, notices, restored, series, service_lock
from ledger.engine import DRIVER, Ledger
from ledger.errors import LedgerError
from ledger.restored import Restoration
from ledger.restoring import Restored, restore
from ledger.schema import open_ledger
from ledger.tables import Actor, Tombstone
from tests.builders import NOW, actor, draft
from tests.conftest import UTC_ZONE
from tests.ledger.forgetful import KEY

LATER = NOW + timedelta(days=3)
GAP = series.LEAST_GAP + 1
COUNTS = "SELECT (SELECT COUNT(*) FROM activity), (SELECT SUM(count) FROM tally)"


def opened(path: Path) -> Ledger:
    return open_ledger(f"sqlite:///{path}", UTC_ZONE, KEY.of)


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Ledger]:
    """A ledger in which two people did something."""
    with closing(opened(tmp_path / "leadlight.db")) as ledger:
        remember(ledger, "ada", "bo")
        yield ledger


def remember(ledger: Ledger, *who: str) -> None:
    with ledger.write() as session:
        for one in who:
            intake.record(session, [draft(f"of {one}", who=actor(one))], UTC_ZONE, NOW)


def brought_back(file: Path, ledger: Path) -> Restored:
    return restore(file, ledger, KEY.of, LATER, lambda *_: None)


def counted(path: Path) -> tuple[int, int]:
    with closing(DRIVER.connect(path)) as connection:
        activities, tallied = connection.execute(COUNTS).fetchone()
    return activities, tallied


def people(path: Path) -> set[str]:
    with closing(opened(path)) as ledger, ledger.read() as session:
        return {one.handle for one in session.exec(select(Actor))}


def forget(ledger: Ledger, name: str) -> None:
    with ledger.write() as session:
        found = actors.by_identity(session, "files", name)
        assert found is not None
        forgotten.forget(session, found, LATER)
    ledger.write_anew()


def test_what_was_backed_up_comes_back_and_what_was_there_stays(
    kept: Ledger, tmp_path: Path
) -> None:
    place, file = kept.path, tmp_path / "backup.db"
    backups.backup(kept, file, NOW)
    remember(kept, "cy")
    kept.close()
    done = brought_back(file, place)
    aside = tmp_path / f"leadlight.db.before-restore-{LATER:%Y%m%dT%H%M%SZ}"
    assert done == Restored(aside, 0, True, next_referral=1)
    assert people(place) == {"ada", "bo"}
    assert people(aside) == {"ada", "bo", "cy"}
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert file.exists()


def test_an_open_ledger_notices_that_it_was_restored(kept: Ledger, tmp_path: Path) -> None:
    backups.backup(kept, tmp_path / "backup.db", NOW)
    brought_back(tmp_path / "backup.db", kept.path)
    with pytest.raises(LedgerError, match="was replaced"):
        remember(kept, "cy")


def empty(path: Path) -> None:
    path.write_bytes(b"")


def text(path: Path) -> None:
    path.write_text("a list of what to buy\n" * 500)


def damaged(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(20 * 4_096)
        file.write(b"\xa5" * 5 * 4_096)


def test_nothing_is_restored_while_the_service_runs(kept: Ledger, tmp_path: Path) -> None:
    backups.backup(kept, tmp_path / "backup.db", NOW)
    with (
        service_lock.held(kept.path),
        pytest.raises(LedgerError, match="stop that one first"),
    ):
        brought_back(tmp_path / "backup.db", kept.path)
    remember(kept, "cy")  # into the ledger that is still in its place


def test_whoever_was_forgotten_since_is_forgotten_again(kept: Ledger, tmp_path: Path) -> None:
    place, file = kept.path, tmp_path / "backup.db"
    forget(kept, "bo")
    remember(kept, "cy")
    backups.backup(kept, file, NOW)
    remember(kept, "dee")
    for name in ("ada", "cy", "dee"):  # of whom the backup does not know the last
        forget(kept, name)
    kept.close()
    assert b"ada" in file.read_bytes()
    assert brought_back(file, place).forgotten == 2
    for word in (b"ada", b"cy"):
        assert word not in place.read_bytes().replace(b"adapt", b"")
    with closing(opened(place)) as ledger:
        with ledger.read() as session:
            assert len(session.exec(select(Tombstone)).all()) == 4
            assert not forgotten.key_is_lost(session)
        remember(ledger, "ada", "dee")  # their source tells it again
        assert counted(place) == (4, 4)
    assert people(place) == {""}


def test_under_another_key_nobody_comes_back_by_name(kept: Ledger, tmp_path: Path) -> None:
    place, file = kept.path, tmp_path / "backup.db"
    backups.backup(kept, file, NOW)
    forget(kept, "ada")
    kept.close()
    with pytest.raises(LedgerError, match="under another IDENTITY_KEY"):
        restore(file, place, lambda purpose, value: f"{purpose}{value}", LATER, lambda *_: None)
    assert not list(tmp_path.glob("*restor*"))


def test_a_backup_whose_forgotten_have_another_key_is_refused(kept: Ledger, tmp_path: Path) -> None:
    file, place = tmp_path / "backup.db", tmp_path / "elsewhere.db"
    forget(kept, "ada")
    backups.backup(kept, file, NOW)
    with pytest.raises(LedgerError, match="put the key of the backup back"):
        restore(file, place, lambda purpose, value: f"{purpose}{value}", LATER, lambda *_: None)
    assert not place.exists()
    assert brought_back(file, place) == Restored(None, 0, True, GAP)


def test_what_root_restores_belongs_to_the_owner_of_the_folder(
    kept: Ledger, tmp_path: Path
) -> None:
    file, folder = tmp_path / "backup.db", tmp_path / "theirs"
    folder.mkdir()
    if os.geteuid() == 0:
        os.chown(folder, 65534, 65534)
    backups.backup(kept, file, NOW)
    brought_back(file, folder / "leadlight.db")
    made = [folder / "leadlight.db", folder / "leadlight.db.lock"]
    assert {one.stat().st_uid for one in made} == {folder.stat().st_uid}


@pytest.mark.parametrize("spoil", [empty, text, damaged])
def test_a_ledger_that_is_lost_can_be_replaced(
    kept: Ledger, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    place, file = kept.path, tmp_path / "backup.db"
    backups.backup(kept, file, NOW)
    forget(kept, "ada")
    kept.close()
    spoil(place)
    done = brought_back(file, place)
    assert done.aside is not None
    if spoil is not damaged:  # where the tombstones can still be read, they hold
        assert not done.is_known
        assert people(place) == {"ada", "bo"}


def test_a_ledger_of_an_earlier_moment_may_be_deleted_first(kept: Ledger, tmp_path: Path) -> None:
    place, file = kept.path, tmp_path / "backup.db"
    backups.backup(kept, file, NOW)
    kept.close()
    place.unlink()
    assert brought_back(file, place) == Restored(None, 0, True, GAP)
    assert people(place) == {"ada", "bo"}


@pytest.mark.parametrize("is_there", [True, False])
def test_a_refused_restore_leaves_nothing_behind(
    kept: Ledger, tmp_path: Path, is_there: bool
) -> None:
    """A lock without a ledger would say that one was lost, so that none could begin there."""
    file, folder = tmp_path / "backup.db", tmp_path / "elsewhere"
    folder.mkdir()
    place = kept.path if is_there else folder / "leadlight.db"
    forget(kept, "ada")
    backups.backup(kept, file, NOW)
    kept.close()
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(LedgerError, match="put the key of the backup back"):
        restore(file, place, lambda purpose, value: f"{purpose}{value}", LATER, lambda *_: None)
    added = set(tmp_path.rglob("*")) - set(before)
    assert added <= {service_lock.lock_of(kept.path)}
    with closing(opened(place)) as anew:
        remember(anew, "cy")


def test_a_restore_notes_when_it_was_and_of_when_the_backup_is(
    kept: Ledger, tmp_path: Path
) -> None:
    file = tmp_path / "backup.db"
    with kept.write() as session:
        notices.queue(session, "told", "oql3", "#leads", {}, NOW - timedelta(hours=5))
    backups.backup(kept, file, NOW)
    for at in (LATER, LATER + timedelta(days=1)):  # the copy of a restored one, restored again
        restore(file, kept.path, KEY.of, at, lambda *_: None)
        kept.close()
        with closing(opened(kept.path)) as again:
            with again.read() as session:
                found = restored.last(session)
            assert found == Restoration(at, NOW - timedelta(hours=5), 0, 0)
            backups.backup(again, file, at)
