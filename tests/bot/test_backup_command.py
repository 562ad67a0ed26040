"""A backup and its way back on the command line, with the key and whoever was forgotten."""

import io
import stat
import sys
from contextlib import closing
from pathlib import Path

import pytest

from ledger import service_lock
from ledger.engine import DRIVER
from tests.bot.command_line import Leadlight

PERSON = "site:ada@acme.example"


@pytest.fixture
def kept(leadlight: Leadlight, file: Path, tmp_path: Path) -> Path:
    """A ledger with a backup, which is returned."""
    assert leadlight("import", str(file)).code == 0
    assert leadlight("backup", "backup.db").code == 0
    return tmp_path / "backup.db"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_backup_is_never_made_over_another_by_chance(leadlight: Leadlight, kept: Path) -> None:
    was = kept.read_bytes()
    told = leadlight("backup", "backup.db")
    assert (told.code, "say --force" in told.err) == (2, True)
    assert kept.read_bytes() == was
    told = leadlight("backup", "backup.db", "--force", "--json")
    assert (told.code, told.json["bytes"], told.json["key"]) == (0, kept.stat().st_size, None)
    assert mode(kept) == 0o600


@pytest.mark.parametrize("name", ["leadlight.db", ".", "nowhere/backup.db"])
def test_it_goes_where_a_file_can_be(leadlight: Leadlight, kept: Path, name: str) -> None:
    told = leadlight("backup", name, "--force")
    assert told.code == 2
    assert "name" in told.err


def test_without_a_ledger_there_is_nothing_to_back_up(leadlight: Leadlight, tmp_path: Path) -> None:
    for command in (("backup", "b.db"), ("export", "out")):
        told = leadlight(*command)
        assert (told.code, "there is no ledger" in told.err) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_the_key_is_kept_apart_unless_it_is_asked_for(
    leadlight: Leadlight, kept: Path, tmp_path: Path
) -> None:
    told = leadlight("backup", "with.db")
    assert "The identity key is not in it: keep" in told.out
    beside = tmp_path / "with.db.identity-key"
    assert not beside.exists()
    told = leadlight("backup", "with.db", "--force", "--with-key")
    assert told.code == 0
    key = tmp_path / "leadlight.db.identity-key"
    assert (beside.read_bytes(), mode(beside)) == (key.read_bytes(), 0o600)
    set_apart = {"IDENTITY_KEY": "a key of sixteen bytes and more"}
    assert "IDENTITY_KEY as well" in leadlight("backup", "set.db", **set_apart).out
    assert leadlight("backup", "set2.db", "--with-key", **set_apart).code == 2


def test_on_another_machine_backup_and_key_are_all_that_is_needed(
    leadlight: Leadlight, kept: Path, tmp_path: Path
) -> None:
    assert leadlight("backup", "backup.db", "--force", "--with-key").code == 0
    before = leadlight("companies", "--as-of", "2025-06-20", "--json").json
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    there = {"DATABASE_URL": f"sqlite:///{elsewhere / 'ledger.db'}"}
    assert leadlight("restore", "backup.db", **there).code == 0
    assert leadlight("companies", "--as-of", "2025-06-20", "--json", **there).json == before
    key = elsewhere / "ledger.db.identity-key"
    assert key.read_bytes() == (tmp_path / "leadlight.db.identity-key").read_bytes()
    assert leadlight("forget", PERSON, "--yes", **there).code == 0


def test_whoever_was_forgotten_since_stays_so(
    leadlight: Leadlight, kept: Path, tmp_path: Path
) -> None:
    assert leadlight("forget", PERSON, "--yes").code == 0
    told = leadlight("restore", "backup.db", "--yes")
    assert told.code == 0
    assert "Forgotten again, for they asked for it since the backup: 1." in told.out
    [aside] = tmp_path.glob("leadlight.db.before-restore-*")
    assert f"What was there is in {aside}" in told.out
    assert "The next referral is DQL-1: no number is given anew." in told.out
    assert leadlight("forget", PERSON, "--yes").out.startswith("They were forgotten before")


