"""Large batches go into PostgreSQL by COPY, and say what SQLite says of the same drafts."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel, select

from ledger import cursors, intake
from ledger.drafts import ActivityDraft, Signal, SignalKind, Standing
from ledger.engine import Ledger, Session
from ledger.intake import Recorded
from ledger.postgres import copying
from ledger.schema import open_ledger
from ledger.tables import Activity, Actor, ActorSignal, PersonWord, Tally
from tests.builders import NOW, actor, draft
from tests.kept import UTC_ZONE

MANY: Final = copying.MANY
TABLES: Final[tuple[type[SQLModel], ...]] = (Activity, Actor, ActorSignal, PersonWord, Tally)
# Ids in the byte order of the index, which is not that of a language; and what COPY writes so.
IDS: Final = [
    "a",
    "B",
    "-",
    "é",
    "\\N",
    "\\.",
    "tab\t",
    "z",
    "\U0001d4b3",
    "\uffff",
    "%s",
    "\x01",
    "\x02\x01",
    "",
]
HOST: Final = Signal(SignalKind.EMAIL_DOMAIN, "acme.example")
TEXT: Final = Signal(SignalKind.COMPANY_TEXT, "Acme \\ Söhne")
ADDRESS: Final = Signal(SignalKind.EMAIL_DOMAIN, "acme.example", "a hash")
PEOPLE: Final = [
    actor("ada", signals=(ADDRESS,)),
    actor("ada", name="Ada Lovelace", signals=(TEXT,)),
    actor("grace", name="Grace\\Hopper", signals=(HOST, TEXT)),
    actor("grace", source="shop", signals=(ADDRESS,)),
    actor("10.0.0.7", source="shop", standing=Standing.PSEUDO),
]
DRAFTS: Final = st.builds(
    draft,
    external_id=st.sampled_from(IDS),
    kind=st.sampled_from(["download", "issue"]),
    at=st.integers(-9 * 86_400, 9 * 86_400).map(lambda seconds: NOW + timedelta(seconds=seconds)),
    who=st.sampled_from(PEOPLE),
    source=st.sampled_from(["files", "shop"]),
    count=st.integers(1, 500),
    topic=st.sampled_from(["", "sso"]),
    title=st.sampled_from(["", "\\N", "a\\tb"]),
)


@pytest.fixture(scope="module")
def sqlite_ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    path: Path = tmp_path_factory.mktemp("beside") / "ledger.db"
    with closing(open_ledger(f"sqlite:///{path}", UTC_ZONE)) as opened:
        yield opened


@contextmanager
def by_copy_from(rows: int) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(copying, "MANY", rows)
        yield


def said(session: Session) -> dict[str, list[str]]:
    """All rows of what intake writes, in words, with an actor's name for each id."""
    session.expire_all()
    who = {row.id: f"{row.source}:{row.key}" for row in session.exec(select(Actor))}
    return {
        str(table.__tablename__): sorted(
            str({**row.model_dump(exclude={"id"}), "actor_id": who.get(_actor_of(row), "")})
            for row in session.exec(select(table))
        )
        for table in TABLES
    }


def _actor_of(row: Any) -> int:
    return int(getattr(row, "actor_id", 0))


def many(first: int, count: int = MANY, **more: Any) -> list[ActivityDraft]:
    """So many drafts of as many people, numbered from `first`."""
    return [
        draft(f"{number:06}", who=actor(f"person-{number}", "acme.example"), **more)
        for number in range(first, first + count)
    ]


def record(ledger: Ledger, drafts: Sequence[ActivityDraft]) -> Recorded:
    with ledger.write() as session:
        return intake.record(session, drafts, UTC_ZONE, NOW)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.lists(DRAFTS, max_size=9), st.sampled_from([1, 4, MANY])), max_size=5),
    st.booleans(),
)
def test_both_databases_say_the_same_of_the_same_batches(
    sqlite_ledger: Ledger,
    postgres_ledger: Ledger,
    batches: list[tuple[list[ActivityDraft], int]],
    twice: bool,
) -> None:
    """Whichever of them, and of what intake writes for them, are many enough for COPY."""
    with ExitStack() as closes:  # never committed: each example begins empty
        both = [
            closes.enter_context(Session(ledger.engine))
            for ledger in (sqlite_ledger, postgres_ledger)
        ]
        for drafts, least in batches * (1 + twice):
            with by_copy_from(least):
                one, other = (intake.record(on, drafts, UTC_ZONE, NOW) for on in both)
            assert one == other
        expected, found = (said(session) for session in both)
    assert found == expected


