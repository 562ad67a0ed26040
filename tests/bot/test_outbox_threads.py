"""Replies and files: in the thread of their message, in order, once, and never lost with it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from bot.outbox import GRACE, Outbox
from demo.slack import Fault, Message, Slack
from ledger import notices
from tests.bot.posting import Clock, edit, heard, outbox_at, queue, state


def reply(outbox: Outbox, key: str, anchor: str = "card", **more: Any) -> None:
    """Queues an answer in the thread of the message that another notice became."""
    queue(outbox, key, "#dql-sales", operation=notices.REPLY, anchor=anchor, **more)


def attach(outbox: Outbox, key: str, channel: str = "#dql-sales", **more: Any) -> None:
    """Queues a file that holds its own name."""
    facts = {"name": f"{key}.csv", "title": key.title(), "alt": f"All {key}", "of": "names"}
    queue(outbox, key, channel, kind="file", facts=facts, operation=notices.FILE, **more)


def made(facts: Mapping[str, Any]) -> bytes:
    return str(facts["name"]).encode()


def passing(outbox: Outbox, clock: Clock, seconds: int = 8) -> None:
    for _ in range(seconds):
        outbox.deliver()
        clock.forward(1)


def in_thread(slack: Slack, channel: str = "#dql-sales") -> list[str]:
    """The first word of each reply beneath the first message of a channel, in order."""
    card = slack.messages(channel)[0]
    return [one.text.split(" ")[0] for one in replies(slack, card)]


def replies(slack: Slack, card: Message) -> list[Message]:
    found = slack.messages(card.channel)
    return [one for one in found if one.thread_ts == card.ts and one is not card]


def test_replies_come_after_their_message_in_order_and_in_its_thread_alone(
    slack: Slack, outbox: Outbox, clock: Clock
) -> None:
    slack.faults.next("chat.postMessage", Fault("rate_limited", seconds=3))
    queue(outbox, "card", "#dql-sales")
    edit(outbox, "shown", "card")
    for key in ("one", "two"):
        reply(outbox, key)
    passing(outbox, clock)
    assert in_thread(slack) == ["one", "two"]
    assert [one.subtype for one in slack.messages("#dql-sales")] == [""] * 3
    assert heard(slack, "#dql-sales")[0] == "shown"


@pytest.mark.parametrize("accepted", [True, False], ids=["accepted", "lost"])
def test_a_lost_answer_is_looked_for_in_the_thread(
    slack: Slack, outbox: Outbox, clock: Clock, accepted: bool
) -> None:
    queue(outbox, "card", "#dql-sales")
    passing(outbox, clock, 2)
    slack.faults.next("chat.postMessage", Fault("reset", accepted=accepted))
    reply(outbox, "one")
    reply(outbox, "two")
    passing(outbox, clock, 2)
    assert state(outbox, "two").state == "pending"  # behind the one in doubt
    clock.forward(GRACE)
    passing(outbox, clock)
    assert in_thread(slack) == ["one", "two"]


def test_a_crash_in_the_middle_of_a_reply_tells_it_once(
    slack: Slack, outbox: Outbox, clock: Clock
) -> None:
    queue(outbox, "card", "#dql-sales")
    passing(outbox, clock, 2)
    reply(outbox, "one")
    with outbox.ledger.write() as session:
        claimed = notices.claim(session, clock())
    assert claimed is not None
    clock.forward(GRACE)
    passing(outbox_at(slack, outbox.ledger, clock), clock)
    assert in_thread(slack) == ["one"]


def test_a_reply_to_what_was_never_posted_is_said_in_the_channel(
    slack: Slack, outbox: Outbox, clock: Clock
) -> None:
    queue(outbox, "card", "#dql-sales", facts={})
    reply(outbox, "one")
    passing(outbox, clock)
    assert state(outbox, "card").state == "dead"
    assert heard(slack, "#dql-sales") == ["one"]


def test_a_reply_to_what_was_withdrawn_is_withdrawn_too(
    slack: Slack, outbox: Outbox, clock: Clock
) -> None:
    queue(outbox, "card", "#dql-sales")
    reply(outbox, "one")
    with outbox.ledger.write() as session:
        notices.withdraw(session, "card", "no longer true")
    passing(outbox, clock)
    assert (heard(slack, "#dql-sales"), state(outbox, "one").state) == ([], "withdrawn")


def test_a_reply_whose_message_was_deleted_is_said_in_the_channel(
    slack: Slack, outbox: Outbox, clock: Clock
) -> None:
    queue(outbox, "card", "#dql-sales")
    passing(outbox, clock, 2)
    [card] = slack.messages("#dql-sales")
    outbox.posting.chat_delete(channel=card.channel, ts=card.ts)
    reply(outbox, "one")
    passing(outbox, clock)
    assert heard(slack, "#dql-sales") == ["one"]


def test_a_reply_in_doubt_whose_message_was_deleted_is_not_said_twice(
    slack: Slack, outbox: Outbox, clock: Clock
) -> None:
    queue(outbox, "card", "#dql-sales")
    passing(outbox, clock, 2)
    [card] = slack.messages("#dql-sales")
    slack.faults.next("chat.postMessage", Fault("reset", accepted=True))
    reply(outbox, "one")
    passing(outbox, clock, 2)
    for message in slack.messages("#dql-sales"):
        outbox.posting.chat_delete(channel=card.channel, ts=message.ts)
    clock.forward(GRACE)
    passing(outbox, clock)
    kept = state(outbox, "one")
    assert (kept.state, kept.error) == ("uncertain", "cannot look it up: thread_not_found")
    assert heard(slack, "#dql-sales") == []


def test_what_is_due_later_waits_and_holds_nothing_up(
    slack: Slack, outbox: Outbox, clock: Clock
) -> None:
    queue(outbox, "card", "#dql-sales")
    passing(outbox, clock, 2)
    reply(outbox, "later", due_at=clock.now + timedelta(hours=1))
    reply(outbox, "now")
    passing(outbox, clock)
    assert in_thread(slack) == ["now"]
    clock.forward(timedelta(hours=1))
    passing(outbox, clock, 2)
    assert in_thread(slack) == ["now", "later"]


def test_a_file_is_shown_with_title_and_words_for_who_cannot_see_it(
    slack: Slack, outbox: Outbox, clock: Clock
) -> None:
    outbox.files = {"names": made}
    queue(outbox, "card", "#dql-sales")
    attach(outbox, "companies", anchor="card")
    attach(outbox, "mine", slack.person("sam").id)
    passing(outbox, clock)
    [card, shared] = slack.messages("#dql-sales")
    [file] = shared.more["files"]
    assert shared.thread_ts == card.ts
    assert (file["title"], file["alt_txt"]) == ("Companies", "All companies")
    assert slack.workspace.files[file["id"]].content == b"companies.csv"
    assert [one.more["files"][0]["title"] for one in slack.messages("@sam")] == ["Mine"]


CALLS = ("files.getUploadURLExternal", "files.completeUploadExternal")


@pytest.mark.parametrize("accepted", [True, False], ids=["accepted", "lost"])
@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("anchor", ["card", None], ids=["in a thread", "by itself"])
def test_whichever_call_of_a_file_is_lost_it_is_shown_once(
    slack: Slack, outbox: Outbox, clock: Clock, call: str, accepted: bool, anchor: str | None
) -> None:
    outbox.files = {"names": made}
    queue(outbox, "card", "#dql-sales")
    passing(outbox, clock, 2)
    slack.faults.next(call, Fault("reset", accepted=accepted))
    attach(outbox, "companies", anchor=anchor)
    passing(outbox, clock, 2)
    clock.forward(GRACE)
    passing(outbox, clock)
    shown = [one for one in slack.messages("#dql-sales") if one.more.get("files")]
    assert len(shown) == 1
    kept = state(outbox, "companies")
    assert (kept.state, kept.sent_ts) == ("sent", shown[0].more["files"][0]["id"])


def test_a_file_that_nobody_can_make_is_dead_and_the_rest_goes_on(
    slack: Slack, outbox: Outbox, clock: Clock
) -> None:
    attach(outbox, "companies")
    queue(outbox, "news", "#dql-sales")
    passing(outbox, clock)
    assert (state(outbox, "companies").state, heard(slack, "#dql-sales")) == ("dead", ["news"])


def test_what_answers_a_reply_is_beneath_the_same_message(
    slack: Slack, outbox: Outbox, clock: Clock
) -> None:
    queue(outbox, "card", "#dql-sales")
    reply(outbox, "one")
    reply(outbox, "two", anchor="one")
    edit(outbox, "shown", "one")
    passing(outbox, clock)
    [card, *_] = slack.messages("#dql-sales")
    assert in_thread(slack) == ["shown", "two"]
    assert {one.thread_ts for one in replies(slack, card)} == {card.ts}


def test_a_reply_is_never_beneath_a_file(slack: Slack, outbox: Outbox, clock: Clock) -> None:
    outbox.files = {"names": made}
    attach(outbox, "companies")
    reply(outbox, "one", anchor="companies")
    passing(outbox, clock)
    said = slack.messages("#dql-sales")[-1]
    assert (said.text.split(" ")[0], said.thread_ts) == ("one", "")
