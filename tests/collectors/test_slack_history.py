"""Catching up with a workspace over Slack's Web API: nothing lost, nothing counted twice."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from slack_sdk import WebClient

from bot.slack_reader import SlackReader
from collectors.errors import RefusedError
from collectors.slack_events import read, strip
from collectors.slack_history import catch_up, channel_cursor, members_cursor
from demo.slack import Fault, Person, Slack, open_workspace
from identity.pseudonym import Pseudonyms
from ledger.drafts import ActivityDraft, Page

TEAM = "T0COMMUNITY"
START = datetime(2026, 11, 20, 12, tzinfo=UTC)


class Clock:
    """The workspace's time and the collector's `now`, moved by hand."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> float:
        return self.now.timestamp()

    def sleep(self, minutes: int) -> None:
        """Let time pass."""
        self.now += timedelta(minutes=minutes)


class Follower:
    """A caller that keeps cursors and drafts as the ledger does: page by page, by identity."""

    def __init__(self, slack: Slack, clock: Clock, key: bytes = b"k" * 32) -> None:
        self.client = SlackReader(WebClient(slack.bot_token, slack.api_url))
        self.clock = clock
        self.key = key
        self.cursors: dict[str, str] = {}
        self.drafts: dict[str, ActivityDraft] = {}
        self.rejected: list[str] = []

    def pages(self) -> Iterator[Page]:
        """One pass, nothing kept."""
        secret = Pseudonyms(self.key)
        yield from catch_up(
            self.client,
            TEAM,
            dict(self.cursors),
            digest=lambda user: secret.of("slack member", user),
            address_hash=secret.address,
            now=self.clock.now,
        )

    def follow(self, most_pages: int | None = None) -> list[ActivityDraft]:
        """One pass, stopped after some pages; returns what had not been met before."""
        new = []
        for number, page in enumerate(self.pages(), start=1):
            self.rejected += [f"{one.place}: {one.reason}" for one in page.rejected]
            new += [draft for draft in page.drafts if draft.external_id not in self.drafts]
            self.drafts |= {draft.external_id: draft for draft in page.drafts}
            self.cursors[page.cursor_name] = page.cursor
            if number == most_pages:
                break
        return new


@pytest.fixture
def clock() -> Clock:
    """Noon."""
    return Clock()


@pytest.fixture
def slack(clock: Clock) -> Iterator[Slack]:
    """A community of 250 members and two channels, of which one is read."""
    people = [Person(f"member{number}") for number in range(250)]
    with open_workspace(
        team=TEAM, people=people, channels=["#general"], clock=clock, keep_events=False
    ) as opened:
        yield opened


@pytest.fixture
def follower(slack: Slack, clock: Clock) -> Follower:
    """A follower who has looked once, at the beginning."""
    follower = Follower(slack, clock)
    assert follower.follow() == []
    clock.sleep(60)
    return follower


def test_the_past_is_no_activity(slack: Slack, clock: Clock) -> None:
    slack.say("member1", "#general", "before anybody counted")
    clock.sleep(1)
    follower = Follower(slack, clock)
    assert follower.follow() == []
    clock.sleep(1)
    assert follower.follow() == []


def test_the_roster_brings_every_human_member(slack: Slack, clock: Clock) -> None:
    mira = slack.join("mira", "Mira@Eu.Acme.example")
    slack.join("robot", is_bot=True)
    slack.join("stranger", team_id="T9", is_stranger=True)
    gone = slack.join("gone", deleted=True)
    roster = next(Follower(slack, clock).pages())
    shown = {actor.key: actor for actor in roster.actors}
    people = slack.workspace.people.values()
    wanted = [p for p in people if p.name.startswith("member")] + [mira]
    assert shown.keys() == {f"{TEAM}:{person.id}" for person in wanted}
    assert gone.id not in "".join(shown)
    found = shown[f"{TEAM}:{mira.id}"]
    assert (found.handle, [signal.value for signal in found.signals]) == (
        "mira",
        ["eu.acme.example"],
    )
    assert roster.drafts == ()


