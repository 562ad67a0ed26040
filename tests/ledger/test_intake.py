"""What came is stored once, for ever, and the tallies say what the activities say."""

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from ledger import actors, colleagues, cursors, intake
from ledger.drafts import ActivityDraft, Signal, SignalKind
from ledger.engine import Ledger, Session
from ledger.intake import Recorded
from ledger.tables import Activity, Actor, Tally
from ledger.types import day_in
from tests.builders import NOW, actor, draft

UTC_ZONE = ZoneInfo("UTC")
ZONES = [UTC_ZONE, ZoneInfo("Pacific/Kiritimati"), ZoneInfo("America/Los_Angeles")]

Counts = Counter[tuple[object, ...]]


def record(ledger: Ledger, *drafts: ActivityDraft, zone: ZoneInfo = UTC_ZONE) -> Recorded:
    with ledger.write() as session:
        return intake.record(session, drafts, zone, NOW)


def tallied(session: Session) -> Counts:
    rows = session.exec(select(Tally))
    return Counter({(row.day, row.actor_id, row.kind, row.topic): row.count for row in rows})


def counted(session: Session) -> Counts:
    """The tallies as they follow from the activities."""
    found: Counts = Counter()
    for row in session.exec(select(Activity)):
        found[row.day, row.actor_id, row.kind, row.topic] += row.count
    return found


def days_of(ledger: Ledger) -> list[str]:
    with ledger.read() as session:
        return [str(row.day) for row in session.exec(select(Activity))]


def test_everything_of_a_draft_is_kept(ledger: Ledger) -> None:
    told = draft(
        "7", "issue", count=3, url="https://files.example/7", title="It leaks", topic="sso"
    )
    assert record(ledger, told) == Recorded(new=1, duplicate=0)
    with ledger.read() as session:
        row, who = session.exec(select(Activity, Actor).join(Actor)).one()
        kept = (row.source, row.external_id, row.kind, row.count, row.url, row.title, row.topic)
        assert kept == ("files", "7", "issue", 3, "https://files.example/7", "It leaks", "sso")
        assert (row.occurred_at, row.day, who.key) == (NOW, NOW.date(), "ada")


def test_no_drafts_are_no_work(ledger: Ledger) -> None:
    assert record(ledger) == Recorded(0, 0)


def test_an_identity_counts_once_for_ever(ledger: Ledger) -> None:
    later = NOW + timedelta(days=400)
    again = [
        draft("1"),
        draft("1", at=later),
        draft("1", "issue", count=9, who=actor("grace")),
    ]
    assert record(ledger, draft("1"), draft("1")) == Recorded(new=1, duplicate=1)
    for one in again:
        assert record(ledger, one) == Recorded(new=0, duplicate=1)
    with ledger.read() as session:
        row = session.exec(select(Activity)).one()
        assert (row.kind, row.count, row.occurred_at) == ("download", 1, NOW)
        assert list(tallied(session).values()) == [1]


def test_the_same_number_at_two_sources_is_two_activities(ledger: Ledger) -> None:
    other = draft("1", source="shop", who=actor(source="shop"))
    assert record(ledger, draft("1"), other) == Recorded(2, 0)
    with ledger.read() as session:
        asked = [("files", "1"), ("shop", "1"), ("shop", "2")]
        assert intake.known(session, asked) == {("files", "1"), ("shop", "1")}


@pytest.mark.parametrize(
    ("moment", "zone", "day"),
    [
        ("2026-11-20T23:59:59+00:00", "UTC", "2026-11-20"),
        ("2026-11-20T23:59:59+00:00", "Europe/Berlin", "2026-11-21"),
        ("2026-11-20T07:59:59+00:00", "America/Los_Angeles", "2026-11-19"),
        ("2026-11-20T08:00:00+00:00", "America/Los_Angeles", "2026-11-20"),
        ("2026-03-29T21:59:59+00:00", "Europe/Berlin", "2026-03-29"),
        ("2026-03-29T22:00:00+00:00", "Europe/Berlin", "2026-03-30"),
        ("2026-10-25T22:59:59+00:00", "Europe/Berlin", "2026-10-25"),
        ("2026-11-21T01:00:00+14:00", "UTC", "2026-11-20"),
    ],
)
def test_the_day_is_that_of_the_event_in_the_zone(
    ledger: Ledger, moment: str, zone: str, day: str
) -> None:
    record(ledger, draft(at=datetime.fromisoformat(moment)), zone=ZoneInfo(zone))
    assert days_of(ledger) == [day]


