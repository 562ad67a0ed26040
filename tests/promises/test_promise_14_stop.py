"""14: SIGTERM under load is a clean end, and nothing stays half sent."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from random import Random

from demo.slack import Fault, Slack, open_workspace
from ledger import notices
from ledger.engine import Ledger
from ledger.schema import open_ledger
from tests.bot import told
from tests.builders import NOW
from tests.conftest import UTC_ZONE
from tests.promises import size
from tests.promises.conftest import Record
from tests.story.conftest import Leadlight, closing, leadlight, until

__all__ = ["closing", "leadlight"]

STOPS = size.of(5, 50)
QUEUED = 20


@contextmanager
def talking(slack: Slack, chance: Random) -> Iterator[None]:
    """People write for as long as the block lasts."""
    over = threading.Event()

    def talk() -> None:
        while not over.wait(chance.random() / 10):
            slack.say("sam", "#general", "hello")

    thread = threading.Thread(target=talk)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def queue(ledger: Ledger, first: int) -> None:
    """News for several places, so that it is posted all the time."""
    with ledger.write() as session:
        for number in range(first, first + QUEUED):
            channel = f"#{('leads', 'dql-sales', 'dql-product')[number % 3]}"
            facts = told.company(f"company{number}", 1)
            notices.queue(session, f"company{number}", "oql3", channel, facts, NOW)


def states(ledger: Ledger) -> dict[str, int]:
    """How many notices are in each state."""
    with ledger.read() as session:
        return notices.depth(session)


def is_sending(ledger: Ledger, before: int) -> bool:
    """Whether more is sent than before."""
    return states(ledger).get(notices.SENT, 0) > before


def test_promise_14_sigterm_under_load_is_clean(
    leadlight: Leadlight, closing: ExitStack, chance: Random, record: Record
) -> None:
    slack = closing.enter_context(open_workspace())
    leadlight.settings |= {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
        "LEADS_CHANNEL": "#leads",
    }
    url = leadlight.settings["DATABASE_URL"]
    ledger = open_ledger(url, UTC_ZONE)
    closing.callback(ledger.close)
    for stop in range(STOPS):
        queue(ledger, stop * QUEUED)
        late = [Fault("late", accepted=True, seconds=chance.random()) for _ in range(5)]
        slack.faults.next("chat.postMessage", *late)
        sent = states(ledger).get(notices.SENT, 0)
        service = leadlight.start(anew=stop == 0)
        with talking(slack, chance):
            until(partial(is_sending, ledger, sent), "something posted", 60)
            assert service.stop() == 0, service.said()
        found = states(ledger)
        assert notices.SENDING not in found
        assert found[notices.SENT] > sent
    record("SIGTERM while events come and notices go", STOPS, "stops")
