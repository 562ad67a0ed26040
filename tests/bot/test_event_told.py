"""An event's id from Slack to Slack: on the lines of its reading, on the message that it led to."""

import json
import logging
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from bot import passes
from bot.outbox import Outbox
from bot.services import Services
from bot.telling import bound, set_up_service
from ledger import inbox, notices
from tests.bot.canaries import restored
from tests.bot.posting import queue, state

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def hooks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a set-up of the log changes is undone."""
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setattr("sys.excepthook", threading.excepthook)
    with restored():
        yield


def told(capsys: pytest.CaptureFixture[str], words: str) -> list[dict[str, Any]]:
    """The lines that say so."""
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    return [line for line in lines if words in line["message"]]


def test_each_event_is_read_under_its_own_id(
    services: Services, capsys: pytest.CaptureFixture[str]
) -> None:
    good = {"type": "team_join", "user": {"id": "U1", "name": "ada"}}
    with services.ledger.write() as session:
        for name, event in (("EvGood", good), ("EvBad", {"type": "team_join", "user": "U 2"})):
            payload = {
                "team_id": "T1",
                "event_id": name,
                "event_time": 1_795_163_400,
                "event": event,
            }
            inbox.store(session, "T1", name, payload, NOW)
    set_up_service("DEBUG", "json")
    assert passes.read_inbox(services, lambda: NOW).new == 1
    logging.getLogger("bot.after").info("Slack event: none")
    assert [(one["level"], one.get("event")) for one in told(capsys, "Slack event")] == [
        ("debug", "EvGood"),
        ("error", "EvBad"),
        ("info", None),
    ]


def test_a_message_is_posted_under_the_id_of_what_it_came_of(
    outbox: Outbox, capsys: pytest.CaptureFixture[str]
) -> None:
    with bound(event="Ev1"):
        queue(outbox, "one.example")
    queue(outbox, "two.example")
    set_up_service("INFO", "json")
    outbox.pace = outbox.pace * 0
    assert outbox.deliver() == 2
    assert [(one["key"], one.get("event")) for one in told(capsys, "posted")] == [
        ("one.example", "Ev1"),
        ("two.example", None),
    ]


def test_a_message_that_shows_a_later_edit_came_of_that_one(outbox: Outbox) -> None:
    for number, event in enumerate(("Ev1", "Ev2", "Ev3")):
        with bound(event=event):
            of = {"operation": notices.UPDATE, "anchor": "card:0"} if number else {}
            queue(outbox, f"card:{number}", **of)
    outbox.deliver()
    assert state(outbox, "card:0").event == "Ev3"


def test_one_that_was_withdrawn_and_is_told_after_all_came_of_the_second_event(
    outbox: Outbox,
) -> None:
    with bound(event="Ev1"):
        queue(outbox, "news")
    with outbox.ledger.write() as session:
        notices.withdraw(session, "news", "it is true no more")
    with bound(event="Ev2"):
        queue(outbox, "news")
    assert state(outbox, "news").event == "Ev2"
