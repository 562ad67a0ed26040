"""Reminders: after working days, again and again, once each, and not of what somebody settled."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dql.reminding import after_working_days, remind
from bot.dql.steps import Doer, Taken, step
from bot.outbox import Outbox
from bot.services import Services
from bot.views.referral_card import ACCEPT, DECLINE, HAND_ON, SNOOZE
from demo.slack import Slack
from ledger import notices, referrals
from ledger.tables import Notice
from scoring.rules import Quiet
from tests.bot.posting import Clock
from tests.bot.received import filled, made, press
from tests.bot.scene import asker

ZONES = ("UTC", "America/Los_Angeles", "Pacific/Auckland")
FRIDAY = datetime(2026, 11, 20, 15, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
KEY = "referral:1:waiting:1:2026-11-24:0"  # of the first reminder of the first referral


def reminders(services: Services) -> list[Notice]:
    with services.ledger.read() as session:
        return notices.with_prefix(session, "referral:1:waiting:")


def said(services: Services) -> list[str]:
    """Who was reminded: the team's channel, or the referrer."""
    return [one.channel for one in reminders(services)]


def run(services: Services, first: datetime, last: datetime) -> list[str]:
    """The job, twice a day, from one moment to another; on which days it said something: MM-DD."""
    days = []
    now = first
    while now <= last:
        if remind(services, now):
            days.append(f"{now:%m-%d}")
            assert remind(services, now) == 0  # each is said once
        now += 12 * HOUR
    return days


@pytest.mark.parametrize(
    ("made_at", "days", "due"),
    [
        ("2026-11-18 15:00", 2, "2026-11-20 15:00"),
        ("2026-11-19 15:00", 2, "2026-11-23 15:00"),
        ("2026-11-20 15:00", 2, "2026-11-24 15:00"),
        ("2026-11-21 15:00", 2, "2026-11-25 00:00"),  # Saturday counts as Monday's first minute
        ("2026-11-22 23:59", 1, "2026-11-24 00:00"),
        ("2026-11-20 15:00", 10, "2026-12-04 15:00"),
        ("2026-03-06 15:00", 1, "2026-03-09 15:00"),  # over the change to summer time
    ],
)
@pytest.mark.parametrize("name", ZONES)
def test_working_days_in_whatever_zone(name: str, made_at: str, days: int, due: str) -> None:
    zone = ZoneInfo(name)
    at = datetime.fromisoformat(made_at).replace(tzinfo=zone)
    found = after_working_days(at.astimezone(UTC), days, zone)
    assert f"{found.astimezone(zone):%Y-%m-%d %H:%M}" == due


@given(
    st.integers(0, 10 * 366 * 24).map(lambda hours: FRIDAY + hours * HOUR),
    st.integers(1, 30),
    st.sampled_from(ZONES),
)
def test_so_many_working_days_lie_between(at: datetime, days: int, name: str) -> None:
    zone = ZoneInfo(name)
    found = after_working_days(at, days, zone)
    assert found.weekday() < 5
    first, last = at.astimezone(zone).date(), found.date()
    passed = (last - first).days
    worked = [first + n * DAY for n in range(1, passed + 1) if (first + n * DAY).weekday() < 5]
    begun_on_weekend = first.weekday() >= 5
    assert len(worked) - begun_on_weekend == days


def test_unanswered_it_is_said_after_two_working_days_and_then_weekly(here: Services) -> None:
    made(here, now=FRIDAY)
    assert run(here, FRIDAY, FRIDAY + 22 * DAY) == ["11-24", "12-01", "12-08"]
    assert said(here) == ["#dql-sales", "U1"] * 3
    assert {one.operation for one in reminders(here)[::2]} == {notices.REPLY}
    assert {one.anchor for one in reminders(here)[::2]} == {"referral:1"}
    assert all(one.facts["broadcast"] for one in reminders(here)[::2])


def test_who_accepted_is_asked_after_a_month_and_then_monthly(here: Services) -> None:
    made(here, now=FRIDAY)
    press(here, ACCEPT, at=FRIDAY)
    days = run(here, FRIDAY, FRIDAY + 91 * DAY)
    assert days == ["12-21", "01-19", "02-18"]  # the first fell on a Sunday
    assert said(here) == ["#dql-sales"] * 3


def test_nobody_is_reminded_on_a_weekend(here: Services) -> None:
    made(here, now=FRIDAY)
    saturday = datetime.combine(FRIDAY.date() + 15 * DAY, time(), UTC)
    assert saturday.weekday() == 5
    assert run(here, saturday, saturday + 2 * DAY - HOUR) == []
    assert remind(here, saturday + 2 * DAY) == 1


