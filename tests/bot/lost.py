"""A ledger that is lost after its backup, and the Slack that heard what came after it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.answers import Answer
from bot.outbox import Outbox
from bot.services import Services
from demo.slack import Slack
from demo.slack.model import Message
from ledger import backups
from ledger.engine import Ledger
from ledger.restoring import Restored, restore
from ledger.schema import open_ledger
from scoring.rules import Rules
from tests.bot.posting import Clock, outbox_at
from tests.bot.received import ADA, made, press
from tests.bot.scene import TEAM
from tests.conftest import UTC_ZONE
from tests.ledger.forgetful import KEY

WEEK = timedelta(days=7)
SALES = "#dql-sales"


class Story:
    """A ledger of which there is a backup, and the Slack that heard what came after it."""

    def __init__(self, folder: Path, slack: Slack, clock: Clock, rules: Rules) -> None:
        self.place, self.file = folder / "leadlight.db", folder / "backup.db"
        self.slack, self.clock, self.rules = slack, clock, rules
        self.opened = ExitStack()
        self.open()

    def open(self) -> None:
        """The ledger that lies there, and an outbox that remembers nothing."""
        self.ledger: Ledger = open_ledger(f"sqlite:///{self.place}", UTC_ZONE, KEY.of)
        self.opened.callback(self.ledger.close)
        self.services = Services(self.ledger, self.rules, UTC_ZONE, "#leads", "#d", team_id=TEAM)
        self.outbox: Outbox = outbox_at(self.slack, self.ledger, self.clock)

    def back_up(self) -> None:
        backups.backup(self.ledger, self.file, self.clock.now)
        self.clock.forward(WEEK)

    def bring_back(self, spoil: Callable[[Path], object] = lambda _: None) -> Restored:
        """The backup as the ledger, a minute after whatever became of the one that was there."""
        self.ledger.close()
        spoil(self.place)
        self.clock.forward(60)
        done = restore(self.file, self.place, KEY.of, self.clock.now, lambda *_: None)
        self.open()
        return done

    def refer(self, name: str) -> int:
        """Hands somebody to sales; the card stands in Slack a moment later."""
        number = made(self.services, replace(ADA, person=name), self.clock.now)
        self.deliver()
        return number

    def deliver(self) -> None:
        for _ in range(6):
            self.outbox.deliver()
            self.clock.forward(31)

    def cards(self, channel: str = SALES) -> list[Message]:
        return [one for one in self.slack.messages(channel) if not one.is_reply]

    def press(self, button: str, value: object) -> Answer:
        return press(self.services, button, value, at=self.clock.now)


@pytest.fixture
def story(tmp_path: Path, slack: Slack, clock: Clock, rules: Rules) -> Iterator[Story]:
    told = Story(tmp_path, slack, clock, rules)
    with told.opened:
        yield told
