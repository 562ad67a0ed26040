"""The engines of warehouses, each where its client is installed.

Where a client is missing its tests cannot run: each is skipped, and the summary says so. DuckDB's
comes with the development environment; the others are large.
"""

from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.scale.engines import CLIENTS, MISSING

_missed = pytest.StashKey[set[str]]()


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Says loudly which engines were not asked."""
    missed: set[str] = config.stash.setdefault(_missed, set())
    for engine in sorted(missed):
        terminalreporter.write_sep(
            "!", MISSING.format(engine=engine, client=CLIENTS[engine]), red=True, bold=True
        )


@pytest.fixture(params=CLIENTS)
def engine(request: pytest.FixtureRequest) -> str:
    """The name of an engine whose client is here."""
    name = str(request.param)
    need(request.config, name)
    return name


@pytest.fixture
def duckdb(request: pytest.FixtureRequest) -> str:
    """DuckDB alone."""
    need(request.config, "duckdb")
    return "duckdb"


def need(config: pytest.Config, engine: str) -> None:
    """Skips the test that asked, and remembers to say so, where an engine's client is missing."""
    if find_spec(CLIENTS[engine]) is None:
        config.stash.setdefault(_missed, set()).add(engine)
        pytest.skip(MISSING.format(engine=engine, client=CLIENTS[engine]))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder for rules, events and a ledger."""
    return tmp_path
