"""What the Web API refuses, to whom, and in which words."""

from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from demo.slack import (
    Channel,
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


@pytest.mark.parametrize(
    ("token", "error"),
    [
        ("", "not_authed"),
        ("xoxb-another", "invalid_auth"),
        ("app", "not_allowed_token_type"),
    ],
)
def test_a_wrong_token(slack: Slack, token: str, error: str) -> None:
    token = slack.app_token if token == "app" else token
    stranger = WebClient(token, base_url=slack.api_url)
    assert refusal(stranger, "auth.test")["error"] == error


def test_connections_open_wants_the_app_token(slack: Slack, client: WebClient) -> None:
    opened = client.apps_connections_open(app_token=slack.app_token)
    assert opened["url"].startswith("ws://127.0.0.1:")
    assert refusal(client, "apps.connections.open")["error"] == "not_allowed_token_type"


REFUSALS = [
    ("chat.postMessage", {"channel": "C404", "text": "x"}, "channel_not_found"),
    ("chat.postMessage", {"text": "x"}, "invalid_arguments"),
    ("chat.postMessage", {"channel": "#elsewhere", "text": "x"}, "not_in_channel"),
    ("chat.postMessage", {"channel": "#secret", "text": "x"}, "channel_not_found"),
    ("chat.postMessage", {"channel": "#old", "text": "x"}, "is_archived"),
    ("chat.postMessage", {"channel": "#leads"}, "no_text"),
    ("chat.postMessage", {"channel": "#leads", "text": "x" * 40_001}, "msg_too_long"),
    ("chat.postMessage", {"channel": "#leads", "blocks": "[{"}, "invalid_blocks_format"),
    (
        "chat.postMessage",
        {"channel": "#leads", "text": "x", "thread_ts": "1.000001"},
        "thread_not_found",
    ),
    (
        "chat.postMessage",
        {"channel": "#leads", "text": "x", "metadata": {"event_type": "a"}},
        "invalid_metadata_format",
    ),
    ("chat.update", {"channel": "#leads", "ts": "1.000001", "text": "x"}, "message_not_found"),
    (
        "chat.postEphemeral",
        {"channel": "#leads", "text": "x", "user": "U404"},
        "user_not_in_channel",
    ),
    ("conversations.history", {"channel": "#elsewhere"}, "not_in_channel"),
    ("conversations.history", {"channel": "leads"}, "channel_not_found"),
    ("conversations.history", {"channel": "#leads", "cursor": "????"}, "invalid_cursor"),
    ("conversations.history", {"channel": "#leads", "limit": 1001}, "invalid_limit"),
    ("conversations.history", {"channel": "#leads", "oldest": "noon"}, "invalid_ts_oldest"),
    ("conversations.replies", {"channel": "#leads", "ts": "1.000001"}, "thread_not_found"),
    ("conversations.list", {"types": "private_channel"}, "missing_scope"),
    ("conversations.list", {"types": "mpdm"}, "invalid_types"),
    ("conversations.join", {"channel": "#old"}, "is_archived"),
    ("conversations.open", {"users": "U404"}, "user_not_found"),
    ("users.info", {"user": "U404"}, "user_not_found"),
    ("usergroups.users.list", {"usergroup": "S404"}, "no_such_subteam"),
    ("views.open", {"trigger_id": "t", "view": {"type": "modal"}}, "invalid_arguments"),
    ("chat.postMesage", {"channel": "#leads", "text": "x"}, "unknown_method"),
]


@pytest.mark.parametrize(("method", "arguments", "error"), REFUSALS)
def test_refusals(
    slack: Slack, client: WebClient, method: str, arguments: Json, error: str
) -> None:
    name = arguments.get("channel", "")
    if name.startswith("#") and not method.startswith("chat.post"):
        arguments = arguments | {"channel": slack.workspace.channel(name).id}
    assert refusal(client, method, **arguments)["error"] == error


def test_a_missing_scope_is_named_and_addresses_need_one_of_their_own() -> None:
    with open_workspace(bot_scopes=["users:read"]) as slack:
        client = WebClient(slack.bot_token, base_url=slack.api_url)
        refused = refusal(client, "chat.postMessage", channel="#leads", text="x")
        assert (refused["error"], refused["needed"]) == ("missing_scope", "chat:write")
        assert refused["provided"] == refused.headers["x-oauth-scopes"] == "users:read"
        profile = client.users_info(user=slack.person("sam").id)["user"]["profile"]
        assert "email" not in profile


def test_invalid_blocks_are_refused_with_their_place(client: WebClient) -> None:
    long = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}
    refused = refusal(client, "chat.postMessage", channel="#leads", blocks=[long])
    where = "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    assert refused["error"] == "invalid_blocks"
    assert refused["errors"] == [where]
    assert refused["response_metadata"]["messages"] == [f"[ERROR] {where}"]
