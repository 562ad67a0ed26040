"""Whoever else has an account on the machine reads nothing of what is kept.

How long it is kept, and that it goes: tests/ledger/test_retention.py, test_forgotten.py.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.identity_key import pseudonyms
from bot.settings import Settings
from ledger import meta, service_lock
from ledger.schema import open_ledger
from tests.conftest import UTC_ZONE


@pytest.fixture
def careless() -> Iterator[None]:
    """An operator whose files everybody may read and write."""
    before = os.umask(0)
    yield
    os.umask(before)


def test_threat_09_all_files_of_the_ledger_are_its_owners_alone(
    tmp_path: Path, careless: None
) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    with closing(open_ledger(url, UTC_ZONE)) as ledger, service_lock.held(ledger.path):
        with ledger.write() as session:
            meta.put(session, "name", "value")
        pseudonyms(Settings(database_url=url))
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    ends = ("", "-wal", "-shm", ".lock", ".identity-key")
    assert modes == {f"ledger.db{end}": 0o600 for end in ends}
