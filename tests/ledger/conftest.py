"""A ledger with people to speak of, for what is said of who is who."""

from collections.abc import Iterator

import pytest

from ledger.engine import Ledger, Session
from ledger.schema import open_ledger
from tests.conftest import UTC_ZONE
from tests.ledger.speaking import peopled


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """One ledger for all of a file; what a test writes in it goes with the test's session."""
    path = tmp_path_factory.mktemp("corrections") / "ledger.db"
    ledger = open_ledger(f"sqlite:///{path}", UTC_ZONE)
    yield ledger
    ledger.close()


@pytest.fixture
def session(opened: Ledger) -> Iterator[Session]:
    """A transaction of its own, in which there are people to speak of."""
    with Session(opened.engine) as session:
        peopled(session)
        yield session
