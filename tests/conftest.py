"""A ledger on a file of its own, the packaged rules, and the services over both."""

import gc
import os
from collections import defaultdict
from collections.abc import Generator, Iterator
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadFileScheduling

from bot.__main__ import collect_seldom
from bot.services import Services
from ledger.engine import Ledger
from scoring.rules import Rules, read_rules
from tests.forked import Warm
from tests.kept import OF_SQLITE, ON_POSTGRESQL, UTC_ZONE, Kept, KeptDatabase, KeptFile, where_is
from tests.postgres import Server, server_or_skip
from tests.statements import share

__all__ = ["ON_POSTGRESQL", "UTC_ZONE"]

# As the programme does: to look for garbage in all that tests import took a tenth of their time.
collect_seldom()
share()

# How long an example takes says nothing of the code on a busy machine. The same examples each time:
# a change is judged by what it changed, not by luck. What these do not show,
# `HYPOTHESIS_PROFILE=wide make test` looks for, at random and for long.
settings.register_profile("leadlight", deadline=None, max_examples=30, derandomize=True)
settings.register_profile("wide", deadline=None, max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "leadlight"))

MOST_PROCESSES = 4

# Rooms whose tests wait for pages and processes, the slowest first: others work meanwhile.
WAITING = ("promises", "scale", "browser", "story")
NOT_TESTED = " NOT tested"  # in the reason of a skip that a person must hear of


def pytest_xdist_auto_num_workers() -> int:
    """Two processes more than there are cores, since there are always some that wait."""
    return min(MOST_PROCESSES, (os.cpu_count() or 1) + 2)


class _ByFile(LoadFileScheduling):
    """Each file is run by one process; all that look at pages by one too, so with one browser."""

    def _split_scope(self, nodeid: str) -> Any:
        room, _, _ = nodeid.rpartition("/")
        return room if room.endswith("browser") else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling:
    """Asked once a run, by the process that shares the tests out."""
    return _ByFile(config, log)


def pytest_configure(config: pytest.Config) -> None:
    """What is said of single tests."""
    config.addinivalue_line("markers", "sqlite_only: of SQLite's ways; left out on PostgreSQL")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Files that wait come early, so that none is what everybody waits for at the end.

    Every other file has work to do: were all to wait at once, the cores would stand idle.
    """
    if ON_POSTGRESQL:
        left = [
            one for one in items if one.path.stem in OF_SQLITE or one.keywords.get("sqlite_only")
        ]
        config.hook.pytest_deselected(items=left)
        items[:] = [one for one in items if one not in left]
    files: dict[Path, list[pytest.Item]] = defaultdict(list)
    for item in items:
        files[item.path].append(item)
    waiting = [file for room in WAITING for file in files if file.parent.name == room]
    working = [file for file in files if file.parent.name not in WAITING]
    order = chain.from_iterable(zip_longest(waiting, working))
    items[:] = chain.from_iterable(files[file] for file in order if file is not None)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says loudly what was not tested, for want of a browser, a server or an engine."""
    skips = (skip.longrepr for skip in terminalreporter.stats.get("skipped", []))
    reasons = {str(told[2]).removeprefix("Skipped: ") for told in skips if isinstance(told, tuple)}
    for reason in sorted(one for one in reasons if NOT_TESTED in one):
        terminalreporter.write_sep("!", reason, red=True, bold=True)


def pytest_collection_finish() -> None:
    """What was imported stays: no search for garbage goes through it again."""
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Half a character in a log of a failed test must not end the whole run on its way."""
    report = yield
    report.sections = [
        (title, text.encode(errors="backslashreplace").decode()) for title, text in report.sections
    ]
    return report


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server of this process; skips where none is installed."""
    with server_or_skip() as running:
        yield running


@pytest.fixture(scope="session")
def _kept_database(postgres: Server) -> KeptDatabase:
    return KeptDatabase(postgres)


@pytest.fixture
def postgres_url(_kept_database: KeptDatabase) -> str:
    """Where the `postgres_ledger` of this test is, new; a second one may be opened on it."""
    return _kept_database.emptied()


@pytest.fixture
def postgres_ledger(postgres_url: str, _kept_database: KeptDatabase) -> Iterator[Ledger]:
    """A new ledger that counts its days in UTC, alone in a PostgreSQL database."""
    yield _kept_database.ledger
    _kept_database.ledger.close()


@pytest.fixture(scope="session")
def _kept(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """The one ledger of a run, in a file, or where `LEADLIGHT_TEST_DATABASE` says postgresql."""
    if ON_POSTGRESQL:
        kept: Kept = request.getfixturevalue("_kept_database")
        return kept
    return KeptFile(tmp_path_factory.mktemp("ledger"))


@pytest.fixture
def ledger_url(_kept: Kept) -> str:
    """Where the `ledger` of this test is, new; a second one may be opened on it."""
    return _kept.emptied()


@pytest.fixture
def ledger(ledger_url: str, _kept: Kept) -> Iterator[Ledger]:
    """A new ledger that counts its days in UTC, alone in its folder or database."""
    opened = _kept.ledger
    yield opened
    opened.close()


@pytest.fixture(scope="module", autouse=True)
def tables_made() -> Iterator[None]:
    """New ledgers get their tables by the statements that Alembic ran for the first one."""
    from tests.tables_made import kept  # here: lives that are killed need no Alembic

    with kept():
        yield


@pytest.fixture(scope="session")
def warm() -> Iterator[Warm]:
    """What the true programme is forked from, in whichever test."""
    with Warm() as made:
        yield made


@pytest.fixture(scope="session")
def rules() -> Rules:
    """The packaged point system."""
    return read_rules()


@pytest.fixture
def services(ledger: Ledger, rules: Rules) -> Services:
    """Both, as handlers and passes are given them."""
    return Services(ledger, rules, UTC_ZONE, leads_channel="#leads", digest_channel="#digest")


@pytest.fixture
def leadlight_url(tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """Where the commands of a test keep their ledger, which is not made yet if it is a file."""
    if not ON_POSTGRESQL:
        return f"sqlite:///{tmp_path / 'leadlight.db'}"
    ledger: Ledger = request.getfixturevalue("ledger")
    return where_is(ledger)["database_url"]
