"""A ledger in PostgreSQL is made once by whoever is first, and only where one may be."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import event
from sqlmodel import SQLModel

from ledger import looking, meta
from ledger.engine import Ledger, name_of
from ledger.errors import LedgerError
from ledger.schema import is_made, newest, open_ledger
from tests.conftest import UTC_ZONE
from tests.ledger.opening import open_at_once
from tests.postgres import Server

BERLIN = ZoneInfo("Europe/Berlin")
# Whole numbers and texts that are not as `ledger.postgres.tables` has them.
ODD = """
SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'
AND table_name <> 'alembic_version' AND (data_type = 'integer' OR data_type LIKE 'char%'
OR data_type = 'text' AND collation_name IS DISTINCT FROM 'C')
"""
PARTIAL = "SELECT count(*) FROM pg_index WHERE indpred IS NOT NULL AND indrelid > 16384"


@pytest.fixture
def empty(postgres: Server) -> Iterator[str]:
    """The URL of a new database without anything in it."""
    name = postgres.database()
    yield postgres.url(name)
    postgres.ask(f"DROP DATABASE {name} WITH (FORCE)")


def refused(url: str, zone: ZoneInfo = UTC_ZONE) -> str:
    with pytest.raises(LedgerError) as caught:
        open_ledger(url, zone)
    return str(caught.value)


def catalogued(_on: Any, _at: Any, statement: str, given: Any, *_how: Any) -> tuple[str, Any]:
    """What SQLAlchemy asks of the catalogue: its numbers have 32 bits, where ours have 64."""
    return statement.replace("::BIGINT", "::INTEGER"), given


def database(url: str) -> str:
    return url.rpartition("/")[2]


def test_the_steps_lead_to_the_tables(postgres: Server, postgres_ledger: Ledger) -> None:
    with postgres_ledger.read() as session:
        event.listen(session.connection(), "before_cursor_execute", catalogued, retval=True)
        context = MigrationContext.configure(session.connection(), opts={"compare_type": True})
        apart = compare_metadata(context, SQLModel.metadata)
    # What stands for these is tried in `test_postgres_references`.
    assert {(what, key.parent.name, *key.column_keys) for what, key in apart} == {
        ("add_fk", table, "actor_id")
        for table in ("activity", "tally", "actor_signal", "person_word")
    }
    kept = database(str(postgres_ledger.engine.url))
    assert postgres.ask(ODD, kept) == []
    assert postgres.ask(PARTIAL, kept) == [(13,)]  # as many as the tables name


def test_of_many_that_are_first_one_makes_the_tables(
    empty: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert not is_made(empty)
    open_at_once(empty, capfd)
    assert is_made(empty)
    with closing(open_ledger(empty, UTC_ZONE)) as made, made.read() as session:
        noted = session.connection().exec_driver_sql("SELECT version_num FROM alembic_version")
        assert noted.scalars().all() == [newest()]


def test_a_newer_ledger_is_refused(postgres: Server, postgres_url: str) -> None:
    postgres.ask("UPDATE alembic_version SET version_num = '9999'", database(postgres_url))
    assert "written by a newer Leadlight (schema 9999): upgrade" in refused(postgres_url)
    with pytest.raises(LedgerError, match="newer Leadlight"):
        looking.seen(postgres_url, lambda session: meta.get(session, meta.TIMEZONE))


def test_another_zone_is_refused(postgres_url: str) -> None:
    assert "counts its days in UTC, but TIMEZONE is Europe/Berlin" in refused(postgres_url, BERLIN)


def test_a_database_of_something_else_is_left_alone(postgres: Server, empty: str) -> None:
    postgres.ask("CREATE TABLE recipes (name text)", database(empty))
    assert "is a database, but no ledger: name an empty database" in refused(empty)
    tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    assert postgres.ask(tables, database(empty)) == [("recipes",)]


def test_beside_something_else_a_schema_of_its_own_will_do(postgres: Server, empty: str) -> None:
    postgres.ask("CREATE TABLE recipes (name text)", database(empty))
    postgres.ask("CREATE SCHEMA leads", database(empty))
    within = f"{empty}?options=-csearch_path%3Dleads"
    open_ledger(within, UTC_ZONE).close()
    assert is_made(within)
    assert not is_made(empty)


@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII"])
def test_text_that_is_not_kept_as_unicode_is_refused(postgres: Server, encoding: str) -> None:
    name = encoding.lower()
    postgres.ask(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING '{encoding}'")
    told = refused(postgres.url(name))
    assert f"keeps text as {encoding}: make the database with ENCODING 'UTF8'" in told


def test_whoever_only_looks_makes_nothing(empty: str, postgres_url: str) -> None:
    assert looking.seen(empty, lambda session: meta.get(session, meta.TIMEZONE)) is None
    assert not is_made(empty)
    assert looking.seen(postgres_url, lambda session: meta.get(session, meta.TIMEZONE)) == "UTC"


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:p@canary@db.example/leads?sslmode=bogus",
        "postgresql://u:p@canary/canary@db.example/leads",
        "postgresql://u:p@canary/canary?canary@db.example/leads",
        "postgresql://u:p@canary:canary@db.example/leads",
        "postgresql://u/u:canary@db.example/leads",
    ],
)
def test_a_password_that_ends_at_its_own_sign_is_not_told(url: str) -> None:
    with pytest.raises(LedgerError) as caught:
        name_of(url)
    for told in (refused(url), str(caught.value)):
        assert "percent-encoded (%40 for @)" in told
        assert "canary" not in told


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("postgresql+psycopg://u:canary@db.example/leads", "db.example:5432/leads"),
        ("postgresql://u:canary@db.example:6543/leads", "db.example:6543/leads"),
        ("postgresql+psycopg:///leads?host=/run/pg&port=1&password=canary", "/run/pg:1/leads"),
        ("postgres://u:can%40ary@db.example/leads", "db.example:5432/leads"),
        ("postgresql+psycopg:///leads", "localhost:5432/leads"),
        (
            "postgresql+psycopg:///leads?host=a.example&host=b.example",
            "a.example,b.example:5432/leads",
        ),
    ],
)
def test_a_database_is_named_without_its_password(url: str, name: str) -> None:
    assert name_of(url) == Ledger(url).name == name


def test_what_is_no_file_says_so(postgres_ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="back it up and restore it by pg_dump"):
        _ = postgres_ledger.path
