"""What the outbox does with what it cannot post as it is: other channels, edits, dead ends."""

from datetime import timedelta
from typing import Any

import pytest

from bot.fates import TRIES
from bot.outbox import GRACE, Outbox
from bot.posted import LONGEST_WAIT, back_off, rest
from demo.slack import BOT_SCOPES, Channel, Fault, Slack, open_workspace
from ledger.engine import Ledger
from ledger.tables import Notice
from tests.bot import handed, told
from tests.bot.posting import PLACES, Clock, edit, heard, outbox_at, queue, state


def test_a_channel_that_is_not_there_is_told_in_leads(slack: Slack, outbox: Outbox) -> None:
    queue(outbox, "acme", "#no-such-channel")
    assert outbox.deliver() == 1
    assert heard(slack) == ["acme"]


@pytest.mark.parametrize("archived", [False, True], ids=["not invited", "archived"])
def test_a_channel_that_cannot_be_used_is_told_in_leads(
    slack: Slack, outbox: Outbox, archived: bool
) -> None:
    place = slack.workspace.channel("#dql-sales" if archived else "#elsewhere")
    place.is_archived = archived
    queue(outbox, "acme", place.id)
    outbox.deliver()
    assert (heard(slack), state(outbox, "acme").state) == (["acme"], "sent")


def test_a_private_channel_by_name_where_the_app_may_see_it(ledger: Ledger, clock: Clock) -> None:
    places = ("#leads", Channel("inner", is_private=True))
    scopes = (*BOT_SCOPES, "groups:read")
    with open_workspace(channels=places, clock=clock.seconds, bot_scopes=scopes) as slack:
        outbox = outbox_at(slack, ledger, clock)
        queue(outbox, "acme", "#inner")
        outbox.deliver()
        assert (heard(slack, "#inner"), heard(slack)) == (["acme"], [])


def test_news_for_one_person_is_nobody_elses(slack: Slack, outbox: Outbox) -> None:
    queue(outbox, "gone", "U0NOBODY")
    queue(outbox, "sam", slack.person("sam").id)
    assert outbox.deliver() == 1
    assert heard(slack, "@sam") == ["sam"]
    assert heard(slack) == []
    assert state(outbox, "gone").state == "dead"


def test_edits_come_after_their_message_and_the_newest_stands(
    slack: Slack, outbox: Outbox, clock: Clock
) -> None:
    queue(outbox, "card", "#dql-sales")
    assert outbox.deliver() == 1
    slack.faults.next("chat.update", Fault("server_error", status=503))
    edit(outbox, "accepted", "card")
    assert outbox.deliver() == 0
    edit(outbox, "asked", "card")
    edit(outbox, "outcome", "card")
    for _ in range(4):
        outbox.deliver()
        clock.forward(1)
    assert heard(slack, "#dql-sales") == ["outcome"]
    assert [state(outbox, key).state for key in ("accepted", "asked", "outcome")] == [
        "sent",
        "superseded",
        "superseded",
    ]


def test_what_changed_before_it_was_posted_is_posted_as_it_is_now(
    slack: Slack, outbox: Outbox, clock: Clock
) -> None:
    slack.faults.next("chat.postMessage", Fault("rate_limited", seconds=5))
    queue(outbox, "card", "#dql-sales")
    assert outbox.deliver() == 0
    edit(outbox, "accepted", "card")
    edit(outbox, "outcome", "card")
    clock.forward(5)
    assert outbox.deliver() == 1
    assert heard(slack, "#dql-sales") == ["outcome"]
    assert state(outbox, "accepted").error == "shown by card"
    clock.forward(5)
    assert outbox.deliver() == 0


