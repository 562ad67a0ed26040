"""A table is read on from behind any key, whatever bytes it is made of, as a mark keeps it."""

import json
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import pytest

from ledger.engine import Ledger
from ledger.moving_file import count, rows, still, written_back
from ledger.moving_mark import Mark
from ledger.moving_values import shape_of
from tests.ledger.filled import TABLES, filled

ROWS = 9
ODD = (
    "UPDATE person_word SET word = char(0) || word WHERE actor_id = 1",
    "UPDATE person_word SET word = CAST(x'ff00fe' AS TEXT) WHERE actor_id = 2",
    "UPDATE person_word SET word = '' WHERE actor_id = 3",
    "UPDATE tally SET day = -day WHERE actor_id = 4",
)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A ledger with rows in every table, and a few odd keys."""
    made = filled(tmp_path_factory.mktemp("moving") / "ledger.db", ROWS)
    with closing(Ledger(made)) as ledger, ledger.write() as session:
        for statement in ODD:
            session.connection().exec_driver_sql(statement)
    return made


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_each_table_goes_on_behind_each_of_its_rows(url: str, table: object) -> None:
    shape = next(shape_of(one) for one in TABLES if one is table)
    with closing(Ledger(url)) as ledger, still(ledger) as file:
        whole = list(rows(file, shape, None))
        assert len(whole) == count(file, shape, None) >= ROWS
        for place, row in enumerate(whole, start=1):
            mark = Mark("whose", [], [])
            mark.came_to(shape.name, row[: shape.width])
            after = Mark(**json.loads(json.dumps(asdict(mark)))).after(shape.name)
            assert list(rows(file, shape, after)) == whole[place:]
            assert count(file, shape, after) == len(whole) - place


def test_a_look_leaves_the_state_and_a_word_changes_it(url: str, tmp_path: Path) -> None:
    made = filled(tmp_path / "ledger.db", 1)
    with closing(Ledger(made)) as ledger:
        before = written_back(ledger)
        with still(ledger) as file:
            assert file.execute("SELECT COUNT(*) FROM actor").fetchone() == (1,)
        assert written_back(ledger) == before
    with closing(Ledger(made)) as ledger:
        assert written_back(ledger) == before
        with ledger.write() as session:
            session.connection().exec_driver_sql("DELETE FROM audit")
        assert written_back(ledger) != before