def test_a_gap_is_caught_up_once(slack: Slack, clock: Clock, follower: Follower) -> None:
    newcomer = slack.join("nina", "nina@acme.example", updated=int(clock()))
    clock.sleep(5)
    said = slack.say("nina", "#general", "hello")
    clock.sleep(5)
    joined, message = follower.follow()
    assert joined.external_id == f"signup:{TEAM}:{newcomer.id}"
    assert joined.occurred_at == clock.now - timedelta(minutes=10)
    assert [signal.value for signal in joined.actor.signals] == ["acme.example"]
    assert message.external_id == f"message:{TEAM}:{said.channel}:{said.client_msg_id}"
    assert message.actor.key == joined.actor.key == f"{TEAM}:{newcomer.id}"
    clock.sleep(5)
    assert follower.follow() == []
    assert list(follower.pages())[1].drafts == ()


def test_an_event_and_the_history_give_the_same_message(slack: Slack, follower: Follower) -> None:
    said = slack.say("member7", "#general", "hello")
    (fetched,) = follower.follow()
    event = said.as_slack(TEAM) | {"channel": said.channel, "channel_type": "channel"}
    time = int(float(said.ts))
    payload = {"team_id": TEAM, "event_id": "E", "event_time": time, "event": event}
    heard = read(strip(payload, Pseudonyms(b"a key of this test").address))
    assert fetched == heard


def test_a_sign_up_without_a_time_in_the_gap_is_of_now(
    slack: Slack, clock: Clock, follower: Follower
) -> None:
    slack.join("nina", updated=0)
    slack.join("omar", updated=int(clock()) + 86_400)
    assert [draft.occurred_at for draft in follower.follow()[:2]] == [clock.now] * 2


def test_bots_strangers_and_the_gone_do_not_sign_up(slack: Slack, follower: Follower) -> None:
    slack.join("robot", is_bot=True)
    slack.join("stranger", team_id="T9", is_stranger=True)
    slack.join("gone", deleted=True)
    guest = slack.join("guest", is_restricted=True)
    assert [draft.actor.key for draft in follower.follow()] == [f"{TEAM}:{guest.id}"]


def test_threads_edits_and_joins(slack: Slack, follower: Follower) -> None:
    first = slack.say("member1", "#general", "one")
    slack.say("member2", "#general", "a reply, which Slack's history leaves out", thread=first)
    slack.edit(first, "changed")
    slack.delete(slack.say("member3", "#general", "taken back"))
    people = [slack.person(name).id for name in ("member1", "member2")]
    assert [draft.actor.key for draft in follower.follow()] == [f"{TEAM}:{id}" for id in people]


def test_a_stop_in_the_middle_loses_no_message(
    slack: Slack, clock: Clock, follower: Follower
) -> None:
    for number in range(450):
        slack.say("member1", "#general", f"message {number}")
    clock.sleep(1)
    assert len(follower.follow(most_pages=2)) == 200
    assert len(follower.follow()) == 250
    assert follower.follow() == []


def test_a_lost_key_makes_nobody_a_newcomer(slack: Slack, clock: Clock, follower: Follower) -> None:
    follower.key = b"another key of 32 bytes, by hand"
    assert follower.follow() == []
    slack.join("nina")
    assert len(follower.follow()) == 1


def test_ids_do_not_stay_in_the_cursor(slack: Slack, follower: Follower) -> None:
    cursor = follower.cursors[members_cursor(TEAM)]
    assert not any(person.id in cursor for person in slack.workspace.people.values())


def test_a_channel_that_cannot_be_read_stops_nothing(
    slack: Slack, clock: Clock, follower: Follower
) -> None:
    slack.join("nina")
    channel = slack.workspace.channel("#general").id
    before = follower.cursors[channel_cursor(TEAM, channel)]
    slack.faults.next("conversations.history", Fault("refused", error="not_in_channel"))
    assert len(follower.follow()) == 1
    reason = "Slack says not_in_channel: invite the app to it"
    assert follower.rejected == [f"Slack channel {channel}: {reason}"]
    assert follower.cursors[channel_cursor(TEAM, channel)] == before


def test_a_slack_that_cannot_be_read_at_all_is_told(slack: Slack, follower: Follower) -> None:
    slack.faults.next("conversations.history", Fault("refused", error="account_inactive"))
    with pytest.raises(RefusedError, match="account_inactive"):
        follower.follow()
