"""On PostgreSQL too many at once lose nothing, and whoever reads sees one moment."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from sqlalchemy.exc import DataError, IntegrityError, InternalError
from sqlmodel import Session

from ledger import meta
from ledger.engine import Ledger
from ledger.errors import DriverError, in_words
from ledger.postgres import connecting
from ledger.tables import Actor, Tally
from tests.builders import NOW
from tests.ledger.writers import LEFT, RIGHT, count_up, counted, lose_nothing
from tests.postgres import Server

WRITERS, ROUNDS = 8, 10
WAITING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"


@pytest.fixture
def other(postgres_ledger: Ledger, postgres_url: str) -> Iterator[Ledger]:
    """The same ledger, as another instance has it open."""
    with closing(Ledger(postgres_url)) as opened:
        yield opened


def asked(session: Session, question: str) -> object:
    return session.connection().exec_driver_sql(question).scalar_one()


def test_writers_of_two_instances_lose_nothing_and_readers_see_no_half(
    postgres_ledger: Ledger, other: Ledger
) -> None:
    lose_nothing([postgres_ledger, other] * (WRITERS // 2), ROUNDS)


def test_one_beside_the_others_waits_for_none(postgres_ledger: Ledger, other: Ledger) -> None:
    for beside in (postgres_ledger, other):
        with postgres_ledger.write() as held:
            count_up(held, LEFT)
            with beside.write(beside=True) as session:
                meta.put(session, RIGHT, beside.name)
            assert meta.get(held, RIGHT) == beside.name  # committed, and seen from now on
        assert counted(postgres_ledger, LEFT) == (1 if beside is postgres_ledger else 2)


def test_a_writer_waits_for_the_one_before(
    postgres: Server, postgres_ledger: Ledger, other: Ledger
) -> None:
    with ThreadPoolExecutor(1) as pool:

        def write() -> None:
            with other.write() as session:
                count_up(session, LEFT)

        with postgres_ledger.write() as session:
            count_up(session, LEFT)
            waiting = pool.submit(write)
            while postgres.ask(WAITING) == [(0,)]:
                assert not waiting.done()
            count_up(session, LEFT)
        waiting.result()
    assert counted(other, LEFT) == 3
    assert other.waits.busy.total > 0


def test_a_reader_writes_nothing(postgres_ledger: Ledger) -> None:
    with (
        pytest.raises(InternalError, match="read-only transaction"),
        postgres_ledger.read() as session,
    ):
        meta.put(session, LEFT, "1")
        session.flush()
    assert counted(postgres_ledger, LEFT) == 0


def actor(key: str) -> Actor:
    return Actor(source="files", key=key, standing="person", first_seen=NOW)


def twice(session: Session) -> None:
    session.add_all([actor("ada@acme.example"), actor("ada@acme.example")])


def of_nobody(session: Session) -> None:
    session.add(Tally(day=NOW.date(), actor_id=404, kind="acme", count=1))


def no_number(session: Session) -> None:
    session.connection().exec_driver_sql("SELECT CAST(? AS BIGINT)", ("ada@acme.example",))


@pytest.mark.parametrize(
    ("wrong", "kind", "told"),
    [
        (twice, IntegrityError, "violates unique constraint"),
        (of_nobody, IntegrityError, "violates foreign key constraint"),
        (no_number, DataError, "InvalidTextRepresentation, 22P02"),
    ],
)
def test_an_error_tells_no_values(
    postgres_ledger: Ledger,
    wrong: Callable[[Session], None],
    kind: type[DriverError],
    told: str,
) -> None:
    """They may be a person's, and errors end in logs."""
    with pytest.raises(kind) as caught, postgres_ledger.write() as session:
        wrong(session)
    for said in (str(caught.value), str(caught.value.orig), in_words(caught.value)):
        assert told in said
        assert "acme" not in said
        assert "404" not in said
    assert postgres_ledger.failed == ""  # the database did what it has to


def test_every_connection_is_set(postgres: Server, postgres_ledger: Ledger) -> None:
    """Whatever the server is set to, a commit is on its disk."""
    database = postgres_ledger.engine.url.database
    postgres.ask(f"ALTER DATABASE {database} SET synchronous_commit = off")
    try:
        with postgres_ledger.read() as session:
            found = {name: asked(session, f"SHOW {name}") for name in connecting.SET}
        with postgres_ledger.write() as session:
            assert asked(session, "SHOW synchronous_commit") == "on"
            assert asked(session, "SHOW application_name") == "leadlight"
        assert found == connecting.SET
    finally:
        postgres.ask(f"ALTER DATABASE {database} RESET synchronous_commit")


IDLE = "SHOW idle_in_transaction_session_timeout"


def idle(ledger: Ledger) -> tuple[object, object, object]:
    """For how long a writer, one beside it and a reader may stand idle."""
    with ledger.write() as writer, ledger.write(beside=True) as beside, ledger.read() as reader:
        return asked(writer, IDLE), asked(beside, IDLE), asked(reader, IDLE)


def test_a_writer_stands_idle_for_a_minute_and_others_for_longer(
    postgres: Server, postgres_ledger: Ledger
) -> None:
    for _ in range(2):  # of the same connections
        assert idle(postgres_ledger) == ("1min", "15min", "15min")
    postgres_ledger.close()
    database = postgres_ledger.engine.url.database
    postgres.ask(f"ALTER DATABASE {database} SET idle_in_transaction_session_timeout = '7min'")
    try:
        assert idle(postgres_ledger) == ("7min", "7min", "7min")
    finally:
        postgres.ask(f"ALTER DATABASE {database} RESET idle_in_transaction_session_timeout")


def test_a_writer_that_hangs_has_the_others_wait_no_longer_than_that(
    postgres_ledger: Ledger, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "IDLE_WRITER", "200ms")
    with (
        closing(Ledger(postgres_url)) as hanging,
        pytest.raises(InternalError, match="idle-in-transaction timeout"),
        hanging.write() as hung,
    ):
        count_up(hung, LEFT)
        hung.flush()
        with postgres_ledger.write() as session:  # as soon as that one is cut off
            count_up(session, LEFT)
        count_up(hung, LEFT)
    assert counted(postgres_ledger, LEFT) == 1


def test_a_stricter_commit_stays(postgres: Server, postgres_ledger: Ledger) -> None:
    database = postgres_ledger.engine.url.database
    postgres.ask(f"ALTER DATABASE {database} SET synchronous_commit = remote_apply")
    try:
        with postgres_ledger.read() as session:
            assert asked(session, "SHOW synchronous_commit") == "remote_apply"
    finally:
        postgres.ask(f"ALTER DATABASE {database} RESET synchronous_commit")
