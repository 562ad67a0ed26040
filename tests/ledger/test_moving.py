"""A ledger moves from its file into a database whole, or the database says that it did not."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from ledger import looking, meta
from ledger.engine import DRIVER, Ledger
from ledger.errors import LedgerError
from ledger.moving import BATCH, Advance, Moved, move
from ledger.moving_values import BEYOND, BROKEN, NUL
from ledger.postgres.whole_tables import REFERENCES
from ledger.schema import is_made, open_ledger
from ledger.tables import Company
from tests.conftest import UTC_ZONE
from tests.kept import BLANK
from tests.ledger.filled import TABLES, contents, filled
from tests.postgres import Server

ROWS = 12
FEW = 1_000  # bytes a batch, some three rows
MOVE = """
import sys
from contextlib import contextmanager
from ledger.engine import Ledger
from ledger.moving import move

@contextmanager
def watch(what, rows):
    def advance(more):
        sys.stdout.write("a batch\\n")
        sys.stdout.flush()
    yield advance

move(Ledger(sys.argv[1]), Ledger(sys.argv[2]), watch, batch=1_000)
"""


class Watched:
    """Notes what is done on how many rows; calls `then` with each thing that is begun."""

    def __init__(self, then: Callable[[str], None] = lambda _what: None) -> None:
        self.then, self.begun, self.done = then, list[int](), list[int]()

    @contextmanager
    def __call__(self, what: str, rows: int) -> Iterator[Advance]:
        self.then(what)
        self.begun.append(rows)
        self.done.append(0)
        yield self.advance

    def advance(self, more: int) -> None:
        self.done[-1] += more


class Interrupted(Watched):
    """Somebody ends it after some batches."""

    def __init__(self, batches: int) -> None:
        super().__init__()
        self.batches = batches

    def advance(self, more: int) -> None:
        super().advance(more)
        self.batches -= 1
        if not self.batches:
            raise KeyboardInterrupt


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A ledger with rows in every table."""
    filled(tmp_path / "ledger.db", ROWS)
    return tmp_path / "ledger.db"


@pytest.fixture
def to(postgres: Server, postgres_url: str) -> Iterator[str]:
    """The URL of a ledger that was opened once, and never worked with: half of one goes with it."""
    name = postgres.database(BLANK)
    yield postgres.url(name)
    postgres.ask(f"DROP DATABASE {name} WITH (FORCE)")


def moved(path: Path, to: str, watched: Watched | None = None, batch: int = BATCH) -> Moved:
    with closing(Ledger(f"sqlite:///{path}")) as source, closing(Ledger(to)) as target:
        return move(source, target, watched or Watched(), batch)


def half_moved(path: Path, to: str) -> None:
    with pytest.raises(KeyboardInterrupt):
        moved(path, to, Interrupted(20), FEW)


def refused(path: Path, to: str) -> str:
    with pytest.raises(LedgerError) as caught:
        moved(path, to)
    return str(caught.value)


def until_its_server_knows(to: str) -> None:
    """A process that was killed has its locks until the server sees that nobody is there."""
    with closing(Ledger(to)) as target:
        while target.is_served():
            time.sleep(0.02)


def run(path: Path, *statements: str) -> None:
    with closing(DRIVER.connect(path, isolation_level=None)) as file:
        for statement in statements:
            file.execute(statement)


def test_every_row_is_there_and_work_goes_on(path: Path, to: str, postgres: Server) -> None:
    before, kept = contents(path), postgres.ask(REFERENCES, to.rpartition("/")[2])
    watched = Watched()
    done = moved(path, to, watched)
    rows = sum(map(len, before.values()))
    assert (done.rows, done.tables, done.unlike) == (rows, len(TABLES), {})
    assert watched.begun == watched.done == [rows, rows]
    assert contents(path) == before
    assert kept
    assert postgres.ask(REFERENCES, to.rpartition("/")[2]) == kept
    with closing(open_ledger(to, UTC_ZONE)) as ledger:
        with ledger.write() as session:
            first = session.get_one(Company, 1)
            session.add(made := Company(key="new", name="New", created_at=first.created_at))
            session.flush()
            assert (first.parent_id, made.id) == (ROWS, ROWS + 1)
        with ledger.read() as session:
            ask = session.connection().exec_driver_sql
            counts = {t.name: ask(f'SELECT COUNT(*) FROM "{t.name}"').scalar_one() for t in TABLES}
    assert counts == {n: len(r) + (n == "company") for n, r in before.items()}
    assert "holds this ledger already" in refused(path, to)


