"""In PostgreSQL no row of a batch's tables is without its actor, though no foreign key says so."""

import shutil
from contextlib import closing
from pathlib import Path
from typing import Final

import psycopg
import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from ledger import schema
from ledger.engine import Ledger
from ledger.postgres.lookup import KNOWN
from ledger.schema import open_ledger
from tests.conftest import UTC_ZONE
from tests.postgres import Server

ACTORS: Final = """
INSERT INTO actor (id, source, key, handle, handle_key, name, standing, first_seen, stale)
SELECT n, 'files', n, '', '', '', 'person', 0, TRUE FROM generate_series(1, 300) AS n
"""
# A row of each, with a place for its actor; each is another one.
ROWS: Final = {
    "activity": "'files', ? || '', ?, 'download', '', 0, 0, 1, '', ''",
    "tally": "0, ?, 'download', '', 1",
    "actor_signal": "?, 'email_domain', 'acme.example', TRUE, 0, 0, FALSE",
    "person_word": "'ada', ?",
}
COLUMNS: Final = {
    "activity": "source, external_id, actor_id, kind, topic, occurred_at, day, count, url, title",
    "tally": "day, actor_id, kind, topic, count",
    "actor_signal": "actor_id, kind, value, placed, first_seen, last_seen, shared",
    "person_word": "word, actor_id",
}
OF_EACH: Final = pytest.mark.parametrize("table", ROWS)


def run(session: Session, statement: str, *values: int) -> None:
    session.connection().exec_driver_sql(statement, values)


def add(session: Session, table: str, actor: int) -> None:
    values = ROWS[table].replace("? || ''", f"'{actor}'")
    run(session, f"INSERT INTO {table} ({COLUMNS[table]}) VALUES ({values})", actor)


@OF_EACH
def test_a_row_of_nobody_is_refused(postgres_ledger: Ledger, table: str) -> None:
    with pytest.raises(IntegrityError) as refused, postgres_ledger.write() as session:
        run(session, ACTORS)
        add(session, table, 7)
        add(session, table, 301)
    found = refused.value.orig
    assert isinstance(found, psycopg.errors.ForeignKeyViolation)
    assert (found.diag.table_name, found.diag.constraint_name) == (table, f"{table}_actor_id_fkey")


@OF_EACH
def test_among_many_that_come_together_too(postgres_ledger: Ledger, table: str) -> None:
    with pytest.raises(IntegrityError, match="violates foreign key"), postgres_ledger.write() as at:
        run(at, ACTORS)
        for last in (300, 301):
            run(at, f"DELETE FROM {table}")
            run(
                at,
                f"INSERT INTO {table} ({COLUMNS[table]}) SELECT "
                f"{ROWS[table].replace('?', 'n')} FROM generate_series(1, {last}) AS n",
            )
            assert last == 300


@OF_EACH
def test_a_row_is_handed_to_nobody_else(postgres_ledger: Ledger, table: str) -> None:
    update = f"UPDATE {table} SET actor_id = ?"
    with pytest.raises(IntegrityError, match="violates foreign key"), postgres_ledger.write() as at:
        run(at, ACTORS)
        add(at, table, 7)
        run(at, update, 8)
        run(at, update, 301)


@OF_EACH
@pytest.mark.parametrize(
    "away", ["DELETE FROM actor WHERE id = 7", "UPDATE actor SET id = 301 WHERE id = 7"]
)
def test_an_actor_stays_while_a_row_is_theirs(
    postgres_ledger: Ledger, table: str, away: str
) -> None:
    with postgres_ledger.write() as session:
        run(session, ACTORS)
        add(session, table, 7)
    with pytest.raises(IntegrityError, match="violates foreign key"), postgres_ledger.write() as at:
        run(at, away)
    with postgres_ledger.write() as session:
        run(session, f"DELETE FROM {table}")
        run(session, away)


def test_actors_are_looked_up_by_their_index(postgres_ledger: Ledger) -> None:
    """Also where a connection planned that when there were few of them."""
    asked = """SELECT proname, proconfig FROM pg_proc WHERE prorettype = 'trigger'::regtype
    AND pronamespace = current_schema()::regnamespace ORDER BY proname"""
    with postgres_ledger.read() as session:
        found = session.connection().exec_driver_sql(asked).all()
    assert [tuple(row) for row in found] == [
        (name, ["enable_seqscan=off"])
        for name in ("actor_is_not_named", "row_has_actor", "rows_have_actors")
    ]


KEYS: Final = """
SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f'
AND confrelid = 'actor'::regclass ORDER BY 1
"""


def test_a_ledger_of_before_keeps_its_rows_and_loses_its_keys(
    postgres: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also one whose keys a move took away, which an older version began and did not finish."""
    name = postgres.database()
    before = tmp_path / "migrations"
    shutil.copytree(schema.MIGRATIONS, before, ignore=shutil.ignore_patterns("v0008*", "__py*"))
    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", before)
        with closing(open_ledger(postgres.url(name), UTC_ZONE)) as ledger, ledger.write() as at:
            run(at, ACTORS)
            for table in ROWS:
                add(at, table, 7)
    tables = {(table,) for table in ROWS}
    assert tables < set(postgres.ask(KEYS, name))
    postgres.ask("ALTER TABLE tally DROP CONSTRAINT tally_actor_id_fkey", name)
    with closing(open_ledger(postgres.url(name), UTC_ZONE)) as ledger:
        assert tables.isdisjoint(postgres.ask(KEYS, name))
        with pytest.raises(IntegrityError), ledger.write() as at:
            add(at, "tally", 301)
    assert postgres.ask("SELECT actor_id FROM tally", name) == [(7,)]
    postgres.ask(f"DROP DATABASE {name} WITH (FORCE)")


def test_ids_are_looked_up_by_their_index(postgres_ledger: Ledger) -> None:
    """Also those of a source that was new when the server last counted."""
    with postgres_ledger.write() as session:
        run(session, ACTORS)
        for source in ("files", "shop"):
            run(
                session,
                f"INSERT INTO activity ({COLUMNS['activity']}) SELECT '{source}', n, 7, 'download',"
                " '', 0, 0, 1, '', '' FROM generate_series(1, 3000) AS n",
            )
            if source == "files":
                run(session, "ANALYZE activity")
        asked = "EXPLAIN " + KNOWN.replace("%s", "{}").format("'1,2'", "','", "'shop'")
        plan = "\n".join(session.connection().exec_driver_sql(asked).scalars())
    assert "Index Cond: ((source = 'shop'::text) AND (external_id = asked.asked))" in plan
