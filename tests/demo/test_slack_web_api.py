"""The Web API through the real client: what it answers, and what comes of it."""

import json
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from demo.slack import (
    BOT_SCOPES,
    Channel,
    Person,
    RateLimit,
    Slack,
    Usergroup,
    open_workspace,
)

Json = dict[str, Any]
CHANNELS = (
    "#leads",
    "#general",
    Channel("elsewhere", has_bot=False),
    Channel("secret", is_private=True, has_bot=False),
    Channel("old", is_archived=True),
)


@pytest.fixture(scope="module")
def slack() -> Iterator[Slack]:
    groups = [Usergroup("devrel", ("dana",))]
    with open_workspace(channels=CHANNELS, usergroups=groups) as opened:
        yield opened


@pytest.fixture(scope="module")
def client(slack: Slack) -> WebClient:
    return WebClient(slack.bot_token, base_url=slack.api_url)


def refusal(client: WebClient, method: str, **arguments: Any) -> Any:
    with pytest.raises(SlackApiError) as caught:
        client.api_call(method, json=arguments)
    return caught.value.response


def section(text: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def test_auth_test_says_who_the_app_is_and_what_it_may(slack: Slack, client: WebClient) -> None:
    answer = client.auth_test()
    assert answer["team_id"] == "T0LEADLIGHT"
    assert answer["user_id"] == slack.bot_user_id
    assert answer.headers["x-oauth-scopes"] == ",".join(BOT_SCOPES)


def test_a_message_reaches_its_channel_by_id_by_name_and_a_person_directly(
    slack: Slack, client: WebClient
) -> None:
    first = client.chat_postMessage(channel="#leads", text="by name")
    again = client.chat_postMessage(channel=first["channel"], text="by id")
    assert again["channel"] == first["channel"]
    assert [m.text for m in slack.messages("#leads")][-2:] == ["by name", "by id"]
    direct = client.chat_postMessage(channel=slack.person("sam").id, text="just you")
    assert direct["channel"].startswith("D")
    assert slack.direct_messages("sam")[-1].text == "just you"
    assert (
        client.conversations_open(users=slack.person("sam").id)["channel"]["id"]
        == direct["channel"]
    )


def test_json_and_form_bodies_say_the_same(slack: Slack, client: WebClient) -> None:
    blocks = [section("formed")]
    form = {"channel": "#leads", "text": "t", "blocks": json.dumps(blocks), "reply_broadcast": "1"}
    client.api_call("chat.postMessage", data=form)
    formed = slack.messages("#leads")[-1]
    client.chat_postMessage(channel="#leads", text="t", blocks=blocks)
    assert formed.blocks == slack.messages("#leads")[-1].blocks
    assert formed.blocks == [section("formed") | {"block_id": "b0"}]


def test_updates_keep_or_drop_blocks_as_slack_does(slack: Slack, client: WebClient) -> None:
    sent = client.chat_postMessage(channel="#leads", text="old", blocks=[section("old")])
    place = {"channel": sent["channel"], "ts": sent["ts"]}
    metadata = {"event_type": "e", "event_payload": {"id": 1}}
    client.api_call("chat.update", json={**place, "metadata": metadata})
    message = slack.messages("#leads")[-1]
    assert (message.text, len(message.blocks)) == ("old", 1)
    assert message.metadata == metadata
    client.chat_update(**place, text="new")
    assert (message.text, message.blocks) == ("new", [])
    too_long = refusal(client, "chat.update", **place, text="x" * 4001)
    assert too_long["error"] == "msg_too_long"
    client.chat_delete(**place)
    assert message not in slack.messages("#leads")


def test_another_persons_message_is_out_of_reach(slack: Slack, client: WebClient) -> None:
    said = slack.say("sam", "#leads", "mine")
    place = {"channel": said.channel, "ts": said.ts}
    assert refusal(client, "chat.update", **place, text="x")["error"] == "cant_update_message"
    assert refusal(client, "chat.delete", **place)["error"] == "cant_delete_message"
    link = client.chat_getPermalink(channel=said.channel, message_ts=said.ts)["permalink"]
    assert link == f"{slack.url}/archives/{said.channel}/p{said.ts.replace('.', '')}"


def test_history_pages_newest_first_within_its_bounds() -> None:
    with open_workspace() as slack:
        client = WebClient(slack.bot_token, base_url=slack.api_url)
        sent = [slack.say("sam", "#leads", f"line {n}") for n in range(5)]
        where = sent[0].channel

        def read(**bounds: Any) -> list[str]:
            pages = client.conversations_history(channel=where, **bounds)
            return [m["text"][-1] for answer in pages for m in answer["messages"]]

        assert read() == ["4", "3", "2", "1", "0"]
        assert read(limit=2) == ["4", "3", "2", "1", "0"]
        assert read(oldest=sent[1].ts) == ["4", "3", "2"]
        assert read(oldest=sent[1].ts, latest=sent[3].ts) == ["2"]
        assert read(oldest=sent[1].ts, latest=sent[3].ts, inclusive=True) == ["3", "2", "1"]
        first = client.conversations_history(channel=where, limit=3)
        assert first["has_more"] is True
        assert client.conversations_history(channel=where, limit=5)["has_more"] is False


def test_threads_stay_out_of_the_channel_unless_broadcast() -> None:
    with open_workspace() as slack:
        client = WebClient(slack.bot_token, base_url=slack.api_url)
        card = client.chat_postMessage(channel="#leads", text="card")
        where = {"channel": card["channel"], "thread_ts": card["ts"]}
        client.chat_postMessage(**where, text="quiet")
        client.chat_postMessage(**where, text="loud", reply_broadcast=True)
        said = slack.say("sam", "#leads", "me too", thread=card["ts"])
        top = client.conversations_history(channel=card["channel"])["messages"]
        assert [m["text"] for m in top] == ["loud", "card"]
        assert (top[1]["reply_count"], top[1]["latest_reply"]) == (3, said.ts)
        thread = client.conversations_replies(channel=card["channel"], ts=card["ts"])["messages"]
        assert [m["text"] for m in thread] == ["card", "quiet", "loud", "me too"]
        opener = slack.messages("#leads")[0]
        assert [m.text for m in slack.thread(opener)] == ["quiet", "loud", "me too"]


def test_metadata_comes_back_only_when_asked_for(client: WebClient) -> None:
    held = {"event_type": "outbox", "event_payload": {"outbox_id": "7"}}
    sent = client.chat_postMessage(channel="#leads", text="x", metadata=held)
    where = {"channel": sent["channel"], "oldest": sent["ts"], "inclusive": True}
    assert "metadata" not in client.conversations_history(**where)["messages"][0]
    full = client.conversations_history(**where, include_all_metadata=True)["messages"][0]
    assert full["metadata"] == held


def test_channels_people_and_groups_are_listed_by_the_page(slack: Slack, client: WebClient) -> None:
    pages = client.conversations_list(limit=2, exclude_archived=True)
    names = [channel["name"] for answer in pages for channel in answer["channels"]]
    assert names == ["leads", "general", "elsewhere"]
    people = [m["name"] for answer in client.users_list(limit=2) for m in answer["members"]]
    assert people == ["leadlight", "slackbot", "dana", "sam", "ellis"]
    sam = client.users_info(user=slack.person("sam").id)["user"]
    assert sam["profile"]["email"] == "sam@leadlight-demo.example"
    group = client.usergroups_list(include_users=True)["usergroups"][0]
    assert (group["handle"], group["users"]) == ("devrel", [slack.person("dana").id])
    assert client.usergroups_users_list(usergroup=group["id"])["users"] == group["users"]
    assert client.team_info()["team"]["id"] == "T0LEADLIGHT"


def test_joining_makes_a_member_of_the_app() -> None:
    with open_workspace(channels=[Channel("lobby", has_bot=False)]) as slack:
        client = WebClient(slack.bot_token, base_url=slack.api_url)
        lobby = client.conversations_list()["channels"][0]
        assert (lobby["is_member"], lobby["num_members"]) == (False, 3)
        joined = client.conversations_join(channel=lobby["id"])["channel"]
        assert (joined["is_member"], joined["num_members"]) == (True, 4)
        assert slack.bot_user_id in client.conversations_members(channel=lobby["id"])["members"]
        assert client.conversations_info(channel=lobby["id"])["channel"]["name"] == "lobby"


def test_posting_too_fast_is_limited_by_channel_until_time_passes() -> None:
    now = [1_700_000_000.0]
    with open_workspace(post_rate=RateLimit(1.0, burst=2), clock=lambda: now[0]) as slack:
        client = WebClient(slack.bot_token, base_url=slack.api_url)
        leads = client.chat_postMessage(channel="#leads", text="x")["channel"]
        client.chat_postMessage(channel=leads, text="x")
        refused = refusal(client, "chat.postMessage", channel="#leads", text="x")
        assert (refused.status_code, refused["error"]) == (429, "ratelimited")
        assert refused.headers["Retry-After"] == "1"
        client.chat_postMessage(channel="#general", text="elsewhere is free")
        now[0] += 1.0
        client.chat_postMessage(channel="#leads", text="x")
        assert len(slack.messages("#leads")) == 3


def test_two_workspaces_share_nothing() -> None:
    people = [Person("sam")]
    with (
        open_workspace(team="T0INSIDE", people=people) as inside,
        open_workspace(team="T0COMMUNITY", people=people) as outside,
    ):
        client = WebClient(inside.bot_token, base_url=inside.api_url)
        client.chat_postMessage(channel="#leads", text="x")
        assert len(inside.messages("#leads")) == 1
        assert outside.messages("#leads") == []
        assert inside.person("sam").id != outside.person("sam").id
        lost = WebClient(inside.bot_token, base_url=outside.api_url)
        assert refusal(lost, "auth.test")["error"] == "invalid_auth"


def test_the_front_page_says_that_this_is_not_slack(slack: Slack) -> None:
    with urllib.request.urlopen(slack.url) as answer:
        assert "A rehearsal on your machine, not Slack" in answer.read().decode()
