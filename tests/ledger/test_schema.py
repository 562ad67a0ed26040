"""A ledger is made once, upgraded whole or not at all, and never made anew over what is there."""

import shutil
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect
from sqlmodel import Session, SQLModel

from ledger import health, intake, meta, schema
from ledger.engine import DRIVER, Ledger
from ledger.errors import DriverError, LedgerError, in_words
from ledger.schema import open_for_retally, open_ledger
from tests.builders import NOW, draft
from tests.tables_made import kept

UTC_ZONE = ZoneInfo("UTC")
BERLIN = ZoneInfo("Europe/Berlin")
HEAD = "0008"
# What was released is never edited: a later change is a step of its own.
RELEASED = {
    "v0001_first.py": "556ed00fda344ada497d8a6433f9266a7951e421b53bb7885acb5c6889fb76c6",
    "v0002_reading.py": "e7b55669efa403f010f3664f0a883ed3f6eb3596bbb710d9b0041768bb9f0db5",
    "v0003_who.py": "bd1379acca72e76b37bf0727d457b1ef5a886acf33ebe188c4675a0029a877f9",
    "v0004_person.py": "b2267d70110b99053ae0dbd16b42ab31a7ed72a0f3994273a2655929ae810a21",
    "v0005_surface.py": "ddd9664c5ed49b3d0be58191e8200d151e828513c0657c91978dae45d3542776",
}
SCHEMA = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name"
NEXT = '''
"""A later step.

Revision ID: 9000
Revises: {head}
"""
import sqlalchemy as sa
from alembic import op

revision = "9000"
down_revision = "{head}"


def upgrade() -> None:
    op.create_table("later", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("UPDATE activity SET title = 'rewritten'")
    {then}
'''


@pytest.fixture(scope="module", autouse=True)
def tables_made() -> None:
    """Here every ledger is made by Alembic itself: the steps are what is tested."""


@pytest.fixture
def steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the steps, to which a test may add one."""
    copy = tmp_path / "migrations"
    shutil.copytree(schema.MIGRATIONS, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(schema, "MIGRATIONS", copy)
    return copy / "versions"


def remember_one(ledger: Ledger) -> None:
    with ledger.write() as session:
        intake.record(session, [draft("1")], UTC_ZONE, NOW)


# As every release had them: what is recorded today knows columns that an earlier one lacks.
ONE = (
    """INSERT INTO actor (id, source, key, handle, handle_key, name, standing, first_seen, stale)
    VALUES (1, 'files', 'ada', 'ada', 'ada', '', 'person', 1795176000, 0)""",
    """INSERT INTO activity
    (source, external_id, actor_id, kind, topic, occurred_at, day, count, url, title)
    VALUES ('files', '1', 1, 'download', '', 1795176000, 20777, 1, '', '')""",
    "INSERT INTO tally (day, actor_id, kind, topic, count) VALUES (20777, 1, 'download', '', 1)",
)


def remember_one_as_ever(ledger: Ledger) -> None:
    with ledger.write() as session:
        for statement in ONE:
            session.connection().exec_driver_sql(statement)


def asked(session: Session, query: str) -> list[object]:
    return list(session.connection().exec_driver_sql(query).scalars())


def refused(url: str, zone: ZoneInfo = UTC_ZONE) -> str:
    with pytest.raises(LedgerError) as caught:
        open_ledger(url, zone)
    return str(caught.value)


def test_the_steps_lead_to_the_tables(ledger: Ledger) -> None:
    with ledger.read() as session:
        context = MigrationContext.configure(session.connection(), opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_tables_by_the_statements_that_were_kept_are_the_same(tmp_path: Path) -> None:
    """What most tests work with; the first ledger within the block is still Alembic's."""
    with kept():
        urls = [f"sqlite:///{tmp_path / name}" for name in ("first", "second", "third")]
        shapes = [shape_of(url) for url in urls]
    own = shape_of(f"sqlite:///{tmp_path / 'own'}")
    assert len(own) > 50
    assert shapes == [own] * 3


def shape_of(url: str) -> list[object]:
    """Every table, index and step of a new ledger, as SQLite keeps them."""
    with closing(open_ledger(url, UTC_ZONE)) as ledger, ledger.read() as session:
        return asked(session, SCHEMA) + asked(session, "SELECT version_num FROM alembic_version")


def test_the_newest_step_is_found_by_its_name(steps: Path) -> None:
    """As Alembic finds it by what the steps say of each other, with one more as without."""
    config = Config()
    config.set_main_option("script_location", str(steps.parent))
    assert schema.newest() == ScriptDirectory.from_config(config).get_current_head() == HEAD
    (steps / "v9000_later.py").write_text(NEXT.format(head=HEAD, then=""))
    assert schema.newest() == ScriptDirectory.from_config(config).get_current_head() == "9000"


