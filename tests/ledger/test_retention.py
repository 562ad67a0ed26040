"""What is stripped is stripped for good, and neither a score nor an identity goes with it."""

import json
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from bot import passes
from bot.services import Services
from ledger import inbox, intake, letters, notices, retention
from ledger.drafts import ActivityDraft
from ledger.engine import Ledger
from ledger.retention import Kept
from ledger.tables import Activity, InboxEvent, Notice
from ledger.types import day_in
from scoring.rescore import assess
from scoring.rules import Rules
from tests.bot.scene import happened, of
from tests.builders import NOW, actor, draft
from tests.conftest import UTC_ZONE

DAYS = 90
OLD = NOW - timedelta(days=DAYS + 1)


def told(name: str, at: datetime, kind: str = "download") -> ActivityDraft:
    who = actor("ada", signals=of("acme.example"))
    return draft(name, kind, at, who, title="A title", url="https://x.example/p", count=2)


def kept(ledger: Ledger) -> dict[str, Activity]:
    with ledger.read() as session:
        return {
            one.external_id: one
            for one in session.exec(select(Activity).order_by(col(Activity.id)))
        }


def record(ledger: Ledger, *drafts: ActivityDraft) -> int:
    with ledger.write() as session:
        return intake.record(session, drafts, UTC_ZONE, NOW).new


def test_an_old_activity_is_what_who_and_on_which_day(ledger: Ledger) -> None:
    new, old = told("new", OLD + timedelta(days=1)), told("old", OLD)
    record(ledger, new, old)
    assert retention.keep(ledger, UTC_ZONE, DAYS, NOW) == Kept(1, 0, 0)
    found = kept(ledger)
    assert (found["new"].title, found["new"].url) == ("A title", "https://x.example/p")
    assert found["new"].occurred_at == new.occurred_at
    stripped = found["old"]
    assert (stripped.source, stripped.kind, stripped.count) == ("files", "download", 2)
    assert (stripped.title, stripped.url, stripped.day) == ("", "", OLD.date())
    assert stripped.occurred_at.hour == 12
    assert record(ledger, new, old) == 0  # their source tells them again
    assert kept(ledger)["old"].title == ""


def test_what_comes_late_is_stripped_at_the_next_turn(ledger: Ledger) -> None:
    record(ledger, told("1", OLD))
    assert retention.keep(ledger, UTC_ZONE, DAYS, NOW).stripped == 1
    record(ledger, told("late", OLD - timedelta(days=7)), told("new", NOW))
    assert retention.keep(ledger, UTC_ZONE, DAYS, NOW).stripped == 1
    assert retention.keep(ledger, UTC_ZONE, DAYS, NOW).stripped == 0
    assert [one.title for one in kept(ledger).values()] == ["", "", "A title"]


def test_an_empty_ledger_is_stripped_of_nothing_and_later_of_what_came(ledger: Ledger) -> None:
    assert retention.keep(ledger, UTC_ZONE, DAYS, NOW) == Kept(0, 0, 0)
    record(ledger, told("1", OLD), told("2", NOW))
    later = NOW + timedelta(days=DAYS + 1)
    assert retention.keep(ledger, UTC_ZONE, DAYS, later).stripped == 2


def test_told_to_stop_it_goes_on_where_it_was(ledger: Ledger) -> None:
    record(ledger, *(told(str(n), OLD - timedelta(days=n)) for n in range(4)))
    turns = iter([False, False, True])
    assert retention.keep(ledger, UTC_ZONE, DAYS, NOW, lambda: next(turns)).stripped == 2
    assert retention.keep(ledger, UTC_ZONE, DAYS, NOW).stripped == 2


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Niue", "Europe/Berlin"])
def test_noon_is_of_the_same_day_wherever_days_are_counted(ledger: Ledger, zone: str) -> None:
    there = ZoneInfo(zone)
    with ledger.write() as session:
        intake.record(session, [told("1", OLD - timedelta(hours=30))], there, NOW)
    retention.keep(ledger, there, DAYS, NOW)
    [one] = kept(ledger).values()
    assert day_in(there, one.occurred_at) == one.day
    with ledger.write() as session:
        assert intake.recount(session, there) == 0


