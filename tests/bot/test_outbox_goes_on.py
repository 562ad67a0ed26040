"""One notice in trouble holds up no other: broken answers, facts that no view shows any more."""

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest

from bot.outbox import GRACE, Outbox
from demo.slack import Fault, Slack
from ledger import notices
from ledger.engine import Ledger
from ledger.tables import Notice
from tests.bot import told
from tests.bot.posting import Clock, heard, outbox_at, queue, state

BROKEN = b"no answer of HTTP\r\n\r\n"


@pytest.fixture
def garbled() -> Iterator[str]:
    """The address of a server that answers everything with no answer of HTTP."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                caller, _ = listener.accept()
            except OSError:  # it was closed
                return
            with caller:
                caller.sendall(BROKEN)
                caller.shutdown(socket.SHUT_WR)
                while caller.recv(65_536):  # closed with something unread, it would be reset
                    pass

    thread = threading.Thread(target=serve)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/api/"
    with closing(listener):
        listener.shutdown(socket.SHUT_RDWR)
    thread.join()


def attach(outbox: Outbox, key: str, channel: str) -> None:
    facts = {"name": "all.csv", "title": "All", "alt": "All of them", "of": "names"}
    queue(outbox, key, channel, kind="file", facts=facts, operation=notices.FILE)


def test_a_broken_answer_is_no_answer(
    slack: Slack, ledger: Ledger, clock: Clock, garbled: str
) -> None:
    outbox = outbox_at(slack, ledger, clock, garbled)
    channel = slack.workspace.channel("#leads").id
    queue(outbox, "acme", channel)
    outbox.files = {"names": lambda facts: b"names"}
    attach(outbox, "names", channel)
    for _ in range(3):
        outbox.deliver()
        clock.forward(GRACE)
    assert state(outbox, "names").state == "pending"
    assert state(outbox, "acme").state == "sending"
    again = outbox_at(slack, ledger, clock)
    again.files = outbox.files
    for _ in range(4):
        clock.forward(timedelta(minutes=15))
        again.deliver()
    assert sorted(heard(slack)) == ["", "acme"]


def test_what_this_version_cannot_show_is_settled_and_the_rest_goes_on(
    slack: Slack, outbox: Outbox, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    outbox.pictures = True
    slack.faults.next("chat.postMessage", Fault("reset", accepted=True))
    queue(outbox, "old")
    outbox.deliver()
    with outbox.ledger.write() as session:
        session.get_one(Notice, state(outbox, "old").id).facts = {"of an older": "version"}
    queue(outbox, "news")
    clock.forward(GRACE)
    assert outbox.deliver() == 1
    assert (heard(slack), state(outbox, "old").state) == (["old", "news"], "sent")
    assert "without its pictures: KeyError" in caplog.text


def test_facts_that_change_while_it_is_made_are_shown_as_they_are_now(
    slack: Slack, outbox: Outbox, clock: Clock
) -> None:
    seen: list[str] = []

    def made(facts: Mapping[str, Any]) -> bytes:
        seen.append(facts["alt"])
        with outbox.ledger.write() as session:
            notice = session.get_one(Notice, state(outbox, "names").id)
            notice.facts = {**notice.facts, "alt": "All but Ada"}
        return b"names"

    outbox.files = {"names": made}
    attach(outbox, "names", "#leads")
    assert outbox.deliver() == 1
    [shown] = slack.messages("#leads")
    assert seen == ["All of them", "All but Ada"]
    assert shown.more["files"][0]["alt_txt"] == "All but Ada"


def test_whoever_waits_for_a_file_that_nobody_can_make_hears_of_it(
    slack: Slack, outbox: Outbox, clock: Clock
) -> None:
    attach(outbox, "mine", slack.person("sam").id)
    for _ in range(3):
        outbox.deliver()
        clock.forward(1)
    [sorry] = slack.messages("@sam")
    dead = state(outbox, "mine")
    assert (dead.state, f"`notice {dead.id}`" in sorry.text) == ("dead", True)
    assert "“All”" in sorry.text


@pytest.mark.parametrize("is_for_all", [True, False])
def test_a_reminder_is_seen_in_the_channel_too(
    slack: Slack, outbox: Outbox, clock: Clock, is_for_all: bool
) -> None:
    queue(outbox, "card")
    facts = {**told.company("reminder", 1), "broadcast": is_for_all}
    queue(outbox, "reminder", operation=notices.REPLY, anchor="card", facts=facts)
    for _ in range(3):
        outbox.deliver()
        clock.forward(1)
    card, reminder = slack.messages("#leads")
    assert reminder.thread_ts == card.ts
    assert (reminder.subtype == "thread_broadcast") is is_for_all