@pytest.mark.parametrize("broken", ["the caller fails", "a row cannot be stored"])
def test_a_batch_leaves_all_or_nothing(ledger: Ledger, broken: str) -> None:
    bad = draft("3", kind=None) if broken == "a row cannot be stored" else draft("3")  # type: ignore[arg-type]
    with (
        pytest.raises(Exception, match=r"(?i)not.null|the caller fails"),
        ledger.write() as session,
    ):
        cursors.save(session, "files", "3", NOW)
        intake.record(session, [draft("1"), draft("2"), bad], UTC_ZONE, NOW)
        raise RuntimeError("the caller fails")
    with ledger.read() as session:
        assert cursors.read(session, "files") is None
        assert not session.exec(select(Activity)).all()
        assert not session.exec(select(Actor)).all()
        assert not tallied(session)


def test_evidence_of_every_row_of_a_batch_is_kept(ledger: Ledger) -> None:
    """Whether rows come in one batch or in two makes no difference to what is known."""
    rows = [
        draft("1", who=actor(domain="acme.example", name="Ada Lovelace")),
        draft("2", who=actor(domain="globex.example")),
        draft("3", who=actor()),
    ]
    record(ledger, *rows)
    with ledger.read() as session:
        who = actors.by_identity(session, "files", "ada")
        assert who is not None
        assert who.name == "Ada Lovelace"
        assert colleagues.people_at(session, ["acme.example", "globex.example"]) == {
            "acme.example": 1,
            "globex.example": 1,
        }


def test_long_batches_are_stored_whole(ledger: Ledger) -> None:
    """More actors and signals than a statement of SQLite takes parameters for."""
    who = [
        actor(f"person-{n}", signals=(Signal(SignalKind.COMPANY_TEXT, f"Company {n}"),))
        for n in range(1_200)
    ]
    assert record(ledger, *(draft(one.key, who=one) for one in who)) == Recorded(1_200, 0)


DRAFTS = st.builds(
    draft,
    external_id=st.sampled_from("abcdefgh"),
    kind=st.sampled_from(["download", "issue"]),
    at=st.integers(0, 3 * 24 * 3600).map(lambda seconds: NOW + timedelta(seconds=seconds)),
    who=st.sampled_from([actor("ada"), actor("grace")]),
    count=st.integers(1, 500),
    topic=st.sampled_from(["", "sso"]),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(DRAFTS, max_size=6), max_size=5), st.sampled_from(ZONES))
def test_tallies_are_a_recount_of_the_activities(
    ledger: Ledger, batches: list[list[ActivityDraft]], zone: ZoneInfo
) -> None:
    with Session(ledger.engine) as session:  # never committed: each example begins empty
        told = [intake.record(session, batch, zone, NOW) for batch in batches]
        drafts = [one for batch in batches for one in batch]
        first = {one.external_id: one for one in reversed(drafts)}
        assert sum(one.new for one in told) == len(first)
        assert sum(one.duplicate for one in told) == len(drafts) - len(first)
        assert tallied(session) == counted(session)
        kept = {row.external_id: (row.day, row.count) for row in session.exec(select(Activity))}
        assert kept == {
            key: (day_in(zone, one.occurred_at), one.count) for key, one in first.items()
        }


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(DRAFTS, max_size=12), st.sampled_from(ZONES), st.sampled_from(ZONES))
def test_counting_anew_in_another_zone_is_having_counted_there(
    ledger: Ledger, drafts: list[ActivityDraft], before: ZoneInfo, after: ZoneInfo
) -> None:
    with Session(ledger.engine) as session:
        intake.record(session, drafts, before, NOW)
        days = {row.id: row.day for row in session.exec(select(Activity))}
        moved = intake.recount(session, after)
        session.expire_all()
        rows = session.exec(select(Activity)).all()
        assert [row.day for row in rows] == [day_in(after, row.occurred_at) for row in rows]
        assert moved == sum(row.day != days[row.id] for row in rows)
        assert tallied(session) == counted(session)
