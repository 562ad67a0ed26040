"""13: rate limits are respected: nobody is asked before the time, one channel holds up no other."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from random import Random
from typing import Any, Final

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.clients import TIMEOUT
from collectors.github_access import GitHubAccess
from demo.github import Fault as GitHubFault
from demo.github import GitHub, Kind, history
from demo.slack import Fault, RateLimit, Slack, open_workspace
from ledger import notices
from ledger.engine import Ledger
from tests.bot import told
from tests.bot.conftest import clock
from tests.bot.posting import Clock, heard, outbox_at
from tests.collectors.conftest import _door, access, github
from tests.collectors.github_reader import Reader, facts_of
from tests.promises.conftest import Record

__all__ = ["_door", "access", "clock", "github"]

QUEUED: Final = 1_000
CHANNELS: Final = ("#leads", *(f"#dql-{number}" for number in range(19)))
LIMITS: Final = 100  # answers of 429, of 1 to 60 seconds
SECOND: Final = timedelta(seconds=1)


class Calls(WebClient):
    """A posting client that notes when it was asked for what, and how long it was told to rest."""

    def __init__(self, slack: Slack, clock: Clock) -> None:
        super().__init__(slack.bot_token, slack.api_url, TIMEOUT, retry_handlers=[])
        self._clock, self.made = clock, defaultdict[str, list[tuple[float, int]]](list)

    def chat_postMessage(self, **said: Any) -> SlackResponse:  # noqa: N802 - as Slack calls it
        made, at = self.made[said["channel"]], self._clock.seconds()
        try:
            answer = super().chat_postMessage(**said)
        except SlackApiError as error:
            made.append((at, int(error.response.headers["Retry-After"])))
            raise
        made.append((at, 1))
        return answer


@pytest.fixture
def slack(clock: Clock) -> Iterator[Slack]:
    """A Slack that takes one message a second and channel, and no burst."""
    pace = RateLimit(per_second=1, burst=1)
    with open_workspace(channels=CHANNELS, clock=clock.seconds, post_rate=pace) as opened:
        yield opened


def test_promise_13_slack_is_asked_when_it_said_and_no_channel_waits_for_another(
    slack: Slack, ledger: Ledger, clock: Clock, chance: Random, record: Record
) -> None:
    outbox = outbox_at(slack, ledger, clock)
    outbox.posting = calls = Calls(slack, clock)
    with ledger.write() as session:
        for number in range(QUEUED):
            facts, channel = told.company(f"company{number}", 1), CHANNELS[number % len(CHANNELS)]
            notices.queue(session, f"company{number}", "oql3", channel, facts, clock())
    limits = [Fault("rate_limited", seconds=chance.randint(1, 60)) for _ in range(LIMITS)]
    slack.faults.next("chat.postMessage", *limits)
    while any(len(heard(slack, channel)) < QUEUED / len(CHANNELS) for channel in CHANNELS):
        outbox.deliver()
        clock.forward(SECOND)
    for channel, made in calls.made.items():
        for (at, rest), (then, _) in pairwise(made):
            assert then - at == rest, channel
    limited = sum(rest > 1 for made in calls.made.values() for _, rest in made)
    assert limited >= LIMITS * 0.9
    assert sum(len(heard(slack, channel)) for channel in CHANNELS) == QUEUED
    record("Slack's 429 with Retry-After of 1 to 60 s, 20 channels", QUEUED, "notices")


def test_promise_13_github_is_asked_again_when_it_said(
    github: GitHub, access: GitHubAccess, chance: Random, record: Record
) -> None:
    told_by_github = history.generate(seed=2, items=250)
    history.fill(github.hub, told_by_github)
    reader = Reader(access, told_by_github["repository"])
    limits = (Kind.TOO_MANY_RETRY_AFTER, Kind.FORBIDDEN_RETRY_AFTER)
    waits = [chance.randint(1, 60) for _ in range(5)]
    github.faults.next(
        "lantern", *[GitHubFault(limits[n % 2], seconds) for n, seconds in enumerate(waits)]
    )
    reader.read()
    assert sum(reader.waits) == sum(waits)
    assert reader.facts() == facts_of(told_by_github)
    record("GitHub's 403 and 429 with Retry-After", len(waits), "limits")
