"""4: every notice reaches Slack once, although PostgreSQL ends while it is posted."""

from collections import Counter
from datetime import timedelta
from random import Random
from typing import Final

from bot.outbox import GRACE, Outbox
from demo.slack import Fault, Slack
from ledger import notices
from tests.bot.conftest import clock, slack
from tests.bot.posting import Clock, heard, outbox_at, queue
from tests.promises import size
from tests.promises.conftest import Record
from tests.promises.server_ends import Interrupted, interrupted

__all__ = ["clock", "interrupted", "slack"]

ENDS = size.of(6, 60)
AN_END: Final = 4  # notices queued for each
STEPS = (3, 30)  # a notice takes about ten
LATEST: Final = 0.05  # seconds after which Slack answers at the latest


def test_promise_04_a_server_that_ends_has_everything_said_once(
    interrupted: Interrupted, slack: Slack, clock: Clock, chance: Random, record: Record
) -> None:
    outbox = outbox_at(slack, interrupted.services.ledger, clock)
    outbox.pace = timedelta(0)
    expected: list[str] = []
    doubtful = 0
    for _ in range(ENDS):
        expected += queued(outbox, len(expected))
        for _ in range(AN_END - sum(slack.faults.pending().values())):
            late = Fault("late", chance.random() < 0.7, chance.random() * LATEST)
            slack.faults.next("chat.postMessage", late)
        interrupted.cut(outbox.deliver, chance.randint(*STEPS), chance.random() * LATEST)
        doubtful += in_doubt(outbox)
        clock.forward(2 * GRACE + timedelta(minutes=5))
    while in_doubt(outbox) or outbox.deliver():
        outbox.deliver()
        clock.forward(2 * GRACE + timedelta(minutes=5))
    assert Counter(heard(slack)) == Counter(expected)
    assert doubtful >= 0.6 * ENDS
    record("PostgreSQL ends while posting", ENDS, "ends")
    record("the same, by messages", len(expected), "messages")


def queued(outbox: Outbox, first: int) -> list[str]:
    """Some more that wait to be posted."""
    keys = [f"company{number}" for number in range(first, first + AN_END)]
    for key in keys:
        queue(outbox, key)
    return keys


def in_doubt(outbox: Outbox) -> bool:
    """Whether one was marked as being sent, and never as sent."""
    with outbox.ledger.read() as session:
        return notices.SENDING in notices.depth(session)
