"""Faults on demand, as the real client meets them: what reached the channel, what it was told."""

import urllib.error
from collections.abc import Iterator
from http.client import RemoteDisconnected

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

from demo.slack import Fault, Slack, open_workspace


@pytest.fixture(scope="module")
def slack() -> Iterator[Slack]:
    with open_workspace() as opened:
        yield opened


@pytest.fixture
def client(slack: Slack) -> WebClient:
    return WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[], timeout=1)


BROKEN_CONNECTION = (ConnectionResetError, RemoteDisconnected, urllib.error.URLError)
CASES = [
    (Fault("rate_limited", seconds=7), SlackApiError, 0),
    (Fault("server_error", status=502), SlackApiError, 0),
    (Fault("server_error", accepted=True), SlackApiError, 1),
    (Fault("reset"), BROKEN_CONNECTION, 0),
    (Fault("reset", accepted=True), BROKEN_CONNECTION, 1),
    (Fault("late", seconds=3, accepted=True), TimeoutError, 1),
    (Fault("refused", error="fatal_error"), SlackApiError, 0),
]


@pytest.mark.parametrize(("fault", "error", "reached"), CASES, ids=lambda case: str(case)[:60])
def test_what_goes_wrong_and_what_reached_the_channel(
    slack: Slack,
    client: WebClient,
    fault: Fault,
    error: type[Exception] | tuple[type[Exception], ...],
    reached: int,
) -> None:
    before = len(slack.messages("#leads"))
    slack.faults.next("chat.postMessage", fault)
    with pytest.raises(error) as caught:
        client.chat_postMessage(channel="#leads", text="x")
    assert len(slack.messages("#leads")) - before == reached
    if fault.kind == "rate_limited" and isinstance(caught.value, SlackApiError):
        assert caught.value.response.headers["Retry-After"] == "7"
    if fault.kind == "refused" and isinstance(caught.value, SlackApiError):
        assert caught.value.response["error"] == "fatal_error"
    assert slack.faults.pending() == {}
    client.chat_postMessage(channel="#leads", text="well again")


def test_a_late_acceptance_comes_after_the_client_has_gone(slack: Slack, client: WebClient) -> None:
    slack.faults.next("chat.postMessage", Fault("late", seconds=1.3))
    with pytest.raises(TimeoutError):
        client.chat_postMessage(channel="#general", text="too late to tell")
    assert slack.messages("#general") == []
    slack.wait_for_message("#general", "too late to tell")


def test_the_sdks_own_retry_gets_through_a_rate_limit(slack: Slack) -> None:
    patient = WebClient(
        slack.bot_token,
        base_url=slack.api_url,
        retry_handlers=[RateLimitErrorRetryHandler(max_retry_count=1)],
    )
    slack.faults.next("chat.postMessage", Fault("rate_limited", seconds=0))
    patient.chat_postMessage(channel="#dql-sales", text="once")
    assert [message.text for message in slack.messages("#dql-sales")] == ["once"]


def test_faults_wait_in_line_each_for_its_own_method(slack: Slack, client: WebClient) -> None:
    slack.faults.next("team.info", Fault("refused", error="a"), Fault("refused", error="b"))
    assert slack.faults.pending() == {"team.info": 2}
    client.auth_test()
    for error in ("a", "b"):
        with pytest.raises(SlackApiError, match=f"'error': '{error}'"):
            client.team_info()
    assert client.team_info()["ok"] is True


@pytest.mark.parametrize(
    ("name", "fault", "complaint"),
    [
        ("chat.postMesage", Fault("reset"), "no method or event called chat.postMesage"),
        ("chat.postMessage", Fault("dropped"), "dropped cannot befall chat.postMessage"),
        ("team_join", Fault("reset"), "reset cannot befall team_join"),
    ],
)
def test_a_fault_that_could_never_happen_is_refused(
    slack: Slack, name: str, fault: Fault, complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        slack.faults.next(name, fault)
