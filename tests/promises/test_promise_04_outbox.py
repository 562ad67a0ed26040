"""4: every notice reaches Slack, and never twice after a crash."""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any, Final

import pytest

from bot.outbox import GRACE
from bot.posted import LONGEST_WAIT
from demo.slack import Fault, Slack
from ledger import notices
from ledger.engine import Ledger
from tests.bot import told
from tests.bot.conftest import clock, slack
from tests.bot.posting import Clock, heard
from tests.promises import size
from tests.promises.both import kept, ledger, on_sqlite
from tests.promises.conftest import Record
from tests.promises.posting import ORDERS
from tests.promises.zygote import End, Zygote, critical

__all__ = ["clock", "kept", "ledger", "slack"]

KILLS = size.of(25, 200)
A_KILL = size.of(4, 40)  # notices queued for each
KILLS_OF_MISTAKES = size.of(4, 20)
ENOUGH: Final = 0.6  # of the kills
TRIES: Final = 10  # until a mistake shows: one kill in a few finds it
LATEST: Final = 0.05  # seconds after which Slack accepts a message at the latest
RIGHT, REPEATING, HASTY = ORDERS


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    with Zygote("tests.promises.posting") as warm:
        yield warm


@dataclass
class Story:
    """Notices that are queued and posted while their poster is killed over and over."""

    zygote: Zygote
    slack: Slack
    ledger: Ledger
    clock: Clock
    chance: Random
    order: str = RIGHT
    queued: int = 0
    ends: list[End] = field(default_factory=list)

    def rounds(self, kills: int) -> Counter[str]:
        """How often each notice was heard, after so many kills and a life that was left alone.

        Where too few of them cut something in two, as some of few may by chance, more are tried.
        """
        most = len(self.ends) + 2 * kills
        for _ in range(kills):
            self._kill()
        while critical(self.ends) < ENOUGH and len(self.ends) < most:
            self._kill()
        while True:
            self.zygote.finish("post", *self._values())
            self._pass()
            with self.ledger.read() as session:  # what is in doubt is looked for again this late
                if not notices.any_due(session, self.clock() + LONGEST_WAIT):
                    return Counter(heard(self.slack))

    def _kill(self) -> None:
        self._queue()
        self._misbehave()
        until, after = self.chance.randint(8, 40), self.chance.random() / 100
        self.ends.append(self.zygote.kill("post", *self._values(), until=until, after=after))
        self._pass()

    def _values(self) -> tuple[Any, ...]:
        slack = self.slack.bot_token, self.slack.api_url
        return self.order, str(self.ledger.engine.url), slack, self.clock().isoformat()

    def _queue(self) -> None:
        with self.ledger.write() as session:
            for number in range(self.queued, self.queued + A_KILL):
                facts = told.company(f"company{number}", 1)
                notices.queue(session, f"company{number}", "oql3", "", facts, self.clock())
        self.queued += A_KILL

    def _misbehave(self) -> None:
        """Some are accepted before a late answer, some late, and some answers are lost."""
        for _ in range(A_KILL - sum(self.slack.faults.pending().values())):
            accepted, seconds = self.chance.random() < 0.7, self.chance.random() * LATEST
            late, lost = Fault("late", accepted, seconds), Fault("reset", accepted)
            fault = lost if self.chance.random() < 0.05 else late
            self.slack.faults.next("chat.postMessage", fault)

    def _pass(self) -> None:
        """As long as nobody looks back: longer than Slack takes to accept what was cut off."""
        time.sleep(5 * LATEST)
        self.clock.forward(2 * GRACE + timedelta(minutes=5))


@pytest.fixture
def story(zygote: Zygote, slack: Slack, ledger: Ledger, clock: Clock, chance: Random) -> Story:
    return Story(zygote, slack, ledger, clock, chance)


def test_promise_04_a_killed_outbox_says_everything_once(story: Story, record: Record) -> None:
    told_of = story.rounds(KILLS)
    assert told_of == Counter(f"company{number}" for number in range(story.queued))
    assert critical(story.ends) >= ENOUGH
    record("kill -9 while posting, late acceptance", len(story.ends), "kills")
    record("the same, by messages", story.queued, "messages")


@on_sqlite
def test_promise_04_without_looking_back_some_are_said_twice(story: Story) -> None:
    story.order = REPEATING
    assert any(max(story.rounds(KILLS_OF_MISTAKES).values()) > 1 for _ in range(TRIES))


@on_sqlite
def test_promise_04_marked_before_it_is_posted_some_are_lost(story: Story) -> None:
    story.order = HASTY
    assert any(len(story.rounds(KILLS_OF_MISTAKES)) < story.queued for _ in range(TRIES))