def test_released_steps_are_as_they_were() -> None:
    folder = schema.MIGRATIONS / "versions"
    found = {name: sha256((folder / name).read_bytes()).hexdigest() for name in RELEASED}
    assert found == RELEASED


@pytest.mark.parametrize("released", [name[1:5] for name in RELEASED])
def test_a_ledger_of_an_earlier_release_becomes_as_a_new_one(
    ledger: Ledger, tmp_path: Path, steps: Path, released: str
) -> None:
    """Its rows stay, and every table and index is made in the very words of a new ledger."""
    url = f"sqlite:///{tmp_path / 'old.db'}"
    aside = [
        path.rename(tmp_path / path.name)
        for path in steps.glob("v*.py")
        if path.name[1:5] > released
    ]
    old = open_ledger(url, UTC_ZONE)
    remember_one_as_ever(old)
    with old.read() as session:
        assert asked(session, "SELECT version_num FROM alembic_version") == [released]
        first = set(asked(session, SCHEMA))
    old.close()
    for path in aside:
        path.rename(steps / path.name)
    old = open_ledger(url, UTC_ZONE)
    try:
        with old.read() as session, ledger.read() as new:
            assert asked(session, SCHEMA) == asked(new, SCHEMA)
            assert set(asked(session, SCHEMA)) != first
            assert asked(session, "SELECT external_id FROM activity") == ["1"]
            assert asked(session, "SELECT count FROM tally") == [1]
            weighed_anew = [int(released < "0003")]  # by what is known since then
            assert asked(session, "SELECT stale FROM actor") == weighed_anew
    finally:
        old.close()


def test_days_and_tallies_are_kept_without_a_second_key(ledger: Ledger) -> None:
    """What the comparison above cannot see: the tally is its own index."""
    with ledger.read() as session:
        [sql] = asked(session, "SELECT sql FROM sqlite_schema WHERE name = 'tally'")
        assert "WITHOUT ROWID" in str(sql)


def test_an_existing_ledger_is_upgraded_and_keeps_its_rows(
    ledger: Ledger, ledger_url: str, steps: Path
) -> None:
    remember_one(ledger)
    (steps / "v9000_later.py").write_text(NEXT.format(head=HEAD, then=""))
    again = open_ledger(ledger_url, UTC_ZONE)
    try:
        with again.read() as session:
            assert asked(session, "SELECT version_num FROM alembic_version") == ["9000"]
            assert asked(session, "SELECT title FROM activity") == ["rewritten"]
            assert "later" in inspect(session.connection()).get_table_names()
    finally:
        again.close()


def test_an_upgrade_that_fails_changes_nothing(
    ledger: Ledger, ledger_url: str, steps: Path
) -> None:
    remember_one(ledger)
    then = "op.execute('INSERT INTO nowhere VALUES (1)')"
    (steps / "v9000_later.py").write_text(NEXT.format(head=HEAD, then=then))
    assert "no such table: nowhere" in refused(ledger_url)
    with ledger.read() as session:
        assert asked(session, "SELECT version_num FROM alembic_version") == [HEAD]
        assert asked(session, "SELECT title FROM activity") == [""]
        assert "later" not in inspect(session.connection()).get_table_names()


def test_opening_twice_changes_nothing(ledger: Ledger, ledger_url: str) -> None:
    remember_one(ledger)
    with ledger.read() as session:
        before = asked(session, "SELECT sql FROM sqlite_schema ORDER BY name")
    open_ledger(ledger_url, UTC_ZONE).close()
    with ledger.read() as session:
        assert asked(session, "SELECT sql FROM sqlite_schema ORDER BY name") == before
        assert asked(session, "SELECT external_id FROM activity") == ["1"]


def test_a_newer_ledger_is_refused(ledger: Ledger, ledger_url: str) -> None:
    with ledger.write() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    assert "written by a newer Leadlight (schema 9999): upgrade" in refused(ledger_url)


