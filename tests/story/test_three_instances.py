"""Three instances on one PostgreSQL: the one that leads is killed under load, and nothing is amiss.

Events go to all three, as Slack shares them among the sockets of an app. Messages wait to be
posted, and one may be in doubt when the leader is killed; the digest is due meanwhile.
"""

import re
import signal
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
import requests

from demo.slack import Slack, open_workspace
from demo.slack.events import enveloped
from ledger import notices
from ledger.engine import Ledger
from tests.bot import told
from tests.postgres import Server
from tests.promises.listening import joined
from tests.story.conftest import Leadlight, Running, until

EVENTS: Final = 400
A_SECOND: Final = 40
MESSAGES: Final = 24
PLACES: Final = ("#leads", "#dql-sales", "#dql-product")
FOLLOWED: Final = 10  # seconds that a killed leader may be missed
NEXT_LOOK: Final = 30  # seconds, of the job that posts the digest


class Instance:
    """A running instance, by what it says in its log and over HTTP."""

    def __init__(self, running: Running) -> None:
        self.running = running

    def is_running(self) -> bool:
        """Whether it has started; fails where it ended."""
        assert self.running.process.poll() is None, self._log()
        return "is running" in self._log()

    def led_at(self) -> list[datetime]:
        """When it began to lead, each time; aware, UTC."""
        lines = re.findall(r"^(\S+) INFO bot.leading: .* leads from now", self._log(), re.MULTILINE)
        return [datetime.fromisoformat(line) for line in lines]

    def asked(self, path: str) -> str:
        """What it answers over HTTP."""
        [port] = re.findall(r"HTTP is served on port (\d+)", self._log())
        return requests.get(f"http://127.0.0.1:{port}{path}", timeout=30).text

    def _log(self) -> str:
        return self.running.said()


@pytest.fixture
def slack(closing: ExitStack) -> Slack:
    # The later tries come after whoever was killed is known to be gone, as Slack's own do.
    return closing.enter_context(open_workspace(channels=PLACES, redelivery=(0.5, 2, 4, 8)))


@pytest.fixture
def url(postgres: Server) -> str:
    return postgres.url(postgres.database())


@pytest.fixture
def three(leadlight: Leadlight, slack: Slack, url: str, tmp_path: Path) -> list[Instance]:
    """Instances that started at once, on a database that held nothing."""
    due = datetime.now(UTC) - timedelta(hours=2)
    leadlight.settings |= {
        "DATABASE_URL": url,
        "IDENTITY_KEY": "the key of three instances",
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
        "LEADS_CHANNEL": "#leads",
        "DIGEST_AT": f"{due:%a %H:%M}",
        "HTTP_PORT": "0",
    }
    made = [Instance(leadlight.start()) for _ in range(3)]
    until(lambda: all(one.is_running() for one in made), "all to run", 120)
    return made


@pytest.fixture
def ledger(url: str) -> Iterator[Ledger]:
    """The same database, to look at."""
    with closing(Ledger(url)) as opened:
        yield opened


def rows(ledger: Ledger, query: str) -> list[tuple[Any, ...]]:
    with ledger.read() as session:
        return [tuple(row) for row in session.connection().exec_driver_sql(query)]


def queue(ledger: Ledger) -> None:
    """News of so many companies, for several channels."""
    at = datetime.now(UTC)
    with ledger.write() as session:
        for number in range(MESSAGES):
            facts = told.company(f"acme{number}", 1)
            notices.queue(session, f"acme{number}", "oql3", PLACES[number % 3], facts, at)


def heard(slack: Slack) -> Counter[str]:
    """How often each piece of news was posted, in all channels."""
    said = [message.text.split(" ")[0] for place in PLACES for message in slack.messages(place)]
    return Counter(word for word in said if word.startswith("acme"))


def digests(slack: Slack) -> int:
    """How many digests stand in the channel."""
    return sum("Leadlight, week to" in message.text for message in slack.messages("#leads"))


def send(slack: Slack, over: threading.Event) -> None:
    """So many sign-ups, some each second."""
    team = slack.workspace.team
    for number in range(EVENTS):
        payload = {**joined(number), "team_id": team}
        payload["event"]["user"]["team_id"] = team
        slack.switchboard.publish(enveloped("events_api", payload, answerable=False))
        over.wait(1 / A_SECOND)


def test_a_killed_leader_is_followed_and_nothing_is_lost_or_doubled(
    three: list[Instance], slack: Slack, ledger: Ledger
) -> None:
    slack.wait_connected(3, 60)
    [leader] = [one for one in three if one.led_at()]
    followers = [one for one in three if one is not leader]
    assert [one.asked("/metrics").count("leadlight_leads 1.0") for one in three] == [
        int(one is leader) for one in three
    ]
    over = threading.Event()
    sending = threading.Thread(target=send, args=(slack, over))
    sending.start()
    try:
        queue(ledger)
        until(lambda: len(heard(slack)) >= 4, "the first messages", 60)
        killed_at = datetime.now(UTC)
        leader.running.stop(signal.SIGKILL)
        until(lambda: any(one.led_at() for one in followers), "the next leader", 2 * FOLLOWED)
    finally:
        over.set()
        sending.join()
    [heir] = [one for one in followers if one.led_at()]
    assert heir.led_at()[0] - killed_at < timedelta(seconds=FOLLOWED)

    slack.settle(60)
    assert slack.abandoned == []
    read = "SELECT COUNT(*) FROM inbox_event WHERE state = 'done'"
    until(lambda: rows(ledger, read) == [(EVENTS,)], "every event to be read", 60)
    stored = rows(ledger, "SELECT event_id FROM inbox_event")
    assert sorted(stored) == sorted((f"Ev{number}",) for number in range(EVENTS))
    counted = "SELECT COUNT(*), COUNT(DISTINCT actor_id) FROM activity WHERE kind = 'slack_signup'"
    assert rows(ledger, counted) == [(EVENTS, EVENTS)]

    until(lambda: len(heard(slack)) == MESSAGES, "every message", 120)  # one may be in doubt
    until(lambda: digests(slack), "the digest", 2 * NEXT_LOOK)
    assert heir.running.stop() == 0
    [last] = [one for one in followers if one is not heir]
    until(last.led_at, "the last one to lead", FOLLOWED)
    assert '"ready":true' in last.asked("/readyz").replace(" ", "")
    assert last.running.stop() == 0
    assert set(heard(slack).values()) == {1}
    assert digests(slack) == 1
    assert not any("Traceback" in one.running.said() for one in three)
