"""Replies in threads, found again after a gap; the same ones that their events would have told."""

from collections.abc import Iterator

import pytest

from collectors.slack_events import read, strip
from demo.slack import Fault, Person, Slack, open_workspace
from identity.pseudonym import Pseudonyms
from tests.collectors.test_slack_history import TEAM, Clock, Follower

DAY = 24 * 60


@pytest.fixture
def clock() -> Clock:
    """Noon."""
    return Clock()


@pytest.fixture
def slack(clock: Clock) -> Iterator[Slack]:
    """Three members in one channel."""
    people = [Person(name) for name in ("ada", "bo", "cy")]
    with open_workspace(
        team=TEAM, people=people, channels=["#general"], clock=clock, keep_events=False
    ) as opened:
        yield opened


def who(follower: Follower, slack: Slack) -> list[str]:
    """Who wrote what was not known yet, by name."""
    names = {f"{TEAM}:{one.id}": one.name for one in slack.workspace.people.values()}
    return [names[draft.actor.key] for draft in follower.follow()]


@pytest.mark.parametrize(("before", "found"), [(60, True), (6 * DAY, True), (8 * DAY, False)])
def test_a_reply_to_what_was_written_before_the_gap(
    slack: Slack, clock: Clock, before: int, found: bool
) -> None:
    opener = slack.say("ada", "#general", "who runs it behind a proxy?")
    clock.sleep(before)
    follower = Follower(slack, clock)
    assert who(follower, slack) == []
    clock.sleep(60)
    reply = slack.say("bo", "#general", "we do", thread=opener)
    clock.sleep(60)
    assert who(follower, slack) == (["bo"] if found else [])
    clock.sleep(60)
    assert who(follower, slack) == []
    event = reply.as_slack(TEAM) | {"channel": reply.channel, "channel_type": "channel"}
    payload = {"team_id": TEAM, "event_time": int(float(reply.ts)), "event": event}
    stripped = strip(payload, Pseudonyms(b"a key of this test").address)
    assert not found or read(stripped) == next(iter(follower.drafts.values()))


def test_replies_of_before_the_gap_stay_the_past(slack: Slack, clock: Clock) -> None:
    opener = slack.say("ada", "#general", "hello")
    slack.say("bo", "#general", "the past", thread=opener)
    clock.sleep(60)
    follower = Follower(slack, clock)
    assert who(follower, slack) == []
    clock.sleep(60)
    slack.say("cy", "#general", "news", thread=opener)
    assert who(follower, slack) == ["cy"]


def test_a_long_thread_is_read_to_its_end(slack: Slack, clock: Clock) -> None:
    follower = Follower(slack, clock)
    follower.follow()
    clock.sleep(1)
    opener = slack.say("ada", "#general", "hello")
    for number in range(450):
        slack.say("bo", "#general", f"reply {number}", thread=opener)
    assert sorted(set(who(follower, slack))) == ["ada", "bo"]
    assert len(follower.drafts) == 451


def test_only_threads_that_were_answered_since_are_asked_for(slack: Slack, clock: Clock) -> None:
    quiet = slack.say("ada", "#general", "one")
    slack.say("bo", "#general", "an old answer", thread=quiet)
    clock.sleep(60)
    follower = Follower(slack, clock)
    follower.follow()
    clock.sleep(60)
    slack.say("cy", "#general", "no thread")
    slack.faults.next("conversations.replies", Fault("refused", error="account_inactive"))
    assert who(follower, slack) == ["cy"]


def test_a_thread_that_is_gone_stops_nothing(slack: Slack, clock: Clock) -> None:
    follower = Follower(slack, clock)
    follower.follow()
    clock.sleep(60)
    opener = slack.say("ada", "#general", "one")
    slack.say("bo", "#general", "answer", thread=opener)
    slack.faults.next("conversations.replies", Fault("refused", error="thread_not_found"))
    assert who(follower, slack) == ["ada"]
    assert follower.rejected == []


def test_a_stop_among_the_threads_loses_no_reply(slack: Slack, clock: Clock) -> None:
    follower = Follower(slack, clock)
    follower.follow()
    clock.sleep(1)
    for name in ("ada", "bo", "cy"):
        opener = slack.say(name, "#general", "hello")
        slack.say(name, "#general", "to myself", thread=opener)
    follower.follow(most_pages=2)
    follower.follow()
    assert len(follower.drafts) == 6
