"""Answers that take long leave room for the others; a slow press says first that it is slow."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from slack_bolt import Ack, Respond
from slack_sdk.webhook import WebhookResponse

from bot.answers import Answer, Asker, Later, Say
from bot.clock import now
from bot.desk import Desk
from bot.in_time import InTurn
from bot.views import blocks as b
from tests.bot.stage import Stage

LINK = "https://hooks.slack.com/nowhere"


def said(text: str) -> b.Message:
    return b.message(text, b.section(text))


@pytest.fixture
def desk(stage: Stage) -> Iterator[Desk]:
    """One thread for requests, one for what takes long."""
    with ThreadPoolExecutor(1) as later, ThreadPoolExecutor(1) as slow:
        yield Desk(stage.workspace, stage.services, now, later, slow)


def body_of(stage: Stage) -> dict[str, Any]:
    user = {"user_id": stage.slack.person("dana").id, "user_name": "dana"}
    return {**user, "team_id": stage.workspace.team_id, "trigger_id": "one", "response_url": LINK}


ACK: Any = Ack  # its class has no types


class Link(Respond):
    """A response link that keeps what it was told."""

    def __init__(self) -> None:
        super().__init__(response_url=LINK)
        self.told: list[str] = []
        self.heard = threading.Semaphore(0)

    def __call__(self, text: str | dict[str, Any] = "", *_: Any, **__: Any) -> WebhookResponse:
        self.told.append(str(text))
        self.heard.release()
        return WebhookResponse(url="", status_code=200, body="ok", headers={})


@pytest.mark.parametrize("way", ["command", "press"])
def test_reports_leave_the_threads_to_others(stage: Stage, desk: Desk, way: str) -> None:
    finish, link = threading.Event(), Link()

    def report(asker: Asker) -> Answer:
        return Later(said("soon"), lambda: said("late") if finish.wait(10) else said("never"))

    for _ in range(2):
        getattr(desk, way)(report, body_of(stage), ACK(), link)
    answered = desk.command(lambda asker: Say(said("at once")), body_of(stage), ACK(), link)
    assert "at once" in str(answered.body)
    finish.set()
    for _ in range(4 if way == "press" else 2):
        assert link.heard.acquire(timeout=10)
    assert link.told == (["soon"] * 2 if way == "press" else []) + ["late"] * 2


def test_a_slow_press_says_so_first(stage: Stage) -> None:
    finish, link = threading.Event(), Link()

    def work(asker: Asker) -> Answer:
        return Say(said("done" if finish.wait(10) else "never"))

    with ThreadPoolExecutor(2) as later:
        desk = Desk(stage.workspace, stage.services, now, later, later)
        desk.press(work, body_of(stage), ACK(), link)
        assert link.heard.acquire(timeout=10)
        finish.set()
        assert link.heard.acquire(timeout=10)
    assert link.told[0].startswith("One moment")
    assert link.told[1:] == ["done"]


def test_a_first_word_never_comes_after_the_last() -> None:
    told: list[str] = []
    telling = InTurn(told.append)
    telling.last("done")
    telling.first("one moment")
    assert told == ["done"]