def test_a_database_without_tables_gets_them(postgres: Server, path: Path) -> None:
    name = postgres.database()
    assert moved(path, postgres.url(name)).unlike == {}
    assert is_made(postgres.url(name))


def test_until_it_is_finished_nobody_works_there(path: Path, to: str) -> None:
    half_moved(path, to)
    for look in (lambda: open_ledger(to, UTC_ZONE), lambda: looking.seen(to, lambda _: None)):
        with pytest.raises(LedgerError, match="a move into it was not finished"):
            look()
    watched = Watched()
    done = moved(path, to, watched)
    assert done.unlike == {}
    assert 0 < watched.begun[0] < watched.begun[1] == done.rows
    open_ledger(to, UTC_ZONE).close()


def test_a_file_that_was_written_since_moves_from_its_beginning(path: Path, to: str) -> None:
    half_moved(path, to)
    run(path, "UPDATE company SET name = 'Renamed' WHERE id = 1")
    watched = Watched()
    assert moved(path, to, watched).unlike == {}
    assert watched.begun[0] == watched.begun[1]


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("activity", 'activity cannot be moved (insert or update on table "activity" violates'),
        ("affiliation", "references cannot be moved"),
    ],
)
def test_a_row_that_refers_to_nothing_ends_it(path: Path, to: str, table: str, told: str) -> None:
    run(path, "PRAGMA foreign_keys=OFF", f"UPDATE {table} SET actor_id = 99 WHERE id = 1")
    for _ in range(2):
        assert told in refused(path, to)
    run(path, f"UPDATE {table} SET actor_id = 1 WHERE id = 1")
    assert moved(path, to).unlike == {}


def test_what_holds_something_else_is_left_alone(path: Path, to: str, tmp_path: Path) -> None:
    with closing(open_ledger(to, UTC_ZONE)) as ledger, ledger.write() as session:
        meta.put(session, "whose", "mine")
    assert "holds a ledger already (meta): name an empty database" in refused(path, to)
    with closing(open_ledger(to, UTC_ZONE)) as ledger, ledger.read() as session:
        assert meta.get(session, "whose") == "mine"


def test_of_a_database_in_use_it_is_said_that_it_holds_a_ledger(path: Path, to: str) -> None:
    """Nobody stops a service only to be told that the database cannot be taken."""
    with closing(open_ledger(to, UTC_ZONE)) as ledger:
        with ledger.write() as session:
            meta.put(session, "whose", "mine")
        leading = ledger.leading()
        assert leading.try_lead()
        assert "holds a ledger already" in refused(path, to)
        leading.release()


def test_the_half_of_another_ledger_is_left_alone(path: Path, to: str, tmp_path: Path) -> None:
    half_moved(path, to)
    filled(tmp_path / "other.db", 1)
    assert "holds a part of another ledger" in refused(tmp_path / "other.db", to)
    assert moved(path, to).unlike == {}


def test_no_service_runs_on_either(path: Path, to: str) -> None:
    with closing(Ledger(f"sqlite:///{path}")) as source, source.serving():
        assert "is in use by another `leadlight run`" in refused(path, to)
    with closing(Ledger(to)) as target:
        leading = target.leading()
        assert leading.try_lead()
        assert "stop all of its instances" in refused(path, to)
        leading.release()


