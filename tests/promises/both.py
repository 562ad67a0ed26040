"""A ledger on each of the two databases: tests that import `ledger` from here run on both."""

from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest

from ledger.engine import Ledger
from tests.conftest import ON_POSTGRESQL
from tests.kept import Kept

__all__ = ["kept", "ledger", "on_sqlite"]

SQLITE, POSTGRESQL = "sqlite", "postgresql"
KEPT: Final = {SQLITE: "_kept", POSTGRESQL: "_kept_database"}


@pytest.fixture(scope="session", params=[POSTGRESQL] if ON_POSTGRESQL else list(KEPT))
def kept(request: pytest.FixtureRequest) -> Kept:
    """Of either database, to be emptied as often as a test likes."""
    found: Kept = request.getfixturevalue(KEPT[request.param])
    return found


@pytest.fixture
def ledger(kept: Kept) -> Iterator[Ledger]:
    """A new ledger that counts its days in UTC, on either database."""
    kept.emptied()
    yield kept.ledger
    kept.ledger.close()


def on_sqlite(test: Callable[..., None]) -> Any:
    """For a test of a mistake that is the same on both, and so has to show on one alone."""
    once = pytest.mark.parametrize("kept", [SQLITE], indirect=True)
    return pytest.mark.sqlite_only(once(test))