def test_an_edit_of_what_was_never_posted_is_given_up(slack: Slack, outbox: Outbox) -> None:
    queue(outbox, "card", "#dql-sales", facts={})
    outbox.deliver()
    edit(outbox, "accepted", "card")
    outbox.deliver()
    assert [state(outbox, key).state for key in ("card", "accepted")] == ["dead", "dead"]
    assert state(outbox, "accepted").error == "the message to edit was never posted"


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        ("no such kind", {}),
        ("oql3", {}),
        ("oql3", {**told.company("x", 1), "name": None}),
        ("oql3", {**told.company("x", 1), "points": "many"}),
        ("oql3", {**told.company("x", 1), "newest": [{**told.activity("x"), "day": "today"}]}),
        ("referral", {**handed.referral("x"), "steps": []}),
        (
            "referral",
            {**handed.referral("x"), "steps": [{**handed.step(), "at": 10**20}]},
        ),
    ],
)
def test_what_no_view_can_show_is_dead_and_the_rest_goes_on(
    slack: Slack, outbox: Outbox, clock: Clock, kind: str, facts: dict[str, Any]
) -> None:
    queue(outbox, "broken", kind=kind, facts=facts)
    queue(outbox, "fine")
    outbox.deliver()
    assert (state(outbox, "broken").state, heard(slack)) == ("dead", ["fine"])
    assert state(outbox, "broken").error
    clock.forward(GRACE)
    assert outbox.deliver() == 0


@pytest.mark.parametrize(("tries", "end"), [(TRIES - 1, "sent"), (TRIES, "dead")])
def test_a_refusal_that_somebody_can_mend_is_tried_for_about_a_day(
    slack: Slack, outbox: Outbox, clock: Clock, tries: int, end: str
) -> None:
    assert sum(map(back_off, range(1, TRIES)), timedelta()) > timedelta(hours=20)
    queue(outbox, "acme", slack.workspace.channel("#leads").id)
    with outbox.ledger.write() as session:
        session.get_one(Notice, state(outbox, "acme").id).attempts = tries - 1
    slack.workspace.revoked.add(slack.bot_token)
    assert outbox.deliver() == 0
    slack.workspace.revoked.clear()
    assert outbox.deliver() == 0
    clock.forward(LONGEST_WAIT)
    outbox.deliver()
    kept = state(outbox, "acme")
    assert (kept.state, heard(slack)) == (end, ["acme"] * (end == "sent"))
    assert kept.error == ("" if end == "sent" else f"token_revoked, {TRIES} times")


def test_told_to_stop_it_stops_between_two_messages(slack: Slack, outbox: Outbox) -> None:
    queue(outbox, "one")
    queue(outbox, "two", "#dql-sales")
    asked: list[bool] = []

    def stop() -> bool:
        asked.append(True)
        return len(asked) > 1

    assert outbox.deliver(stop) == 1
    assert state(outbox, "two").state == "pending"


@pytest.mark.parametrize(
    ("attempt", "seconds"), [(1, 2), (5, 32), (9, 512), (10, 900), (1_000_000, 900)]
)
def test_back_off(attempt: int, seconds: int) -> None:
    assert back_off(attempt) == timedelta(seconds=seconds)


def test_where_channels_cannot_be_asked_for_nothing_is_given_up(
    ledger: Ledger, clock: Clock
) -> None:
    scopes = tuple(scope for scope in BOT_SCOPES if scope != "channels:read")
    with open_workspace(channels=PLACES, clock=clock.seconds, bot_scopes=scopes) as slack:
        outbox = outbox_at(slack, ledger, clock)
        queue(outbox, "acme")
        assert outbox.deliver() == 0
        kept = state(outbox, "acme")
        assert (kept.state, kept.error) == ("pending", "looking for its channel: missing_scope")
        slack.workspace.scopes["bot"] = BOT_SCOPES
        clock.forward(2)
        assert outbox.deliver() == 1
        assert heard(slack) == ["acme"]


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 1),
        ({"Retry-After": "30"}, 30),
        ({"retry-after": "1.5"}, 1.5),
        ({"Retry-After": "0"}, 1),
        ({"Retry-After": "Fri, 20 Nov 2026 12:00:00 GMT"}, 1),
        ({"Retry-After": "-3"}, 1),
        ({"Retry-After": "inf"}, 1),
    ],
)
def test_how_long_a_limit_rests(headers: dict[str, str], seconds: float) -> None:
    assert rest(headers) == timedelta(seconds=seconds)
