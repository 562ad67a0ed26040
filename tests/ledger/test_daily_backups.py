"""The backups of each day: whose they are, how long they stay, and whom they hold."""

import shutil
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from ledger import backups
from ledger.backups import Copy
from ledger.engine import Ledger
from tests.builders import NOW
from tests.ledger.test_backups import brought_back, forget, kept, opened, people, remember, text

__all__ = ["kept"]


def test_of_daily_backups_the_newest_stay(kept: Ledger, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    whose = backups.identity(kept)
    mine = folder / "leadlight-before-the-move.db"
    mine.write_text("not a daily one")
    left = folder / f".leadlight-{whose}-2026-11-19.db.part"
    left.write_text("of a process that was killed")
    days = [(NOW + timedelta(days=n)).date() for n in range(5)]
    for day in days:
        backups.daily(kept, folder, 3, day, NOW)
    assert {one.name for one in folder.iterdir()} == {
        *(f"leadlight-{whose}-{day}.db" for day in days[2:]),
        mine.name,
    }


def test_two_ledgers_of_one_name_share_a_folder(kept: Ledger, tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "backups", tmp_path / "elsewhere"
    folder.mkdir()
    elsewhere.mkdir()
    days = [(NOW + timedelta(days=n)).date() for n in range(4)]
    with closing(opened(elsewhere / kept.path.name)) as other:
        remember(other, "cy")
        theirs = backups.daily(other, folder, 2, days[0], NOW).path
        working = folder / f".{theirs.name}.part"
        working.write_text("of a process that is at work")
        for day in days:
            backups.daily(kept, folder, 2, day, NOW)
        assert people(theirs) == {"cy"}
        assert working.exists()
        assert backups.holding(kept, folder, 2, ("files", "cy")) == []
        assert [one.path for one in backups.holding(other, folder, 2, ("files", "cy"))] == [theirs]
    assert len(list(folder.glob("leadlight-*.db"))) == 3


def test_a_restored_ledger_goes_on_with_its_own_backups(kept: Ledger, tmp_path: Path) -> None:
    """Even after the restore of one of before it had an identity."""
    file = tmp_path / "backup.db"
    backups.backup(kept, file, NOW)
    whose = backups.identity(kept)
    kept.close()
    brought_back(file, kept.path)
    with closing(opened(kept.path)) as again:
        assert backups.identity(again) == whose


def test_files_that_tell_not_whose_they_are_go_by_age(kept: Ledger, tmp_path: Path) -> None:
    folder, today = tmp_path / "backups", NOW.date()
    folder.mkdir()
    of_before = [folder / f"leadlight-{today - timedelta(days=n)}.db" for n in range(5)]
    for one in of_before:
        one.write_text("a backup")
    made = backups.daily(kept, folder, 3, today, NOW).path
    assert set(folder.iterdir()) == {made, *of_before[:3]}


def test_the_copies_that_hold_somebody_are_named(kept: Ledger, tmp_path: Path) -> None:
    folder, day = tmp_path / "backups", NOW.date()
    folder.mkdir()
    first = backups.daily(kept, folder, 14, day, NOW).path
    aside = kept.path.with_name(f"{kept.path.name}.before-restore-20260101T000000Z")
    shutil.copy(first, aside)
    forget(kept, "ada")
    tomorrow = day + timedelta(days=1)
    second = backups.daily(kept, folder, 14, tomorrow, NOW).path

    def holding(name: str) -> list[Copy]:
        return backups.holding(kept, folder, 14, ("files", name))

    assert holding("ada") == [Copy(first, day + timedelta(days=14)), Copy(aside, None)]
    assert holding("nobody") == []
    text(second)  # of which nobody knows
    assert [one.path for one in holding("nobody")] == [second]