@pytest.mark.parametrize(("rows", "statements"), [(MANY - 1, 1), (MANY, 0)])
def test_only_large_batches_are_copied(postgres_ledger: Ledger, rows: int, statements: int) -> None:
    ran: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        ran.append(statement)

    event.listen(postgres_ledger.engine, "after_cursor_execute", note)
    try:
        assert record(postgres_ledger, many(0, rows)) == Recorded(rows, 0)
    finally:
        event.remove(postgres_ledger.engine, "after_cursor_execute", note)
    assert sum("INSERT INTO activity" in one for one in ran) == statements


def test_what_is_known_counts_once_however_it_comes_again(postgres_ledger: Ledger) -> None:
    """All of it, half of it, twice at once, and between two that are known."""
    half, far = MANY // 2, 3 * MANY
    assert record(postgres_ledger, many(0)) == Recorded(MANY, 0)
    assert record(postgres_ledger, many(0)) == Recorded(0, MANY)
    assert record(postgres_ledger, many(half)) == Recorded(half, half)
    assert record(postgres_ledger, [*many(far), *many(far)]) == Recorded(MANY, MANY)
    assert record(postgres_ledger, many(2 * MANY)) == Recorded(MANY, 0)
    with postgres_ledger.read() as session:
        kept = session.exec(select(Activity.external_id)).all()
        counts = session.exec(select(Tally.count)).all()
    assert len(kept) == len(set(kept)) == sum(counts)


@pytest.mark.parametrize(
    ("broken", "said_of_it"),
    [({"kind": None}, "NotNullViolation|null value"), ({"title": "a secret\0"}, "NUL")],
)
def test_a_large_batch_leaves_all_or_nothing(
    postgres_ledger: Ledger, broken: dict[str, Any], said_of_it: str
) -> None:
    """With the cursor that stands for it; and what is wrong is said without anybody's words."""
    bad = draft("zz", url="https://secret.example", **broken)
    with pytest.raises(DBAPIError, match=said_of_it) as failed, postgres_ledger.write() as session:
        cursors.save(session, "files", "3", NOW)
        intake.record(session, [*many(0), bad], UTC_ZONE, NOW)
    assert "secret" not in str(failed.value)
    with postgres_ledger.read() as session:
        assert cursors.read(session, "files") is None
        assert not any(said(session).values())
    assert record(postgres_ledger, many(0)) == Recorded(MANY, 0)


def test_a_large_batch_and_its_cursor_are_one_transaction(postgres_ledger: Ledger) -> None:
    with pytest.raises(RuntimeError, match="killed"), postgres_ledger.write() as session:
        assert intake.record(session, many(0), UTC_ZONE, NOW) == Recorded(MANY, 0)
        cursors.save(session, "files", "3", NOW)
        raise RuntimeError("killed")
    with postgres_ledger.read() as session:
        assert cursors.read(session, "files") is None
        assert not any(said(session).values())


def test_a_statement_that_copy_cannot_do_is_refused(postgres_ledger: Ledger) -> None:
    with postgres_ledger.write() as session, pytest.raises(ValueError, match="COPY knows no way"):
        copying.insert(session.connection(), "DELETE FROM actor WHERE id = ?", [(1,)] * MANY)


def test_evidence_has_room_to_be_seen_again(postgres_ledger: Ledger) -> None:
    asked = "SELECT reloptions FROM pg_class WHERE oid = 'actor_signal'::regclass"
    with postgres_ledger.read() as session:
        assert session.connection().exec_driver_sql(asked).scalar_one() == ["fillfactor=60"]
