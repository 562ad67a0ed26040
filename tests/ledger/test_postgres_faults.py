"""What befalls a PostgreSQL server is named with its mend, and is over when it is mended."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy import text
from sqlalchemy.pool import QueuePool
from sqlmodel import select

from ledger import health, inbox, meta
from ledger.engine import Ledger
from ledger.errors import (
    DriverError,
    LedgerAwayError,
    LedgerError,
    in_words,
    is_damage,
    is_of_storage,
    is_passing,
)
from ledger.schema import is_made, open_ledger
from ledger.tables import InboxEvent
from tests.builders import NOW
from tests.conftest import UTC_ZONE
from tests.postgres import Server

FAIL = "DO $$ BEGIN RAISE EXCEPTION 'as if' USING ERRCODE = '{code}'; END $$"
# Where its tables take no row, the server says so by this code: a disk has not to be filled for it.
FULL = """
CREATE FUNCTION full_up() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$;
CREATE TRIGGER full_up BEFORE INSERT ON inbox_event EXECUTE FUNCTION full_up();
CREATE TRIGGER full_up BEFORE INSERT ON meta EXECUTE FUNCTION full_up();
"""
PASSING = {"08006", "53000", "53100", "53200", "53300", "55P03", "57P01", "57P05"}
ROOM = "DROP FUNCTION full_up CASCADE"
CUT = """
SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
WHERE application_name = 'leadlight'
"""


def write(ledger: Ledger, number: int = 1) -> None:
    """What a Slack event does before it is acknowledged."""
    with ledger.write(beside=True) as session:
        inbox.store(session, "T1", f"Ev{number}", {"n": number}, NOW)


def read(ledger: Ledger) -> str | None:
    with ledger.read() as session:
        return meta.get(session, meta.TIMEZONE)


def stored(ledger: Ledger) -> list[str]:
    with ledger.read() as session:
        return list(session.exec(select(InboxEvent.event_id).order_by(InboxEvent.event_id)))


def refused(url: str) -> str:
    with pytest.raises(LedgerError) as caught:
        open_ledger(url, UTC_ZONE)
    with pytest.raises(LedgerError):
        is_made(url)
    return str(caught.value)


def test_a_server_that_was_started_anew_is_not_noticed(
    postgres: Server, postgres_ledger: Ledger
) -> None:
    """The connections that are at rest know of its end before anybody is given one."""
    with postgres_ledger.read() as one, postgres_ledger.read() as another:
        for session in (one, another):
            meta.get(session, meta.TIMEZONE)
    assert isinstance(postgres_ledger.engine.pool, QueuePool)
    assert postgres_ledger.engine.pool.checkedin() == 2
    postgres.stop()
    postgres.start()
    assert read(postgres_ledger) == "UTC"
    write(postgres_ledger)
    assert health.causes(postgres_ledger) == []


def test_while_the_server_is_away_nothing_is_taken_and_then_it_heals(
    postgres: Server, postgres_ledger: Ledger
) -> None:
    write(postgres_ledger)
    postgres.stop()
    try:
        with pytest.raises(DriverError) as caught:
            write(postgres_ledger, 2)
        assert is_of_storage(caught.value)
        [cause] = health.causes(postgres_ledger)
        assert cause.startswith(f"{postgres_ledger.name} cannot be read (")
        assert "check that the server runs" in cause
        assert "check that the server runs" in postgres_ledger.failed
        assert "check that the server runs" in refused(str(postgres_ledger.engine.url))
    finally:
        postgres.start()
    assert health.causes(postgres_ledger) == []
    assert postgres_ledger.failed == ""
    write(postgres_ledger, 2)
    assert stored(postgres_ledger) == ["Ev1", "Ev2"]


def test_a_connection_that_is_cut_in_a_transaction_fails_it_alone(
    postgres: Server, postgres_ledger: Ledger
) -> None:
    with pytest.raises(DriverError) as caught, postgres_ledger.write() as session:
        inbox.store(session, "T1", "Ev1", {}, NOW)
        postgres.ask(CUT)
        inbox.store(session, "T1", "Ev2", {}, NOW)
    assert "terminating connection due to administrator command, 57P01)" in in_words(caught.value)
    assert "is being started or stopped" in in_words(caught.value)
    write(postgres_ledger, 3)
    assert stored(postgres_ledger) == ["Ev3"]


def test_a_full_disk_is_named_and_heals(postgres: Server, postgres_ledger: Ledger) -> None:
    database = postgres_ledger.engine.url.database or ""
    postgres.ask(FULL, database)
    try:
        with pytest.raises(DriverError) as caught:
            write(postgres_ledger)
        mend = "make room on the server's disk; what was finished before is kept"
        assert mend in in_words(caught.value)
        [cause] = health.causes(postgres_ledger)
        assert cause.startswith(f"{postgres_ledger.name} cannot be written (could not extend file")
        assert mend in cause
    finally:
        postgres.ask(ROOM, database)
    assert health.causes(postgres_ledger) == []
    write(postgres_ledger)


def test_a_server_that_only_follows_is_named(postgres: Server, postgres_ledger: Ledger) -> None:
    write(postgres_ledger)
    postgres.stop()
    signal = postgres.folder / "data" / "standby.signal"
    signal.touch()
    postgres.start()
    try:
        [cause] = health.causes(postgres_ledger)
        assert "takes no writes: it follows another one" in cause
        with pytest.raises(DriverError) as caught:
            write(postgres_ledger, 2)
        assert "the server takes no writes: it follows another one" in in_words(caught.value)
        assert stored(postgres_ledger) == ["Ev1"]
    finally:
        postgres.stop()
        signal.unlink()
        postgres.start()
    assert health.causes(postgres_ledger) == []
    write(postgres_ledger, 2)


def test_a_ledger_that_a_newer_version_upgraded_takes_nothing(
    postgres: Server, postgres_ledger: Ledger
) -> None:
    database = postgres_ledger.engine.url.database or ""
    postgres.ask("UPDATE alembic_version SET version_num = '9999'", database)
    [cause] = health.causes(postgres_ledger)
    assert "newer Leadlight (schema 9999)" in cause
    with pytest.raises(LedgerError, match="newer Leadlight"):
        write(postgres_ledger)


def test_its_pages_are_the_servers_to_check(postgres_ledger: Ledger) -> None:
    assert health.quick_check(postgres_ledger, NOW) == ""
    with postgres_ledger.read() as session:
        assert health.checked(session) == health.Checked(NOW, "")
    told = health.damaged(postgres_ledger, "the server met 2 pages with a wrong checksum")
    assert told.startswith(f"{postgres_ledger.name} is damaged (the server met 2 pages")


@pytest.fixture
def guarded(postgres: Server, postgres_url: str) -> Iterator[str]:
    """The ledger's URL for a user who has a password, one connection, and no rights."""
    access = postgres.folder / "data" / "pg_hba.conf"
    before = access.read_text()
    access.write_text(f"host all guest 127.0.0.1/32 scram-sha-256\n{before}")
    postgres.ask("CREATE ROLE guest LOGIN PASSWORD 'canary-1' CONNECTION LIMIT 1")
    postgres.ask("SELECT pg_reload_conf()")
    yield postgres_url.replace("leadlight@", "guest:canary-1@")
    access.write_text(before)
    postgres.ask("SELECT pg_reload_conf()")
    postgres.ask("DROP ROLE guest")


