"""16: an upgrade is all or nothing, and what is newer is refused."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from ledger import health, schema
from ledger.engine import Ledger
from ledger.errors import LedgerError
from ledger.schema import open_ledger
from tests.conftest import UTC_ZONE
from tests.promises import size
from tests.promises.conftest import Record
from tests.promises.upgrading import make, state
from tests.promises.zygote import End, Zygote, critical

KILLS = size.of(10, 50)
RELEASES = ("0001", "0003")


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    with Zygote("tests.promises.upgrading") as warm:
        yield warm


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Path:
    """A ledger of the release that the test names."""
    steps = tmp_path / "migrations"
    shutil.copytree(schema.MIGRATIONS, steps, ignore=shutil.ignore_patterns("__pycache__"))
    for path in (steps / "versions").glob("v*.py"):
        if path.name[1:5] > request.param:
            path.unlink()
    with monkeypatch.context() as then:
        then.setattr(schema, "MIGRATIONS", steps)
        make(tmp_path / "old.db", request.param)
    return tmp_path / "old.db"


@pytest.mark.parametrize("old", RELEASES, indirect=True)
def test_promise_16_a_killed_upgrade_leaves_the_old_or_the_new(
    zygote: Zygote, old: Path, ledger: Ledger, chance: Random, record: Record
) -> None:
    before, new = state(old), state(ledger.path)
    tried = old.with_name("ledger.db")
    shutil.copy(old, tried)
    steps = zygote.finish("upgrade", f"sqlite:///{tried}").steps
    upgraded = state(tried)
    assert upgraded == (new[0], new[1], before[2])
    ends: list[End] = []
    for _ in range(KILLS // len(RELEASES)):
        for left in old.parent.glob("ledger.db*"):
            left.unlink()
        shutil.copy(old, tried)
        until = chance.randint(steps // 8, steps - 4)
        ends.append(zygote.kill("upgrade", f"sqlite:///{tried}", until=until))
        assert state(tried) in (before, upgraded), ends[-1]
        zygote.finish("upgrade", f"sqlite:///{tried}")
        assert state(tried) == upgraded
    assert critical(ends) >= 0.6
    record(f"kill -9 while {before[0]} is upgraded", len(ends), "kills")


def test_promise_16_a_newer_ledger_is_refused_and_left_alone(
    ledger: Ledger, ledger_url: str, record: Record
) -> None:
    with ledger.write() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    before = state(ledger.path)
    with pytest.raises(LedgerError, match=r"written by a newer Leadlight \(schema 9999\): upgrade"):
        open_ledger(ledger_url, UTC_ZONE)
    assert state(ledger.path) == before
    with ledger.read() as session:
        assert health.damage(session) == ""
    record("a newer schema", 1, "ledger")
