"""The weekly digest: a week against the one before, due once, at the right hour in any zone."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests import facts as digest
from bot.digests import queueing
from bot.dql.referring import refer
from bot.dql.steps import Doer, Taken, step
from bot.services import Services
from bot.settings import WeekMoment
from bot.views.digest import digest as view
from bot.views.plain import as_text
from bot.views.referral import Draft
from ledger import meta, notices, referrals
from ledger.drafts import ActorDraft, Signal, SignalKind
from tests.bot.scene import NOW, happened, pulls
from tests.builders import draft

MONDAY = WeekMoment(0, time(9))
UNTIL = date(2026, 11, 16)  # a Monday
LAST = datetime(2026, 11, 15, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "at", "now", "due"),
    [
        # An hour before and after, and at the moment itself.
        ("UTC", MONDAY, "2026-11-16T08:59:59", "2026-11-09T09:00"),
        ("UTC", MONDAY, "2026-11-16T09:00:00", "2026-11-16T09:00"),
        ("UTC", MONDAY, "2026-11-22T23:00:00", "2026-11-16T09:00"),
        # The clocks go back on 25 October 2026 in Berlin: nine o'clock is an hour later in UTC.
        ("Europe/Berlin", MONDAY, "2026-10-25T23:00:00", "2026-10-19T07:00"),
        ("Europe/Berlin", MONDAY, "2026-10-26T07:30:00", "2026-10-19T07:00"),
        ("Europe/Berlin", MONDAY, "2026-10-26T08:00:00", "2026-10-26T08:00"),
        # They go forward on 29 March 2026.
        ("Europe/Berlin", MONDAY, "2026-03-30T06:59:00", "2026-03-23T08:00"),
        ("Europe/Berlin", MONDAY, "2026-03-30T07:00:00", "2026-03-30T07:00"),
        # New York: back on 1 November, forward on 8 March 2026.
        ("America/New_York", MONDAY, "2026-11-02T13:59:00", "2026-10-26T13:00"),
        ("America/New_York", MONDAY, "2026-11-02T14:00:00", "2026-11-02T14:00"),
        ("America/New_York", MONDAY, "2026-03-09T13:00:00", "2026-03-09T13:00"),
        # Half past two on the night itself: it happens twice, or never.
        ("Europe/Berlin", WeekMoment(6, time(2, 30)), "2026-10-25T00:30:00", "2026-10-25T00:30"),
        ("Europe/Berlin", WeekMoment(6, time(2, 30)), "2026-03-29T01:30:00", "2026-03-29T01:30"),
        # Sunday there is Monday here.
        ("Pacific/Auckland", MONDAY, "2026-11-15T20:00:00", "2026-11-15T20:00"),
    ],
)
def test_when_the_last_one_was_due(zone: str, at: WeekMoment, now: str, due: str) -> None:
    found = queueing.latest_due(ZoneInfo(zone), at, datetime.fromisoformat(f"{now}+00:00"))
    assert found.astimezone(UTC) == datetime.fromisoformat(f"{due}+00:00")


ZONES = st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata"])
SECONDS = st.integers(0, 3 * 366 * 86_400)
MOMENTS = SECONDS.map(lambda s: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=s))


@given(ZONES, MOMENTS, st.integers(0, 6), st.times())
def test_it_is_due_every_week_at_the_same_hour(
    zone: str, now: datetime, weekday: int, at: time
) -> None:
    moment = WeekMoment(weekday, at.replace(second=0, microsecond=0))
    due = queueing.latest_due(ZoneInfo(zone), moment, now)
    assert due <= now
    assert now - due <= timedelta(days=7, hours=1)
    assert (due.weekday(), due.time()) == (weekday, moment.at)


def facts(services: Services, until: date = UNTIL) -> digest.Facts:
    with services.ledger.read() as session:
        return digest.digest_facts(session, services, until)


def names(moves: list[digest.Facts]) -> list[str]:
    return [move["name"] for move in moves]


def test_the_week_against_the_one_before(here: Services) -> None:
    earlier = LAST - timedelta(days=14)
    happened(
        here,
        [
            *pulls("new.example", 4, LAST),
            *pulls("riser.example", 4, earlier),
            *pulls("riser.example", 4, LAST, key="late"),
            *pulls("steady.example", 4, earlier),
            *pulls("more.example", 3, earlier),
            *pulls("more.example", 1, LAST, key="again"),
            *pulls("faller.example", 4, LAST - timedelta(days=32)),
            *pulls("tomorrow.example", 4, LAST + timedelta(days=4)),
        ],
        LAST + timedelta(days=5),
    )
    told = facts(here)
    assert told["until"] == "2026-11-15"
    assert names(told["new"]) == ["new.example"]
    assert names(told["risers"]) == ["riser.example"]
    assert names(told["fallers"]) == ["faller.example"]
    assert names(told["gained"]) == ["more.example"]
    assert told["levels"] == [
        {"level": "OQL3", "now": 0, "before": 0},
        {"level": "OQL2", "now": 1, "before": 0},
        {"level": "OQL1", "now": 3, "before": 4},
        {"level": "OQL0", "now": 1, "before": 0},
    ]
    [riser] = told["risers"]
    assert (riser["from"], riser["to"]) == ("OQL1", "OQL2")
    assert (riser["before"], riser["points"]) == (2_000, 4_000)


def test_who_is_not_certain_is_marked_unless_it_counts_no_more(here: Services) -> None:
    mail = (Signal(SignalKind.EMAIL_DOMAIN, "two.example"),)
    people = [ActorDraft("files", key, signals=mail) for key in ("ada", "bo")]
    rows = [draft(f"{n}", at=LAST - timedelta(days=n), who=people[n % 2]) for n in range(4)]
    happened(here, [*rows, *pulls("new.example", 4, LAST)], LAST + timedelta(days=5))
    told = facts(here)
    assert {one["name"]: one["verified"] for one in told["new"]} == {
        "new.example": True,
        "two.example": False,
    }
    later = facts(here, UNTIL + timedelta(days=28))
    assert {one["verified"] for one in later["fallers"]} == {True}


def test_referrals_of_the_week_by_team(here: Services) -> None:
    by = Doer("U1", "dana")
    ada = Draft(person="Ada", team="sales", why="asked for SSO", origin="booth")
    first = datetime(2026, 11, 9, tzinfo=UTC)
    moments = [first - timedelta(seconds=1), first, LAST, datetime(2026, 11, 16, tzinfo=UTC)]
    for number, moment in enumerate(moments):
        refer(here, replace(ada, team="sales"), by, f"view:{number}", moment)
    refer(here, replace(ada, team="product"), by, "view:p", first)
    step(here, 1, Taken(referrals.ACCEPTED), by, LAST)
    told = facts(here)
    assert told["teams"] == [
        {"team": "product", "steps": {"made": 1}, "waiting": 1},
        {"team": "sales", "steps": {"made": 2, "accepted": 1}, "waiting": 2},
    ]
    assert told["waiting"] == 2


def test_the_week_begins_at_midnight_of_the_zone(here: Services) -> None:
    auckland = replace(here, zone=ZoneInfo("Pacific/Auckland"))
    by = Doer("U1", "dana")
    ada = Draft(person="Ada", team="sales", why="asked for SSO", origin="booth")
    midnight = datetime(2026, 11, 9, tzinfo=auckland.zone)
    for number, seconds in enumerate((-1, 0)):
        refer(auckland, ada, by, f"view:{number}", midnight + timedelta(seconds=seconds))
    [sales] = facts(auckland)["teams"]
    assert sales["steps"] == {"made": 1}


def test_who_came_to_light_by_late_data_is_told(here: Services) -> None:
    long_ago = LAST - timedelta(days=8)
    happened(here, pulls("late.example", 4, long_ago), LAST)
    [one] = facts(here)["noticed"]
    assert (one["name"], one["to"], one["points"]) == ("late.example", "OQL1", 2_000)
    assert one["since"] == (long_ago - timedelta(days=1)).date().isoformat()
    assert facts(here, UNTIL + timedelta(days=7))["noticed"] == []


def queued(services: Services) -> list[str]:
    with services.ledger.read() as session:
        return [one.key for one in notices.with_prefix(session, "digest:")]


@pytest.fixture
def scored(here: Services) -> Services:
    """Once scored: before that there is nothing to tell."""
    with here.ledger.write() as session:
        meta.put(session, meta.RESCORED_DAY, NOW.date().isoformat())
    return here


def test_once_a_week(scored: Services) -> None:
    monday = datetime(2026, 11, 16, 9, tzinfo=UTC)
    hours = range(24 * 8)
    sent = [h for h in hours if queueing.queue_if_due(scored, MONDAY, monday + timedelta(hours=h))]
    assert sent == [0, 24 * 7]
    assert queued(scored) == ["digest:2026-W47:#digest", "digest:2026-W48:#digest"]


@pytest.mark.parametrize(
    ("late", "sent"),
    [(timedelta(hours=48), True), (timedelta(hours=48, seconds=1), False)],
)
def test_late_is_better_than_never_but_not_for_ever(
    scored: Services, late: timedelta, sent: bool
) -> None:
    now = datetime(2026, 11, 16, 9, tzinfo=UTC) + late
    assert queueing.queue_if_due(scored, MONDAY, now) == sent
    assert len(queued(scored)) == sent


def test_not_before_anything_was_judged(here: Services) -> None:
    assert not queueing.queue_if_due(here, MONDAY, datetime(2026, 11, 16, 9, tzinfo=UTC))
    assert queued(here) == []


def test_the_turn_of_the_year_is_one_week(scored: Services) -> None:
    assert queueing.key(scored, date(2026, 12, 28)) == "digest:2026-W53:#digest"
    assert queueing.key(scored, date(2027, 1, 3)) == "digest:2026-W53:#digest"
    assert queueing.key(scored, date(2027, 1, 4)) == "digest:2027-W01:#digest"


def test_sent_by_hand_is_not_sent_again(scored: Services) -> None:
    assert queueing.queue(scored, UNTIL, NOW)
    assert not queueing.queue(scored, UNTIL, NOW)
    assert not queueing.queue_if_due(scored, MONDAY, datetime(2026, 11, 16, 9, tzinfo=UTC))


def test_the_digest_says_which_sources_there_are(here: Services) -> None:
    happened(here, pulls("acme.example", 4, LAST), LAST + timedelta(days=5))
    told = facts(here)
    assert [(one["title"], one["last"], one["silent"]) for one in told["sources"]] == [
        ("Slack", None, False),
        ("files", "2026-11-15", False),
    ]
    assert told["without_source"] == ["Documentation", "Blog and tutorials", "Website"]
    assert told["reach"].startswith("Slack and files: at most 70 points")
    shown = as_text(view(told))
    assert "Sources: Slack (Community) nothing yet · files (Downloads) 2026-11-15" in shown
    assert "No source for Documentation, Blog and tutorials, Website." in shown


def test_a_digest_of_an_older_version_is_shown_without_sources(here: Services) -> None:
    told = facts(here)
    del told["sources"], told["without_source"]
    assert "Sources" not in as_text(view(told))


def test_a_digest_of_an_older_version_marks_nobody(here: Services) -> None:
    happened(here, pulls("new.example", 4, LAST), LAST)
    told = facts(here)
    for one in told["new"]:
        del one["verified"]
    assert "not confirmed" not in as_text(view(told))