def test_a_refused_restore_leaves_no_key_behind(
    leadlight: Leadlight, kept: Path, tmp_path: Path
) -> None:
    """Neither the one beside the backup nor one that was made to look for the forgotten."""
    assert leadlight("forget", PERSON, "--yes").code == 0
    assert leadlight("backup", "backup.db", "--force").code == 0
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    there = {"DATABASE_URL": f"sqlite:///{elsewhere / 'ledger.db'}"}
    beside = tmp_path / "backup.db.identity-key"
    for key in ("", "of another ledger, sixteen bytes and more"):
        if key:
            beside.write_text(key)
        told = leadlight("restore", "backup.db", **there)
        assert (told.code, "put the key of the backup back" in told.err) == (2, True)
        assert list(elsewhere.iterdir()) == []
    beside.write_bytes((tmp_path / "leadlight.db.identity-key").read_bytes())
    assert leadlight("restore", "backup.db", **there).code == 0


class Terminal(io.StringIO):
    """A person who types."""

    def isatty(self) -> bool:
        return True


def test_it_asks_before_it_takes_a_place(
    leadlight: Leadlight, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    assert leadlight("restore", "backup.db").code == 2
    monkeypatch.setattr(sys, "stdin", Terminal("n\n"))
    told = leadlight("restore", "backup.db")
    assert (told.code, told.err) == (1, "Nothing was restored.\n")
    assert not list(tmp_path.glob("*before-restore*"))
    monkeypatch.setattr(sys, "stdin", Terminal("y\n"))
    assert leadlight("restore", "backup.db").code == 0


def test_a_ledger_in_use_or_lost(leadlight: Leadlight, kept: Path, tmp_path: Path) -> None:
    place = tmp_path / "leadlight.db"
    with service_lock.held(place):
        told = leadlight("restore", "backup.db", "--yes")
        assert (told.code, "stop that one first" in told.err) == (2, True)
    place.write_bytes(b"")
    told = leadlight("companies")
    assert (told.code, "restore it from a backup" in told.err) == (2, True)
    told = leadlight("restore", "backup.db", "--yes", "--json")
    assert (told.code, told.json["is_known"], told.json["next_referral"]) == (0, False, 1001)
    assert "nobody knows who was forgotten since" in told.err
    assert leadlight("companies").code == 0


def test_the_copies_that_still_hold_somebody_are_told(
    leadlight: Leadlight, kept: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    daily = folder / "leadlight-2026-01-31.db"
    kept.rename(daily)
    given = {"BACKUP_DIR": str(folder), "BACKUP_KEEP": "7"}
    told = leadlight("forget", PERSON, "--yes", **given)
    assert f"Still in {daily}, until 2026-02-07, if the service runs." in told.out
    assert leadlight("restore", str(daily), "--yes", **given).code == 0
    told = leadlight("forget", "site:bo@acme.example", "--yes", "--json", **given)
    [aside] = tmp_path.glob("*before-restore*")
    assert told.json["backups"] == [
        {"file": str(daily), "until": "2026-02-07"},
        {"file": str(aside), "until": None},
    ]


def test_doctor_says_how_old_the_last_backup_is(
    leadlight: Leadlight, kept: Path, tmp_path: Path
) -> None:
    assert "ok    backup: the last 20" in leadlight("doctor").out
    long_ago = "UPDATE meta SET value = '2026-01-01T00:00:00+00:00' WHERE name = 'backup:last'"
    with closing(DRIVER.connect(tmp_path / "leadlight.db")) as ledger, ledger:
        ledger.execute(long_ago)
    assert "ok    backup: the last 2026-01-01 00:00 UTC" in leadlight("doctor").out
    told = leadlight("doctor", BACKUP_DIR=str(tmp_path)).out
    assert "WRONG backup: the last 2026-01-01 00:00 UTC, one a day in" in told
    told = leadlight("doctor", BACKUP_DIR="nowhere").out
    assert "WRONG backup: there is no folder nowhere → make it, or mount it" in told


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("BACKUP_KEEP", "0"),
        ("RETENTION_DAYS", "30"),
        ("BACKUP_KEEP", "x"),
    ],
)
def test_a_setting_that_keeps_nothing_is_refused(
    leadlight: Leadlight, setting: str, value: str
) -> None:
    told = leadlight("companies", **{setting: value})
    assert (told.code, told.err.startswith(f"{setting} is wrong: ")) == (2, True)
