"""Reactions in the pretended Slack: by people and by the app, with their events and refusals."""

from collections.abc import Iterator

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from demo.slack import Person, Slack, open_workspace
from demo.slack.model import Message, Refused
from demo.slack.state import BOT_EVENTS


@pytest.fixture
def slack() -> Iterator[Slack]:
    """Two people; the app also hears of what is taken back."""
    people = [Person("ada"), Person("bo")]
    events = (*BOT_EVENTS, "reaction_removed")
    with open_workspace(people=people, channels=["#general"], bot_events=events) as opened:
        yield opened


@pytest.fixture
def client(slack: Slack) -> WebClient:
    """The app's client."""
    return WebClient(slack.bot_token, slack.api_url)


@pytest.fixture
def said(slack: Slack) -> Message:
    """A message of ada's."""
    return slack.say("ada", "#general", "hello")


def shown(client: WebClient, said: Message) -> dict[str, list[str]]:
    answer = client.reactions_get(channel=said.channel, timestamp=said.ts)
    found = answer["message"].get("reactions", [])
    assert all(one["count"] == len(one["users"]) for one in found)
    return {one["name"]: one["users"] for one in found}


def test_who_put_what_is_shown(slack: Slack, client: WebClient, said: Message) -> None:
    slack.react("ada", said, "tada")
    slack.react("bo", said, "tada")
    slack.react("bo", said)
    client.reactions_add(channel=said.channel, timestamp=said.ts, name="eyes")
    ada, bo = slack.person("ada").id, slack.person("bo").id
    assert shown(client, said) == {"tada": [ada, bo], "thumbsup": [bo], "eyes": [slack.bot_user_id]}
    slack.unreact("bo", said)
    client.reactions_remove(channel=said.channel, timestamp=said.ts, name="eyes")
    assert shown(client, said) == {"tada": [ada, bo]}
    [told] = client.conversations_history(channel=said.channel)["messages"]
    assert [one["name"] for one in told["reactions"]] == ["tada"]


def test_the_app_hears_of_each(said: Message, slack: Slack) -> None:
    heard = []
    slack.workspace.publish = lambda envelope, copies: heard.append(envelope["payload"]["event"])
    slack.react("bo", said, "tada")
    slack.unreact("bo", said, "tada")
    assert [event["type"] for event in heard] == ["reaction_added", "reaction_removed"]
    for event in heard:
        assert event["item"] == {"type": "message", "channel": said.channel, "ts": said.ts}
        assert event["user"] == slack.person("bo").id
        assert event["item_user"] == slack.person("ada").id
        assert float(event["event_ts"]) > float(said.ts)
        assert "text" not in event


def test_an_app_without_the_scope_hears_nothing() -> None:
    with open_workspace(bot_scopes=("channels:read",), channels=["#general"]) as slack:
        heard: list[object] = []
        slack.workspace.publish = lambda envelope, copies: heard.append(envelope)
        slack.react("dana", slack.say("dana", "#general", "hello"))
        assert heard == []


@pytest.mark.parametrize(
    ("emoji", "refusal"), [("tada", "already_reacted"), ("two words", "invalid_name")]
)
def test_what_is_refused(
    slack: Slack, client: WebClient, said: Message, emoji: str, refusal: str
) -> None:
    slack.react("bo", said, "tada")
    with pytest.raises(Refused, match=refusal):
        slack.react("bo", said, emoji)
    client.reactions_add(channel=said.channel, timestamp=said.ts, name="tada")
    with pytest.raises(SlackApiError, match=refusal):
        client.reactions_add(channel=said.channel, timestamp=said.ts, name=emoji)


def test_nothing_is_taken_back_that_is_not_there(slack: Slack, said: Message) -> None:
    with pytest.raises(Refused, match="no_reaction"):
        slack.unreact("bo", said)


def test_only_members_react(slack: Slack, said: Message) -> None:
    slack.workspace.channel("#general").members.remove(slack.person("bo").id)
    with pytest.raises(Refused, match="not_in_channel"):
        slack.react("bo", said)
