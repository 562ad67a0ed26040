"""A warehouse's day is replaced whole, and the same answer again changes nothing."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from ledger import intake, tallied
from ledger.drafts import ActivityDraft
from ledger.engine import Ledger
from ledger.errors import LedgerError
from ledger.tallied import Replaced
from ledger.types import day_number
from tests.builders import NOW, actor, draft

DAY = date(2026, 11, 17)
Facts = dict[tuple[str, str], int]


def told(facts: Facts, day: date = DAY) -> list[ActivityDraft]:
    """Tallies by who and kind."""
    noon = datetime.combine(day, time(12), UTC)
    return [
        draft("", kind, noon, actor(who, "acme.example", source="events"), source="events", count=n)
        for (who, kind), n in facts.items()
    ]


def replace(ledger: Ledger, facts: Facts, day: date = DAY) -> Replaced:
    with ledger.write() as session:
        return tallied.replace(session, "events", day, told(facts, day), NOW)


def standing(ledger: Ledger, day: date = DAY, source: str = "events") -> Facts:
    query = (
        "SELECT a.key, t.kind, t.count FROM tally t JOIN actor a ON a.id = t.actor_id"
        " WHERE t.day = ? AND a.source = ?"
    )
    with ledger.read() as session:
        rows = session.connection().exec_driver_sql(query, (day_number(day), source)).all()
    return {(who, kind): n for who, kind, n in rows}


def test_a_day_is_replaced_whole_and_its_neighbours_stay(ledger: Ledger) -> None:
    before = {("ada", "doc_view"): 3, ("bo", "download"): 1}
    after = {("ada", "doc_view"): 5, ("cy", "doc_view"): 1}
    assert replace(ledger, before) == Replaced(2, 2)
    assert replace(ledger, before, DAY + timedelta(1)) == Replaced(2, 2)
    assert replace(ledger, after) == Replaced(2, 3)
    assert standing(ledger) == after
    assert standing(ledger, DAY + timedelta(1)) == before
    assert replace(ledger, after) == Replaced(2, 0)
    assert replace(ledger, {}) == Replaced(0, 2)
    assert standing(ledger) == {}


def test_other_sources_of_the_day_stay_and_may_not_be_replaced(ledger: Ledger) -> None:
    with ledger.write() as session:
        intake.record(session, [draft(at=NOW - timedelta(3))], ZoneInfo("UTC"), NOW)
    replace(ledger, {("ada", "doc_view"): 3})
    replace(ledger, {})
    assert standing(ledger, source="files") == {("ada", "download"): 1}
    with ledger.write() as session, pytest.raises(LedgerError, match="activities of its own"):
        tallied.replace(session, "files", DAY, [], NOW)


def test_counting_anew_in_another_zone_keeps_what_a_warehouse_counted(ledger: Ledger) -> None:
    with ledger.write() as session:
        late = datetime(2026, 11, 17, 23, tzinfo=UTC)
        intake.record(session, [draft(at=late)], ZoneInfo("UTC"), NOW)
    replace(ledger, {("ada", "doc_view"): 3})
    with ledger.write() as session:
        assert intake.recount(session, ZoneInfo("Asia/Tokyo")) == 1
    assert standing(ledger) == {("ada", "doc_view"): 3}
    assert standing(ledger, DAY + timedelta(1), "files") == {("ada", "download"): 1}