def test_a_service_that_was_away_says_it_once(here: Services) -> None:
    made(here, now=FRIDAY)
    assert remind(here, FRIDAY + 40 * DAY) == 1
    assert remind(here, FRIDAY + 40 * DAY + HOUR) == 0


@pytest.mark.parametrize("days", [7, 30])
def test_snoozed_it_is_said_on_the_day_and_counted_from_there(here: Services, days: int) -> None:
    made(here, now=FRIDAY)
    run(here, FRIDAY, FRIDAY + 5 * DAY)
    at = FRIDAY + 5 * DAY  # Wednesday
    press(here, SNOOZE, f"1:{days}", at=at)
    until = at + days * DAY
    again = run(here, at, until + 8 * DAY)
    first = until if until.weekday() < 5 else until + (7 - until.weekday()) * DAY
    assert again[0] == f"{first:%m-%d}"
    assert again[1] == f"{until + 7 * DAY:%m-%d}"


def test_another_team_has_its_own_two_days(here: Services) -> None:
    made(here, now=FRIDAY)
    filled(here, HAND_ON, at=FRIDAY + 3 * DAY, team="product", why="theirs")
    assert run(here, FRIDAY + 3 * DAY, FRIDAY + 6 * DAY) == ["11-25"]
    assert said(here) == ["#dql-product", "U1"]


@pytest.mark.parametrize("settled", [referrals.DECLINED, referrals.WITHDRAWN, referrals.OUTCOME])
def test_of_what_is_settled_nothing_is_said(here: Services, settled: str) -> None:
    made(here, now=FRIDAY)
    by = Doer("U2", "sam")
    if settled == referrals.OUTCOME:
        step(here, 1, Taken(referrals.ACCEPTED), by, FRIDAY)
    outcome = "customer" if settled == referrals.OUTCOME else ""
    step(here, 1, Taken(settled, "so", outcome), by, FRIDAY)
    assert run(here, FRIDAY, FRIDAY + 40 * DAY) == []


def test_made_on_the_command_line_the_team_alone_is_reminded(here: Services) -> None:
    made(here, now=FRIDAY, by="command line")
    remind(here, FRIDAY + 4 * DAY)
    assert said(here) == ["#dql-sales"]


def test_in_quiet_hours_it_waits_and_is_not_said_if_somebody_answers(
    here: Services, slack: Slack, outbox: Outbox, clock: Clock
) -> None:
    quiet = here.rules.model_copy(
        update={"quiet": Quiet.model_validate({"from": "14:00", "until": "08:00"})}
    )
    quietly = replace(here, rules=quiet)
    clock.now = FRIDAY
    for _ in range(2):
        made(quietly, now=clock.now)
        clock.forward(HOUR)
    clock.now = FRIDAY + 4 * DAY + HOUR
    assert remind(quietly, clock.now) == 2
    passing(outbox, clock)
    filled(quietly, DECLINE, who=asker("U2"), at=clock.now, reason="no budget")
    passing(outbox, clock)
    clock.now = datetime.combine(clock.now.date() + DAY, time(8), UTC)
    passing(outbox, clock)
    threads = [one.text for one in slack.messages("#dql-sales") if one.is_reply]
    assert [text.split(" ")[0] for text in threads] == ["DQL-1:", "DQL-2:"]
    assert "declined" in threads[0]
    assert "has waited for an answer since" in threads[1]
    with here.ledger.read() as session:
        kept = notices.by_key(session, KEY)
    assert kept is not None
    assert (kept.state, kept.error) == (notices.WITHDRAWN, "the referral moved on")


def passing(outbox: Outbox, clock: Clock) -> None:
    for _ in range(6):
        outbox.deliver()
        clock.forward(1)


def test_the_buttons_of_a_reminder_are_the_cards(
    here: Services, slack: Slack, outbox: Outbox, clock: Clock
) -> None:
    clock.now = FRIDAY
    made(here, now=clock.now)
    passing(outbox, clock)
    clock.now = FRIDAY + 4 * DAY
    remind(here, clock.now)
    passing(outbox, clock)
    [said_there] = [one for one in slack.messages("#dql-sales") if one.is_reply]
    [row] = [one["elements"] for one in said_there.blocks if one["type"] == "actions"]
    assert [one["action_id"] for one in row] == [ACCEPT, DECLINE, SNOOZE]
    assert [one["value"] for one in row[-1]["options"]] == [
        f"1@{int(FRIDAY.timestamp())}:{days}" for days in (7, 30)
    ]
