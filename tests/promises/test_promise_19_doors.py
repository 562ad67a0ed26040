"""Only who may sees or changes leads: who is not of ours, at every door in every kind of place."""

from collections.abc import Iterator

import pytest

from tests.promises.conftest import Record
from tests.promises.doors import COMPANY, PARTNER, SOMEBODY, SOMEWHERE, House, opened_house
from tests.promises.knocking import Who
from tests.promises.refusing import ENTRIES, kept_out

# Each with what the audit list calls them. Connie and Wanda knock from where they are at home, and
# as if they were of ours.
OUTSIDE = [
    (Who("gus"), "nobody"),
    (Who("uma"), "nobody"),
    (Who("connie"), "nobody"),
    (Who("connie", PARTNER), "another workspace"),
    (Who("wanda"), "nobody"),
    (Who("wanda", SOMEWHERE), "another workspace"),
    (Who("botty"), "nobody"),
    (Who("lefty"), "nobody"),
]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened_house(tmp_path_factory.mktemp("doors")) as opened:
        yield opened


@pytest.mark.parametrize(("who", "as_what"), OUTSIDE, ids=str)
def test_promise_19_who_is_outside_gets_in_nowhere(
    house: House, record: Record, who: Who, as_what: str
) -> None:
    cells = kept_out(house, who, as_what, ENTRIES, (COMPANY, SOMEBODY))
    record(f"{who}, as {as_what}, at every door in every place", cells, "doors")