def levels(session: Session, rules: Rules, as_of: date) -> list[tuple[str, str, dict[int, int]]]:
    return [
        (one.key, one.level, dict(one.standing.scores)) for one in assess(session, rules, as_of)
    ]


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    deeds=st.lists(
        st.tuples(
            st.integers(0, 200), st.sampled_from(["download", "doc_view", "issue", "blog_view"])
        ),
        min_size=1,
        max_size=30,
    )
)
def test_no_score_changes_on_any_day(
    services: Services, rules: Rules, deeds: list[tuple[int, str]]
) -> None:
    with services.ledger.write() as session:
        for table in ("activity", "tally", "meta"):
            where = " WHERE name LIKE 'retention%'" if table == "meta" else ""
            session.connection().exec_driver_sql(f"DELETE FROM {table}{where}")
    drafts = [
        told(f"{n}:{ago}:{kind}", NOW - timedelta(days=ago), kind)
        for n, (ago, kind) in enumerate(deeds)
    ]
    happened(services, drafts)
    days = [NOW.date() - timedelta(days=ago) for ago in (0, 45, 110, 170)]
    with services.ledger.read() as session:
        before = [levels(session, rules, day) for day in days]
    retention.keep(services.ledger, UTC_ZONE, DAYS, NOW)
    passes.judge(services, NOW)
    with services.ledger.read() as session:
        assert [levels(session, rules, day) for day in days] == before
    assert record(services.ledger, *drafts) == 0


def test_events_that_were_read_go_and_old_letters_are_emptied(ledger: Ledger) -> None:
    secret = {"event": {"type": "message", "user": "U0ADA"}}
    with ledger.write() as session:
        for name, at in (("read", NOW), ("old", OLD), ("dead", NOW), ("older", OLD)):
            inbox.store(session, "T1", name, secret, at)
        for one in inbox.waiting(session, 9):
            is_dead = one.id > 2
            inbox.close(session, one.id, one.received_at, "no user in it" * is_dead)
    assert retention.keep(ledger, UTC_ZONE, DAYS, NOW) == Kept(0, 1, 0)
    with ledger.read() as session:
        states = {one.event_id: one.state for one in session.exec(select(InboxEvent))}
        assert states == {"read": "done", "dead": "dead", "older": "discarded"}
        assert [one.event_id for one in letters.letters(session)] == ["dead"]
    assert retention.keep(ledger, UTC_ZONE, DAYS, NOW + timedelta(days=8)) == Kept(0, 2, 0)


def test_old_messages_lose_what_they_said(ledger: Ledger) -> None:
    said = {"id": 7, "person": "Ada Quill"}
    sent, dead, waits = notices.SENT, notices.DEAD, notices.PENDING
    cases = [
        ("moved:1", "moved", OLD, sent, {"id": 7}),
        ("moved:2", "moved", NOW, sent, said),
        ("news:1", "referral_news", OLD, dead, {"id": 7}),
        ("news:2", "referral_news", OLD, waits, said),
        ("referral:7", "referral", OLD, sent, said),  # by which it is known what stands in Slack
        ("oql3:acme", "oql3", OLD, sent, said),  # whose card is edited for as long as it stands
        ("rules:1", "rules", OLD, sent, said),  # by which it is known what was told
        ("digest:1", "digest", OLD, sent, {"id": 7}),
    ]
    with ledger.write() as session:
        for key, kind, at, state, _ in cases:
            notices.queue(session, key, kind, "#leads", said, at)
            one = notices.by_key(session, key)
            assert one is not None
            one.state = state
    assert retention.keep(ledger, UTC_ZONE, DAYS, NOW).messages == 3
    assert retention.keep(ledger, UTC_ZONE, DAYS, NOW).messages == 0
    with ledger.read() as session:
        facts = {one.key: one.facts for one in session.exec(select(Notice))}
    assert facts == {key: left for key, _, _, _, left in cases}
    assert json.dumps(facts).count("Ada") == 5