def test_another_zone_is_refused_until_the_days_are_counted_anew(
    ledger: Ledger, ledger_url: str
) -> None:
    with ledger.write() as session:
        late, early = NOW.replace(hour=23), NOW.replace(hour=22, minute=59)
        intake.record(session, [draft("1", at=late), draft("2", at=early)], UTC_ZONE, NOW)
    told = refused(ledger_url, BERLIN)
    assert "counts its days in UTC, but TIMEZONE is Europe/Berlin" in told
    assert "leadlight retally" in told
    anew = open_for_retally(ledger_url)
    try:
        with anew.write() as session:
            assert intake.recount(session, BERLIN) == 1
            meta.put(session, meta.TIMEZONE, BERLIN.key)
    finally:
        anew.close()
    open_ledger(ledger_url, BERLIN).close()
    assert "counts its days in Europe/Berlin" in refused(ledger_url)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql+psycopg2://acme.example/leads", "begin the database's URL with"),
        ("postgresql+psycopg://u:canary@acme.example", "the database's URL names no database"),
        ("postgresql+psycopg://u:canary@host:port/db", "URL is no number"),
        ("sqlite+aiosqlite:///leads.db", "must name a SQLite file"),
        ("sqlite+nothing:///leads.db", "must name a SQLite file"),
        ("sqlite:/leads.db", "the database's URL cannot be read"),
        ("sqlite://", "must name a SQLite file"),
        ("sqlite:///:memory:", "must name a SQLite file"),
        ("sqlite:///{here}", "which is a folder: name a file in it"),
        ("sqlite:///{here}/none/leads.db", "there is no folder {here}/none: make it"),
        ("sqlite:///{here}/empty.db", "restore it from a backup, or remove it"),
        ("sqlite:///{here}/text.db", "{here}/text.db cannot be opened (file is not a database)"),
        ("sqlite:///{here}/other.db", "is a database, but no ledger: name another file"),
    ],
)
def test_what_is_no_ledger_is_refused_and_left_alone(tmp_path: Path, url: str, told: str) -> None:
    (tmp_path / "empty.db").touch()
    (tmp_path / "text.db").write_text("to whom it may concern: " * 40)
    other = DRIVER.connect(tmp_path / "other.db")
    other.execute("CREATE TABLE recipes (name)")
    other.close()
    before = {path.name: path.stat().st_size for path in tmp_path.iterdir()}
    said = refused(url.format(here=tmp_path))
    assert told.format(here=tmp_path) in said
    assert "canary" not in said
    assert (tmp_path / "text.db").read_text().startswith("to whom")
    with DRIVER.connect(tmp_path / "other.db") as after:
        assert after.execute("SELECT name FROM sqlite_schema").fetchall() == [("recipes",)]
    after.close()
    assert {path.name: path.stat().st_size for path in tmp_path.iterdir()} == before


def test_one_that_dies_while_making_leaves_nothing_in_the_way(tmp_path: Path, steps: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    later = steps / "v9000_later.py"
    later.write_text(NEXT.format(head=HEAD, then="op.execute('INSERT INTO nowhere VALUES (1)')"))
    assert "no such table: nowhere" in refused(url)
    assert [path.name for path in tmp_path.iterdir()] == ["migrations"]
    later.unlink()
    open_ledger(url, UTC_ZONE).close()


def test_who_opens_waits_for_no_writer(ledger: Ledger, ledger_url: str) -> None:
    with ledger.write():
        open_ledger(ledger_url, UTC_ZONE).close()


@pytest.mark.parametrize(
    ("said", "mend"),
    [
        ("database is locked", "try again when it has ended"),
        ("database or disk is full", "make room on the disk"),
        ("attempt to write a readonly database", "the right to write the file"),
        ("database disk image is malformed", "restore a backup"),
        ("unable to open database file", "check the path, its permissions and the disk"),
    ],
)
def test_what_sqlite_says_has_its_mend(said: str, mend: str) -> None:
    told = in_words(DriverError("INSERT", None, DRIVER.OperationalError(said)))
    assert told.startswith(f"({said}): ")
    assert mend in told
    assert ("backup" in told) is ("malformed" in said)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """A link into nowhere, because an administrator may write into every folder."""
    place = tmp_path / "ledger.db"
    place.symlink_to(tmp_path / "none" / "ledger.db")
    assert f"{place} cannot be opened" in refused(f"sqlite:///{place}")


def test_a_damaged_page_is_found(ledger: Ledger, ledger_url: str) -> None:
    with ledger.write() as session:
        intake.record(session, [draft(str(n), title="x" * 500) for n in range(100)], UTC_ZONE, NOW)
    with ledger.read() as session:
        assert health.damage(session) == ""
        [page] = asked(session, "SELECT rootpage FROM sqlite_schema WHERE name = 'activity'")
    ledger.close()
    with ledger.path.open("r+b") as file:
        file.seek((int(str(page)) - 1) * 4096)
        file.write(b"\xff" * 4096)
    with ledger.read() as session:
        assert health.damage(session) != ""
