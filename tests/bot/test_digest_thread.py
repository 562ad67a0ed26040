"""The digest's messages: one for the channel, long lists and the week in its thread, once."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.answers import Later
from bot.digests.facts import digest_facts
from bot.digests.queueing import due_today, head, key, queue, queue_if_due, thread
from bot.digests.spans import Period
from bot.outbox import Outbox
from bot.services import Services
from bot.settings import WeekMoment
from bot.views.blocks import Block, Message
from bot.views.days import written
from bot.views.digest import LISTS, MOST, digest, more, preview, rest
from bot.views.plain import as_text
from demo.slack import Slack
from ledger import meta, notices
from tests.bot import told
from tests.bot.posting import Clock
from tests.bot.pressing import pressed
from tests.bot.scene import ask, happened, pulls, said

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
UNTIL = date(2026, 11, 16)
LAST = datetime(2026, 11, 15, 12, tzinfo=UTC)
MONDAY = WeekMoment(0, time(9))


@pytest.fixture
def busy(here: Services) -> Services:
    """Ten companies reached OQL1 last week, one more in October."""
    names = [f"n{number}.example" for number in range(MOST + 2)]
    happened(here, [row for name in names for row in pulls(name, 4, LAST)], LAST)
    happened(here, pulls("october.example", 4, datetime(2026, 10, 20, tzinfo=UTC)), NOW)
    return here


def keys(services: Services) -> list[tuple[str, str, str, str | None]]:
    with services.ledger.read() as session:
        return [
            (one.key, one.kind, one.operation, one.anchor)
            for one in notices.with_prefix(session, "digest:")
        ]


def test_the_rest_of_a_list_follows_in_the_thread(busy: Services) -> None:
    assert queue(busy, UNTIL, NOW)
    main = key(busy, UNTIL)
    assert keys(busy) == [
        (main, "digest", "post", None),
        (f"{main}:new", "digest_more", "reply", main),
    ]
    assert not queue(busy, UNTIL, NOW, Period.MONTH)
    assert len(keys(busy)) == 2


def test_nothing_of_a_list_is_lost_between_them(busy: Services) -> None:
    with busy.ledger.read() as session:
        facts = digest_facts(session, busy, UNTIL)
    [(_, _, rest)] = thread(facts)
    shown = as_text(digest(head(facts))) + as_text(more(rest))
    assert "… and 2 more" in shown
    assert all(shown.count(f" n{number}.example:") == 1 for number in range(MOST + 2))


@pytest.mark.parametrize(
    ("now", "title", "week"),
    [
        (datetime(2026, 11, 2, 9, tzinfo=UTC), "October 2026", True),
        (datetime(2026, 10, 5, 9, tzinfo=UTC), "Q3 2026", True),
        (datetime(2026, 11, 9, 9, tzinfo=UTC), "week to 8 Nov 2026", False),
    ],
)
def test_a_month_or_quarter_takes_the_place_of_the_week(
    busy: Services, now: datetime, title: str, week: bool
) -> None:
    with busy.ledger.write() as session:
        meta.put(session, meta.RESCORED_DAY, "2026-10-01")
    assert queue_if_due(busy, MONDAY, now)
    assert not queue_if_due(busy, MONDAY, now + timedelta(hours=1))
    with busy.ledger.read() as session:
        [main, *rest] = notices.with_prefix(session, "digest:")
    assert main.facts["title"] == title
    assert [one.facts["title"] for one in rest if one.kind == "digest"] == [
        f"week to {written(now.date() - timedelta(days=1))}"
    ] * week


def test_it_is_posted_whole_and_once(
    busy: Services, slack: Slack, outbox: Outbox, clock: Clock
) -> None:
    busy.digest_channel = "#leads"
    for _ in range(2):
        queue(busy, UNTIL, clock(), Period.MONTH)
        for _ in range(4):
            outbox.deliver()
            clock.forward(2)
    main, *rest = slack.messages("#leads")
    assert main.text.startswith("Leadlight, October 2026: 1 new")
    assert [one.text.split(":")[0] for one in rest] == ["Leadlight, week to 15 Nov 2026"]
    assert {one.thread_ts for one in rest} == {main.ts}


def test_the_preview_is_for_oneself_and_says_what_would_follow(busy: Services) -> None:
    answer = ask(busy, "/oql digest", NOW)
    assert isinstance(answer, Later)
    shown = as_text(answer.work())
    assert "Only you see this preview" in shown
    assert "In its thread would follow: the rest of “New leads”." in shown
    assert "week to 15 Nov 2026" in shown
    assert keys(busy) == []
    month = ask(busy, "/oql digest Month", NOW)
    assert isinstance(month, Later)
    assert "October 2026" in as_text(month.work())
    assert "would follow: the week." in as_text(month.work())


def buttons(message: Message) -> list[tuple[str, str]]:
    return [
        (one["action_id"], one["value"])
        for block in message.blocks
        for one in block.get("elements", ())
        if one["type"] == "button"
    ]


def pressed_until_the_end(services: Services, shown: Message) -> list[str]:
    """All that the button under a preview shows, and those beneath it."""
    found = []
    while of := buttons(shown):
        [(action, value)] = of
        answer = pressed(services, action, value)
        assert isinstance(answer, Later)
        shown = answer.work()
        assert len(shown.blocks) <= 50
        found.append(as_text(shown))
    return found


def test_a_button_shows_what_would_follow(busy: Services) -> None:
    week = ask(busy, "/oql digest", NOW)
    assert isinstance(week, Later)
    [rest] = pressed_until_the_end(busy, week.work())
    assert "Only you see this preview of the thread." in rest
    assert "New leads, continued" in rest
    assert rest.count(".example:") == 2
    month = ask(busy, "/oql digest month", NOW)
    assert isinstance(month, Later)
    [rest] = pressed_until_the_end(busy, month.work())
    assert "week to 15 Nov 2026" in rest


def test_no_button_where_nothing_follows(here: Services) -> None:
    answer = ask(here, "/oql digest", NOW)
    assert isinstance(answer, Later)
    assert buttons(answer.work()) == []


@pytest.mark.parametrize("name", told.NAMES.values(), ids=told.NAMES)
def test_the_rest_goes_on_until_all_of_it_was_shown(name: str) -> None:
    facts = told.digest(name, 500)
    parts = [
        more({"list": of, "rows": facts[of][:72], "total": 500, "sells": True}) for of in LISTS
    ]
    shown, at = list[Block](), 0
    while buttons(page := rest(facts, parts, at)):
        assert len(page.blocks) <= 50
        shown += page.blocks[1:-1]
        at += 1
    assert len(page.blocks) <= 50
    assert [*shown, *page.blocks[1:]] == [block for part in parts for block in part.blocks]
    assert "Nothing would follow" in as_text(rest(facts, parts, at + 1))


@pytest.mark.parametrize(("period", "leads_on"), [("week", True), ("month", False)])
def test_a_list_of_a_week_is_no_more_of_a_month(period: str, leads_on: bool) -> None:
    facts = told.digest("Acme", 500)
    part = {"list": "new", "rows": facts["new"][:9], "total": 500, "sells": True, "period": period}
    text = as_text(more(part))
    assert "… and 483 more" in text
    assert ("/oql new" in text) == leads_on


def test_what_is_queued_on_cue_is_what_the_preview_shows(busy: Services) -> None:
    answer = ask(busy, "/oql digest", NOW)
    assert isinstance(answer, Later)
    assert queue(busy, due_today(busy, NOW), NOW)
    with busy.ledger.read() as session:
        [queued, *_] = notices.with_prefix(session, "digest:")
    assert queued.facts["title"] in as_text(answer.work())


def test_no_other_span_is_known(here: Services) -> None:
    assert "digest takes week, month, quarter, not year." in said(here, "/oql digest year")


@pytest.mark.parametrize("name", told.NAMES.values(), ids=told.NAMES)
def test_it_leaves_room_below_what_slack_takes(name: str) -> None:
    facts = told.digest(name, 500)
    assert len(digest(facts).blocks) <= 45
    assert len(preview(facts, list(LISTS)).blocks) <= 50