@pytest.mark.parametrize(
    ("instead", "mend"),
    [
        ((":canary-1@", ":canary-2@"), "check the user and the password in the database's URL"),
        ((":canary-1@", "@"), "check the user and the password in the database's URL"),
        (("guest:", "nobody-known:"), "make the user (`CREATE ROLE"),
        (("/kept", "/nowhere"), "make it (`createdb`), or name another"),
        (("", ""), "to look, `GRANT USAGE ON SCHEMA public TO guest`"),
        (("127.0.0.1", "nowhere.invalid"), "check the host in the database's URL"),
        (("/kept", "/kept?sslmode=require"), "look behind the ?"),
        (("/kept", "/kept?sslmode=bogus"), "look behind the ?"),
        (("/kept", "/kept?nosuchopt=1"), "look behind the ?"),
        (("/kept", "/kept?connect_timeout=abc"), "look behind the ?"),
    ],
)
def test_what_cannot_be_opened_says_why_without_the_password(
    guarded: str, instead: tuple[str, str], mend: str
) -> None:
    told = refused(guarded.replace(*instead))
    assert mend in told
    assert "canary" not in told
    with pytest.raises(LedgerError) as caught:
        is_made(guarded.replace(*instead))
    assert isinstance(caught.value, LedgerAwayError) is ("check the host" in mend)


def test_too_many_connections_are_named(guarded: str) -> None:
    with closing(Ledger(guarded)) as ledger, ledger.engine.connect():
        assert "raise max_connections of the server" in refused(guarded)
        with pytest.raises(LedgerAwayError):
            is_made(guarded)


@pytest.mark.parametrize(
    ("code", "mend", "of_storage"),
    [
        ("08006", "check that the server runs and can be reached", True),
        ("25006", "or default_transaction_read_only is on", True),
        ("25P03", "a transaction stood idle for too long", False),
        ("28P01", "check the user and the password", True),
        ("3D000", "make it (`createdb`)", True),
        ("3F000", "make the schema that search_path names", False),
        ("40001", "two of its writers met; try again", False),
        ("40P01", "two of its writers met; try again", False),
        ("42501", "the rights on the database, its schema and tables", True),
        ("42P01", "see whether the database's URL", False),
        ("53000", "look after the server's memory and disk", True),
        ("53100", "make room on the server's disk", True),
        ("53200", "give the server more memory", True),
        ("53300", "raise max_connections", True),
        ("55P03", "another process has been writing for long", False),
        ("57014", "raise statement_timeout", False),
        ("57P01", "the server is being started or stopped", True),
        ("57P04", "the database was dropped", True),
        ("57P05", "nothing was asked for longer than the server allows", True),
        ("58030", "look after the server's disk", True),
        ("XX001", "damaged pages need its backup", True),
        ("22012", "look at the server's log", False),
    ],
)
def test_what_the_server_says_has_its_mend(
    postgres_ledger: Ledger, code: str, mend: str, of_storage: bool
) -> None:
    with pytest.raises(DriverError) as caught, postgres_ledger.write(beside=True) as session:
        session.connection().execute(text(FAIL.format(code=code)))
    told = in_words(caught.value)
    assert code in told.partition("): ")[0]
    assert mend in told.partition("): ")[2]
    assert is_of_storage(caught.value) is of_storage
    assert is_passing(caught.value) is (code in PASSING)
    assert not is_damage(caught.value)
    assert ("as if" in told) is not code.startswith("22")
