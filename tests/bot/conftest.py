"""The services as they are in a workspace, over a ledger that costs little to have anew."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.services import Services
from ledger.engine import Ledger
from ledger.schema import open_ledger
from tests.bot.scene import TEAM
from tests.conftest import UTC_ZONE


@pytest.fixture(scope="session")
def blank_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a ledger in which nothing happened yet."""
    path = tmp_path_factory.mktemp("blank") / "ledger.db"
    open_ledger(f"sqlite:///{path}", UTC_ZONE).close()
    return path


@pytest.fixture
def ledger(ledger_url: str, blank_ledger: Path) -> Iterator[Ledger]:
    """A copy of it: its tables are the same, and were made once."""
    shutil.copyfile(blank_ledger, ledger_url.removeprefix("sqlite:///"))
    opened = open_ledger(ledger_url, UTC_ZONE)
    yield opened
    opened.close()


@pytest.fixture
def here(services: Services) -> Services:
    """The services of the workspace `TEAM`, where the community meets too."""
    return replace(services, team_id=TEAM)
