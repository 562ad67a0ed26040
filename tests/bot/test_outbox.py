"""Posting to a Slack that misbehaves: each cause is heard once, in order, and none is lost."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from bot.outbox import GRACE, Outbox
from bot.posted import EVENT
from bot.views.blocks import Message
from bot.views.notice_views import VIEWS
from demo.slack import Fault, RateLimit, Slack, open_workspace
from ledger import notices
from ledger.engine import Ledger
from ledger.tables import Notice
from tests.bot.posting import PLACES, Clock, edit, heard, outbox_at, queue, state


def test_posted_once_and_marked(slack: Slack, outbox: Outbox) -> None:
    queue(outbox, "acme")
    assert outbox.deliver() == 1
    assert outbox.deliver() == 0
    [message] = slack.messages("#leads")
    assert message.metadata == {"event_type": EVENT, "event_payload": {"outbox_id": "acme"}}
    kept = state(outbox, "acme")
    assert (kept.state, kept.sent_ts, kept.sent_channel) == ("sent", message.ts, message.channel)
    assert kept.sent_at == outbox.clock()


def test_one_message_a_second_and_channel(slack: Slack, outbox: Outbox, clock: Clock) -> None:
    for key in ("one", "two"):
        queue(outbox, key)
        queue(outbox, f"{key}-sales", "#dql-sales")
    assert outbox.deliver() == 2
    clock.forward(1)
    assert outbox.deliver() == 2
    assert heard(slack) == ["one", "two"]
    assert heard(slack, "#dql-sales") == ["one-sales", "two-sales"]


def test_a_rate_limit_rests_its_channel_alone(slack: Slack, outbox: Outbox, clock: Clock) -> None:
    queue(outbox, "one")
    queue(outbox, "two", "#leads")  # the same channel, by its name
    queue(outbox, "sales", "#dql-sales")
    slack.faults.next("chat.postMessage", Fault("rate_limited", seconds=7))
    assert outbox.deliver() == 1
    assert (heard(slack), heard(slack, "#dql-sales")) == ([], ["sales"])
    clock.forward(6.9)
    assert outbox.deliver() == 0
    clock.forward(0.1)
    assert outbox.deliver() == 1
    clock.forward(1)
    assert outbox.deliver() == 1
    assert heard(slack) == ["one", "two"]


def test_a_strict_slack_gets_everything_in_order(ledger: Ledger, clock: Clock) -> None:
    pace = RateLimit(per_second=0.25, burst=2)
    with open_workspace(channels=PLACES, clock=clock.seconds, post_rate=pace) as slack:
        outbox = outbox_at(slack, ledger, clock)
        keys = [f"company{n}" for n in range(8)]
        for key in keys:
            queue(outbox, key)
        for _ in range(60):
            outbox.deliver()
            clock.forward(1)
        assert heard(slack) == keys


TROUBLE = [
    Fault("reset"),
    Fault("server_error", status=503),
    Fault("server_error", status=500),
    Fault("refused", error="internal_error"),
    Fault("server_error", status=200),  # a page in place of Slack's answer
]


@pytest.mark.parametrize("accepted", [True, False], ids=["accepted", "lost"])
@pytest.mark.parametrize("fault", TROUBLE, ids=lambda fault: f"{fault.kind} {fault.status}")
def test_a_lost_answer_is_settled_by_looking_back(
    slack: Slack, outbox: Outbox, clock: Clock, fault: Fault, accepted: bool
) -> None:
    trouble = Fault(fault.kind, accepted=accepted, status=fault.status, error=fault.error)
    slack.faults.next("chat.postMessage", trouble)
    queue(outbox, "acme")
    queue(outbox, "other")
    assert outbox.deliver() == 1
    assert state(outbox, "acme").state == "sending"
    clock.forward(GRACE - timedelta(seconds=1))
    outbox.deliver()
    assert sorted(heard(slack)) == ["acme", "other"] if accepted else ["other"]
    clock.forward(1)
    outbox.deliver()
    assert sorted(heard(slack)) == ["acme", "other"]
    found = next(m for m in slack.messages("#leads") if m.text.startswith("acme"))
    kept = state(outbox, "acme")
    assert (kept.state, kept.sent_ts, kept.error) == ("sent", found.ts, "")
    clock.forward(GRACE)
    assert outbox.deliver() == 0


def test_looking_back_reads_every_page(slack: Slack, outbox: Outbox, clock: Clock) -> None:
    slack.faults.next("chat.postMessage", Fault("reset", accepted=True))
    queue(outbox, "acme")
    outbox.deliver()
    for n in range(210):
        slack.say("sam", "#leads", f"talk {n}")
    clock.forward(GRACE)
    assert outbox.deliver() == 0
    assert state(outbox, "acme").state == "sent"


def claimed(outbox: Outbox) -> Notice:
    """A process that dies right after it has marked a notice as being sent."""
    with outbox.ledger.write() as session:
        notice = notices.claim(session, outbox.clock())
    assert notice is not None
    return notice


@pytest.mark.parametrize("posted", [True, False])
def test_after_a_crash_while_sending(
    slack: Slack, outbox: Outbox, clock: Clock, posted: bool
) -> None:
    queue(outbox, "acme")
    claimed(outbox)
    if posted:
        mark = {"event_type": EVENT, "event_payload": {"outbox_id": "acme"}}
        outbox.posting.chat_postMessage(channel="#leads", text="acme", metadata=mark)
    clock.forward(GRACE)
    again = outbox_at(slack, outbox.ledger, clock)
    assert again.deliver() == (0 if posted else 1)
    assert (heard(slack), state(again, "acme").state) == (["acme"], "sent")


def test_after_a_crash_while_editing(slack: Slack, outbox: Outbox, clock: Clock) -> None:
    queue(outbox, "card")
    outbox.deliver()
    edit(outbox, "accepted", "card")
    claimed(outbox)
    clock.forward(GRACE)
    outbox_at(slack, outbox.ledger, clock).deliver()
    assert heard(slack) == ["accepted"]


def test_while_slack_is_away_nothing_is_lost_or_doubled(
    slack: Slack, outbox: Outbox, clock: Clock
) -> None:
    away = outbox_at(slack, outbox.ledger, clock, url="http://127.0.0.1:9/api/")
    for key in ("one", "two"):
        queue(outbox, key)
    for _ in range(5):
        assert away.deliver() == 0
        clock.forward(timedelta(hours=1))
    for _ in range(3):
        outbox.deliver()
        clock.forward(1)
    assert sorted(heard(slack)) == ["one", "two"]


@pytest.mark.parametrize("accepted", [True, False], ids=["accepted", "lost"])
def test_a_direct_message_is_looked_back_for_too(
    slack: Slack, outbox: Outbox, clock: Clock, accepted: bool
) -> None:
    slack.faults.next("chat.postMessage", Fault("server_error", accepted=accepted, status=503))
    queue(outbox, "acme", slack.person("sam").id)
    outbox.deliver()
    clock.forward(GRACE)
    outbox.deliver()
    assert (heard(slack, "@sam"), state(outbox, "acme").state) == (["acme"], "sent")


def test_doubt_counts_from_the_post_and_another_may_take_over_before_it(
    slack: Slack, outbox: Outbox, clock: Clock
) -> None:
    """What comes between claim and post may take long: a lock, a question for the channel."""
    other = outbox_at(slack, outbox.ledger, clock)
    waits: list[float] = []

    def slow(facts: Mapping[str, Any]) -> Message:
        clock.forward(GRACE)
        if waits:
            other.deliver()
        return VIEWS["oql3"](facts)

    outbox.views = {"oql3": slow}
    queue(outbox, "first")
    slack.faults.next("chat.postMessage", Fault("reset", accepted=True))
    outbox.deliver()
    assert state(outbox, "first").started_at == clock.now
    waits.append(1)
    queue(outbox, "second", "#dql-sales")
    assert outbox.deliver() == 0
    assert heard(slack, "#dql-sales") == ["second"]
