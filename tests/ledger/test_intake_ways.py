"""The ledger says the same whichever way a file came: whole, in parts, twice, among others."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from ledger import intake
from ledger.drafts import ActivityDraft, Signal, SignalKind
from ledger.engine import Ledger, Session
from ledger.tables import Activity, Actor, ActorSignal, Tally
from ledger.types import day_in
from tests.builders import NOW, actor, draft

UTC_ZONE = ZoneInfo("UTC")
ACME = Signal(SignalKind.COMPANY_TEXT, "Acme")
HOST = Signal(SignalKind.EMAIL_DOMAIN, "acme.example")


def file_of(source: str) -> st.SearchStrategy[list[ActivityDraft]]:
    """Rows of one source, of few people and ids, so that there are twins."""
    people = [
        actor("ada", source=source),
        actor("ada", source=source, name="Ada", signals=(ACME,)),
        actor("grace", source=source, signals=(HOST, ACME)),
    ]
    rows = st.builds(
        draft,
        external_id=st.sampled_from("hgfedcba"),
        kind=st.sampled_from(["download", "issue"]),
        at=st.integers(0, 200_000).map(lambda seconds: NOW + timedelta(seconds=seconds)),
        who=st.sampled_from(people),
        count=st.integers(1, 500),
        source=st.just(source),
    )
    return st.lists(rows, max_size=14)


def said(session: Session) -> dict[str, set[tuple[Any, ...]]]:
    """All that the ledger says, without its row ids."""
    session.expire_all()
    who = {row.id: (row.source, row.key) for row in session.exec(select(Actor))}
    return {
        "actors": {
            (*who[row.id], row.handle, row.name, row.standing, row.stale)
            for row in session.exec(select(Actor))
        },
        "signals": {
            (*who[row.actor_id], row.kind, row.value, row.domain, row.placed, row.ended_at)
            for row in session.exec(select(ActorSignal))
        },
        "activities": {
            (row.source, row.external_id, who[row.actor_id], row.kind, row.occurred_at, row.count)
            for row in session.exec(select(Activity))
        },
        "tallies": {
            (row.day, who[row.actor_id], row.kind, row.topic, row.count)
            for row in session.exec(select(Tally))
        },
    }


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(file_of("files"), file_of("shop"), st.integers(0, 14), st.integers(1, 5))
def test_every_way_ends_in_the_same_ledger(
    ledger: Ledger, file: list[ActivityDraft], other: list[ActivityDraft], half: int, size: int
) -> None:
    parts = [rows[at : at + size] for at in range(0, 14, size) for rows in (file, other)]
    ways = [
        [file, other],
        [file[:half], file[half:], other],
        [other, file, file],
        parts,
        [*parts, file, other],
    ]
    found = []
    for way in ways:
        with Session(ledger.engine) as session:  # never committed: each way begins empty
            told = [intake.record(session, part, UTC_ZONE, NOW) for part in way]
            assert sum(one.new + one.duplicate for one in told) == sum(map(len, way))
            found.append((said(session), sum(one.new for one in told)))
    assert all(one == found[0] for one in found)


def test_a_batch_is_stored_in_order_of_its_ids(ledger: Ledger) -> None:
    """So that random ids of a large batch touch their index page by page."""
    drafts = [draft(f"{number * 7_919 % 100:02}") for number in range(100)]
    with ledger.write() as session:
        intake.record(session, drafts, UTC_ZONE, NOW)
        stored = session.exec(select(Activity.external_id).order_by(col(Activity.id))).all()
    assert stored == [f"{number:02}" for number in range(100)]


@pytest.mark.parametrize(
    ("zone", "around"),
    [
        ("America/St_Johns", "2010-11-07T02:00:00+00:00"),  # at 00:01 back to the day before
        ("America/St_Johns", "2010-03-14T03:00:00+00:00"),
        ("Pacific/Apia", "2011-12-30T10:00:00+00:00"),  # the day that was left out
        ("Asia/Kathmandu", "2026-11-20T18:00:00+00:00"),
        ("Europe/Berlin", "2026-10-25T00:00:00+00:00"),
    ],
)
def test_every_minute_has_its_day(ledger: Ledger, zone: str, around: str) -> None:
    begins = type(NOW).fromisoformat(around)
    moments = [begins + timedelta(minutes=minute) for minute in range(-60, 180)]
    rows = [draft(str(number), at=moment) for number, moment in enumerate(moments)]
    with ledger.write() as session:
        intake.record(session, rows, ZoneInfo(zone), NOW)
        days = {row.external_id: row.day for row in session.exec(select(Activity))}
    assert [days[str(n)] for n in range(len(rows))] == [day_in(ZoneInfo(zone), m) for m in moments]
