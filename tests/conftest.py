"""A ledger on a file of its own, the packaged rules, and the services over both."""

import os
from collections.abc import Generator, Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings
from xdist.scheduler import LoadFileScheduling

from bot.services import Services
from ledger.engine import Ledger
from ledger.schema import open_ledger
from scoring.rules import Rules, read_rules

UTC_ZONE = ZoneInfo("UTC")

# How long an example takes says nothing of the code on a busy machine. The same examples each time:
# a change is judged by what it changed, not by luck. What these do not show,
# `HYPOTHESIS_PROFILE=wide make test` looks for, at random and for long.
settings.register_profile("leadlight", deadline=None, max_examples=30, derandomize=True)
settings.register_profile("wide", deadline=None, max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "leadlight"))

MOST_PROCESSES = 4

# Rooms whose tests wait for pages and processes: they begin first, while others have work to do.
WAITING = ("promises", "browser", "story")


def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are cores, since there is always one that waits."""
    return min(MOST_PROCESSES, (os.cpu_count() or 1) + 1)


class _ByFile(LoadFileScheduling):
    """Each file is run by one process; all that look at pages by one too, so with one browser."""

    def _split_scope(self, nodeid: str) -> Any:
        room, _, _ = nodeid.rpartition("/")
        return room if room.endswith("browser") else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling:
    """Asked once a run, by the process that shares the tests out."""
    return _ByFile(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Rooms that wait come first, so that none of them is what everybody waits for at the end."""
    ranks = {room: rank for rank, room in enumerate(WAITING)}
    items.sort(key=lambda item: ranks.get(item.path.parent.name, len(ranks)))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Half a character in a log of a failed test must not end the whole run on its way."""
    report = yield
    report.sections = [
        (title, text.encode(errors="backslashreplace").decode()) for title, text in report.sections
    ]
    return report


@pytest.fixture(scope="session")
def _kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ledger, bytes]:
    """The one ledger of a run, closed, and its file as long as nothing had happened in it.

    Why one: to make the tables takes longer than most tests, and a third of the others' time went
    into statements that SQLAlchemy had put into words before, for another engine.
    """
    path = tmp_path_factory.mktemp("ledger") / "ledger.db"
    made = open_ledger(f"sqlite:///{path}", UTC_ZONE)
    made.close()
    return made, path.read_bytes()


@pytest.fixture
def ledger_url(_kept: tuple[Ledger, bytes]) -> str:
    """Where the `ledger` of this test is, new; a second one may be opened on it."""
    path, blank = _kept[0].path, _kept[1]
    for left in path.parent.iterdir():
        left.unlink()
    path.write_bytes(blank)
    return f"sqlite:///{path}"


@pytest.fixture
def ledger(ledger_url: str, _kept: tuple[Ledger, bytes]) -> Iterator[Ledger]:
    """A new ledger that counts its days in UTC, alone in its folder."""
    opened = _kept[0]
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def rules() -> Rules:
    """The packaged point system."""
    return read_rules()


@pytest.fixture
def services(ledger: Ledger, rules: Rules) -> Services:
    """Both, as handlers and passes are given them."""
    return Services(ledger, rules, UTC_ZONE, leads_channel="#leads", digest_channel="#digest")
