"""On PostgreSQL what is written anew keeps nothing of before, and has nobody stand still for it."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Event

import pytest
from sqlmodel import Session

from ledger.engine import Ledger
from ledger.errors import LedgerError
from ledger.postgres import store
from ledger.schema import open_ledger
from ledger.tables import Actor
from tests.builders import NOW
from tests.conftest import UTC_ZONE
from tests.ledger.writers import LEFT, count_up, counted
from tests.postgres import Server


def asked(session: Session, question: str) -> object:
    return session.connection().exec_driver_sql(question).scalar_one()


def actor(key: str) -> Actor:
    return Actor(source="files", key=key, standing="person", first_seen=NOW)


def kept_bytes(server: Server) -> bytes:
    server.ask("CHECKPOINT")
    files = (server.folder / "data" / "base").rglob("*")
    return b"".join(file.read_bytes() for file in files if file.is_file())


def test_what_is_written_anew_keeps_nothing_that_was_changed(
    postgres: Server, postgres_ledger: Ledger
) -> None:
    with postgres_ledger.write() as session:
        session.add(actor("canary-of-ada"))
    with postgres_ledger.write() as session:
        session.connection().exec_driver_sql("UPDATE actor SET key = 'hidden'")
    assert b"canary-of-ada" in kept_bytes(postgres)
    postgres_ledger.write_anew()
    assert b"canary-of-ada" not in kept_bytes(postgres)


def test_what_the_planner_knows_of_rows_is_written_anew_too(
    postgres: Server, postgres_ledger: Ledger
) -> None:
    """It keeps samples of values: of a small table, each of them."""
    database = str(postgres_ledger.engine.url.database)
    with postgres_ledger.write() as session:
        session.add_all(actor(f"canary-{number}") for number in range(3))
    postgres.ask("ANALYZE actor", database)
    with postgres_ledger.write() as session:
        session.connection().exec_driver_sql("UPDATE actor SET key = 'hidden-' || id")
    postgres_ledger.write_anew()
    known = postgres.ask("SELECT histogram_bounds::text FROM pg_stats", database)
    assert "canary-" not in str(known)
    assert "hidden-" in str(known)
    assert b"canary-" not in kept_bytes(postgres)


def test_whoever_reads_on_keeps_it_from_being_written_anew(
    postgres: Server, postgres_ledger: Ledger
) -> None:
    name = postgres_ledger.engine.url.database
    hasty = Ledger(postgres.url(f"{name}?options=-clock_timeout%3D1"))
    with closing(hasty), postgres_ledger.read() as session:
        asked(session, "SELECT count(*) FROM actor")
        with pytest.raises(LedgerError, match="reading its table actor: try again"):
            hasty.write_anew()


def test_an_owner_who_is_no_superuser_writes_it_anew_beside_load(postgres: Server) -> None:
    """What the planner reads for each statement is locked for moments: nobody fails by it."""
    postgres.ask("CREATE ROLE vera LOGIN")
    database = postgres.database()
    postgres.ask(f"ALTER DATABASE {database} OWNER TO vera")
    done = Event()
    with (
        closing(open_ledger(postgres.url(database, "vera"), UTC_ZONE)) as ledger,
        ThreadPoolExecutor(2) as pool,
    ):
        with ledger.write() as session:
            session.add_all(actor(f"canary-{number}") for number in range(3))
            session.flush()
            session.connection().exec_driver_sql("ANALYZE actor")

        def load() -> int:
            while not done.is_set():
                with ledger.read() as session:
                    asked(session, "SELECT count(*) FROM actor WHERE key > 'canary-0'")
                with ledger.write() as session:
                    count_up(session, LEFT)
            return counted(ledger, LEFT)

        loading = [pool.submit(load) for _ in range(2)]
        with ledger.write() as session:
            session.connection().exec_driver_sql("UPDATE actor SET key = 'hidden-' || id")
        ledger.write_anew()
        done.set()
        assert all(one.result() for one in loading)
    assert "canary-" not in str(
        postgres.ask("SELECT histogram_bounds::text FROM pg_stats", database)
    )
    assert b"canary-" not in kept_bytes(postgres)


def test_nobody_waits_long_behind_what_waits_for_the_samples(
    postgres_ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every statement's plan needs them: one who reads them for long would have all stand still."""
    monkeypatch.setattr(store, "BRIEFLY", "SET lock_timeout = '10ms'")
    with postgres_ledger.read() as session:
        asked(session, "SELECT count(*) FROM pg_stats")
        with pytest.raises(LedgerError, match="reading its table pg_statistic: try again"):
            postgres_ledger.write_anew()
    postgres_ledger.write_anew()
    with postgres_ledger.write() as session:
        assert asked(session, "SHOW lock_timeout") == "2min"  # of all others
