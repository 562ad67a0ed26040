"""The ledger's own chores come round by themselves, and say so when they cannot."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot import upkeep
from bot.schedule import run_if_due
from bot.services import Services
from bot.settings import Settings, load
from ledger import backups, health, intake, jobs
from ledger.errors import LedgerError
from tests.builders import NOW, draft
from tests.conftest import UTC_ZONE

of_files = pytest.mark.sqlite_only  # a ledger in a database is backed up by its server's means


@pytest.fixture
def given(tmp_path: Path) -> Settings:
    """Two backups are kept, in a folder of their own."""
    (tmp_path / "backups").mkdir()
    told = {"BACKUP_DIR": str(tmp_path / "backups"), "BACKUP_KEEP": "2", "RETENTION_DAYS": "90"}
    return load("ledger", told, tmp_path / "no.env")


def backed_up(services: Services, given: Settings) -> list[str]:
    """The days of which the folder holds a backup; all of them are this ledger's."""
    assert given.backup_dir is not None
    begin = f"leadlight-{backups.identity(services.ledger)}-"
    names = [path.stem for path in given.backup_dir.iterdir()]
    assert all(name.startswith(begin) for name in names)
    return sorted(name.removeprefix(begin) for name in names)


@of_files
def test_a_backup_is_made_once_a_day(services: Services, given: Settings) -> None:
    assert given.backup_dir is not None
    for hours in range(0, 80, 5):
        upkeep.back_up(given, services, NOW + timedelta(hours=hours))
    assert backed_up(services, given) == ["2026-11-22", "2026-11-23"]


@of_files
def test_the_chores_come_round(services: Services, given: Settings) -> None:
    for at in (NOW, NOW + timedelta(minutes=30), NOW + timedelta(days=1)):
        clock = partial(datetime.fromtimestamp, at.timestamp(), UTC)
        table = upkeep.jobs(given, services, clock, lambda: False)
        ran = [job.name for job in table if run_if_due(services, job, clock)]
        assert ran == ([] if at.minute else ["retention", "quick-check", "backup"])
    with services.ledger.read() as session:
        assert jobs.failing(session) == []
        assert backups.last(session) == NOW + timedelta(days=1)


def test_without_a_folder_none_is_made(services: Services, given: Settings) -> None:
    nowhere = given.model_copy(update={"backup_dir": None})
    upkeep.back_up(nowhere, services, NOW)
    table = upkeep.jobs(nowhere, services, lambda: NOW, lambda: False)
    ran = [job.name for job in table if run_if_due(services, job, lambda: NOW)]
    assert ran == ["retention", "quick-check"]
    with services.ledger.read() as session:
        assert jobs.failing(session) == []
    assert given.backup_dir is not None
    assert not list(given.backup_dir.iterdir())


@of_files
def test_a_folder_that_is_gone_is_an_error_until_it_is_back(
    services: Services, given: Settings
) -> None:
    assert given.backup_dir is not None
    given.backup_dir.rmdir()
    with pytest.raises(LedgerError, match="there is no folder"):
        upkeep.back_up(given, services, NOW)
    given.backup_dir.mkdir()
    upkeep.back_up(given, services, NOW)
    assert len(list(given.backup_dir.iterdir())) == 1


@of_files
def test_the_day_is_that_of_the_ledger(services: Services, given: Settings) -> None:
    late = NOW.replace(hour=23, minute=30)
    upkeep.back_up(given, replace(services, zone=ZoneInfo("Europe/Berlin")), late)
    assert backed_up(services, given) == ["2026-11-21"]


def test_retention_is_logged(
    services: Services, given: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    old = NOW - timedelta(days=91)
    with services.ledger.write() as session:
        intake.record(session, [draft("1", at=old, title="Ada's")], UTC_ZONE, old)
    caplog.set_level("INFO")
    upkeep.keep(given, services, NOW)
    upkeep.keep(given, services, NOW)
    assert caplog.messages == ["retention: 1 activities, 0 events, 0 messages stripped"]


@pytest.mark.sqlite_only  # a server's damage is in tests/ledger
def test_damage_fails_the_job(services: Services) -> None:
    upkeep.check(services, NOW)
    with services.ledger.write() as session:
        session.connection().exec_driver_sql("PRAGMA writable_schema = ON")
        session.connection().exec_driver_sql(
            "UPDATE sqlite_schema SET rootpage = 3 WHERE name = 'ix_activity_day_actor'"
        )
    services.ledger.engine.dispose()
    with pytest.raises(LedgerError, match="is damaged"):
        upkeep.check(services, NOW)
    assert "is damaged" in health.causes(services.ledger)[0]
    services.ledger.refused = ""
