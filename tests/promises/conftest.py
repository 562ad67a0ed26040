"""What the promises share: chance that can be repeated, and a row of the report for each fault."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from zlib import crc32

import pytest

from ledger.engine import Ledger
from ledger.schema import open_ledger
from tests.conftest import UTC_ZONE
from tests.promises.size import SEED, SIZE, Size

Record = Callable[..., None]
OF_DATABASE = re.compile("-?(sqlite|postgresql)-?")
LONGEST = "test_promise_20_flat.py"  # hours, in which a soak has time for all the others


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In a soak the longest is begun first, so that nobody waits for it at the end."""
    if SIZE is Size.r:
        items.sort(key=lambda item: item.path.name != LONGEST)


@pytest.fixture
def chance(request: pytest.FixtureRequest) -> Random:
    """Drawn from the run's seed and the test's name: the same one whichever database it is on."""
    request.node.add_report_section("setup", "seed", f"LEADLIGHT_SOAK_SEED={SEED}")
    name = OF_DATABASE.sub("", request.node.name).replace("[]", "")
    return Random(crc32(f"{SEED} {name}".encode()))


@pytest.fixture
def record(record_property: Callable[[str, object], None]) -> Record:
    """Notes what came of a fault, for the report that `tests.promises.soak` writes."""

    def note(fault: str, count: int, of: str, lost: int = 0, doubled: int = 0) -> None:
        row = {"fault": fault, "count": f"{count:,} {of}", "lost": lost, "doubled": doubled}
        record_property("promise", json.dumps({**row, "seed": SEED}))

    return note


@pytest.fixture(autouse=True)
def of_a_property(request: pytest.FixtureRequest, record: Record) -> None:
    """A row for a property, which cannot note one itself: it is called once an example."""
    if examples := getattr(request.function, "examples", 0):
        _, _, said = request.function.__name__.removeprefix("test_promise_").partition("_")
        record(said.replace("_", " "), examples, "examples")


class Blank:
    """A ledger that is new again for every example of a property, by the file that it was."""

    def __init__(self, folder: Path) -> None:
        self.ledger = open_ledger(f"sqlite:///{folder / 'ledger.db'}", UTC_ZONE)
        self.keep()

    def keep(self) -> None:
        """What it holds now is what the next examples begin with."""
        self.restart()
        self._file = self.ledger.path.read_bytes()

    def restart(self) -> None:
        """Every connection is given back, as at an end."""
        self.ledger.close()

    def anew(self) -> Ledger:
        """The ledger as it was kept: with nothing in it, unless somebody kept more."""
        self.restart()
        self.ledger.path.write_bytes(self._file)
        return self.ledger


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Blank]:
    """One for all the properties of a file."""
    made = Blank(tmp_path_factory.mktemp("blank"))
    yield made
    made.restart()
