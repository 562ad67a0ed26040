"""A ledger on each of the two databases: tests that import `ledger` from here run on both.

Why less is asked of PostgreSQL in every run: each statement is a way to the server and back. All of
it is asked in a run for that database (`LEADLIGHT_TEST_DATABASE=postgresql`), and in a soak.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest

from ledger.engine import Ledger
from tests.conftest import ON_POSTGRESQL
from tests.kept import Kept
from tests.promises.size import SIZE, Size

__all__ = ["kept", "ledger", "of", "of_postgresql", "on_postgresql", "on_sqlite"]

SQLITE, POSTGRESQL = "sqlite", "postgresql"
PART: Final = 5  # one of so many
KEPT: Final = {SQLITE: "_kept", POSTGRESQL: "_kept_database"}


@pytest.fixture(scope="session", params=[POSTGRESQL] if ON_POSTGRESQL else list(KEPT))
def kept(request: pytest.FixtureRequest) -> Iterator[Kept]:
    """Of either database, to be emptied as often as a test likes."""
    found: Kept = request.getfixturevalue(KEPT[request.param])
    yield found
    found.ledger.close()


@pytest.fixture
def ledger(kept: Kept) -> Iterator[Ledger]:
    """A new ledger that counts its days in UTC, on either database."""
    kept.emptied()
    yield kept.ledger
    kept.ledger.close()


def of(kept: Kept, figure: int) -> int:
    """How much of a promise's figure is asked of this database in this run."""
    return figure if kept.ledger.is_file else of_postgresql(figure)


def of_postgresql(figure: int) -> int:
    """How much of it is asked of PostgreSQL."""
    return figure if ON_POSTGRESQL or SIZE is Size.r else -(-figure // PART)


def on_sqlite(test: Callable[..., None]) -> Any:
    """For a test of a mistake that is the same on both, and so has to show on one alone."""
    once = pytest.mark.parametrize("kept", [SQLITE], indirect=True)
    return pytest.mark.sqlite_only(once(test))


on_postgresql: Final = pytest.mark.parametrize("kept", [POSTGRESQL], indirect=True)