def test_a_row_that_differs_is_named_and_nobody_works_there(
    path: Path, to: str, postgres: Server
) -> None:
    def change(what: str) -> None:
        if what == "Comparing":
            for statement in (
                "UPDATE actor SET name = 'a secret' WHERE id = 7",
                "DELETE FROM tag WHERE company_id = 3",
                "INSERT INTO cursor VALUES ('zz', '{}', 0)",
            ):
                postgres.ask(statement, to.rpartition("/")[2])

    tag = next(row[1] for row in contents(path)["tag"] if row[0] == 3)
    done = moved(path, to, Watched(change))
    assert done.unlike == {"actor": ["7"], "tag": [f"3/{tag}"], "cursor": ["zz"]}
    assert moved(path, to).unlike == done.unlike  # and again: it does not pass by itself
    with pytest.raises(LedgerError, match="was not finished"):
        open_ledger(to, UTC_ZONE)


def test_what_postgresql_does_not_take_is_told(path: Path, to: str, postgres: Server) -> None:
    run(
        path,
        "UPDATE actor SET name = 'a' || char(0) || 'b' WHERE id < 3",
        "UPDATE activity SET title = CAST(x'61ff62' AS TEXT), count = 1e300 WHERE id = 5",
        "UPDATE person_word SET word = char(0) || word WHERE actor_id = 9",
        "UPDATE person_word SET word = CAST(x'ff' AS TEXT) || word WHERE actor_id = 8",
        "UPDATE referral_step SET value = -1e19 WHERE id = 1",
    )
    done = moved(path, to)
    assert done.unlike == {}
    assert done.changed == {
        ("actor", NUL): 2,
        ("activity", BROKEN): 1,
        ("activity", BEYOND): 1,
        ("person_word", NUL): 1,
        ("person_word", BROKEN): 1,
        ("referral_step", BEYOND): 1,
    }
    ask = "SELECT title, count FROM activity WHERE id = 5"
    assert postgres.ask(ask, to.rpartition("/")[2]) == [("a\ufffdb", 2**63 - 1)]


def test_a_text_for_a_number_is_named_by_its_key(path: Path, to: str) -> None:
    run(path, "UPDATE actor SET first_seen = 'secret' WHERE id = 7")
    told = refused(path, to)
    assert "actor 7 holds a text where a number belongs" in told
    assert "secret" not in told


def test_a_key_that_no_index_takes_names_its_table(path: Path, to: str) -> None:
    run(path, "UPDATE activity SET external_id = hex(randomblob(4000)) WHERE id = 5")
    told = refused(path, to)
    assert told.startswith("activity cannot be moved (")
    assert len(told) < 500  # and so does not hold it


def test_a_damaged_file_ends_it(path: Path, to: str) -> None:
    with closing(DRIVER.connect(path)) as file:
        asked = (
            "SELECT rootpage, (SELECT * FROM pragma_page_size) FROM sqlite_schema WHERE name = ?"
        )
        page, size = file.execute(asked, ("activity",)).fetchone()
    with path.open("r+b") as out:
        out.seek((page - 1) * size)
        out.write(b"\xff" * size)
    assert f"{path} cannot be read" in refused(path, to)


def test_killed_at_any_moment_and_again_it_goes_on(path: Path, to: str) -> None:
    """After some batches, while the next one may be at any point of its transaction."""
    chance = random.Random(20_261_122)
    for most in (20, 60):
        with subprocess.Popen(
            [sys.executable, "-c", MOVE, f"sqlite:///{path}", to],
            cwd=Path(__file__).parents[2],
            env=os.environ,
            stdout=subprocess.PIPE,
        ) as killed:
            assert killed.stdout is not None
            for _ in range(chance.randrange(1, most)):
                assert killed.stdout.readline()
            time.sleep(chance.random() / 50)
            killed.kill()
        until_its_server_knows(to)
    watched = Watched()
    assert moved(path, to, watched).unlike == {}
    assert watched.begun[0] < watched.begun[1]
