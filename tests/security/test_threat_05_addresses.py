"""Nothing is posted to, or asked of, an address that somebody outside could have chosen."""

import logging
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import requests
from slack_bolt import Respond
from slack_sdk import WebClient
from starlette.types import Receive, Scope, Send

from bot.answers import Say
from bot.clock import now
from bot.replies import Replies
from bot.sending import upload
from bot.services import services_of
from bot.slack_addresses import takes_answers, takes_files
from bot.views import blocks as b
from bot.workspaces import open_workspaces
from collectors.github_access import Token, open_access
from demo.serve import serving
from demo.slack import Person, open_workspace
from ledger.schema import open_ledger
from scoring.rules import read_rules
from tests.bot.stage import settings_of
from tests.security.product import importing

API = "https://slack.com/api/"
# Ways to say "this machine" or "the cloud's metadata", and ways to look like Slack.
OTHERS = [
    "http://127.0.0.1/",
    "https://127.0.0.1/",
    "https://localhost:8080/metrics",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://127.1/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://169.254.169.254/latest/meta-data/",
    "http://[::ffff:a9fe:a9fe]/",
    "http://10.0.0.1/",
    "https://metadata.google.internal/",
    "http://hooks.slack.com/commands/T1/2/3",
    "https://hooks.slack.com.evil.example/",
    "https://hooks.slack.com@evil.example/",
    "https://hooks.slack.com:8443/",
    "https://hooks.slack.com\\@evil.example/",
    "https://evil.example/https://hooks.slack.com/",
    "https://evil.example#https://hooks.slack.com/",
    "https://evilhooks.slack.com.example/",
    " https://hooks.slack.com/",
    "\thttps://hooks.slack.com/",
    "https:hooks.slack.com/",
    "//hooks.slack.com/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:25/",
    "https://hooks.slack.com",
    "",
]


@pytest.mark.parametrize("url", OTHERS)
def test_threat_05_only_slack_takes_answers_and_files(url: str) -> None:
    assert not takes_answers(url, API)
    assert not takes_files(url, API)


@pytest.mark.parametrize(
    ("takes", "url", "api"),
    [
        (takes_answers, "https://hooks.slack.com/commands/T1/2/abc", API),
        (
            takes_answers,
            "https://hooks.slack-gov.com/actions/T1/2/abc",
            "https://slack-gov.com/api/",
        ),
        (takes_answers, "http://127.0.0.1:8700/response/1", "http://127.0.0.1:8700/api/"),
        (takes_files, "https://files.slack.com/upload/v1/ABC", API),
        (takes_files, "http://127.0.0.1:8700/upload/1", "http://127.0.0.1:8700/api/"),
    ],
)
def test_threat_05_slacks_own_do(takes: object, url: str, api: str) -> None:
    assert callable(takes)
    assert takes(url, api)
    assert not takes_answers("http://127.0.0.1:87001/response/1", "http://127.0.0.1:8700/api/")


class Door:
    """A server that must not be knocked at, and counts who did."""

    def __init__(self) -> None:
        self.knocks: list[tuple[str, str]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        self.knocks.append((str(scope["path"]), headers.get(b"authorization", b"").decode()))
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"[]"})


def test_threat_05_an_answer_to_another_link_comes_as_a_direct_message(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    door = Door()
    with (
        open_workspace(people=[Person("dana")], channels=["#leads"]) as slack,
        serving(door) as url,
    ):
        settings = settings_of(slack, tmp_path)
        ledger = open_ledger(settings.database_url, ZoneInfo("UTC"))
        try:
            [workspace] = open_workspaces(settings)
            services = services_of(settings, ledger, read_rules(), [workspace])
            body = {"user": {"id": slack.person("dana").id}, "response_url": f"{url}/commands"}
            respond = Respond(response_url=f"{url}/commands")
            with caplog.at_level(logging.WARNING):
                Replies(workspace, services, now).tell(body, respond, Say(b.message("a lead")))
            assert slack.wait_for_message("@dana", "a lead")
        finally:
            ledger.close()
    assert door.knocks == []
    assert "not Slack's" in caplog.text
    assert url not in caplog.text


def test_threat_05_a_file_goes_nowhere_else() -> None:
    door = Door()
    with serving(door) as elsewhere, open_workspace(channels=["#leads"]) as slack:
        client = WebClient(slack.bot_token, slack.api_url)
        slack.workspace.url = elsewhere  # what the API names from now on
        facts = {"name": "leads.csv", "alt": "leads", "title": "leads"}
        with pytest.raises(OSError, match="no address of its own"):
            upload(client, ("C1", ""), facts, b"leads")
    assert door.knocks == []


def test_threat_05_a_token_is_shown_to_its_own_server_alone() -> None:
    ours, theirs = Door(), Door()
    with serving(ours) as home, serving(theirs) as elsewhere:
        access = open_access(home, Token("canary-token"))
        with access.session as session:
            session.get(f"{home}/repos")
            session.get(f"{elsewhere}/next-page")
    assert ours.knocks == [("/repos", "Bearer canary-token")]
    assert theirs.knocks == [("/next-page", "")]


def test_threat_05_no_link_of_a_profile_or_an_organisation_is_ever_fetched() -> None:
    """Whoever asks the network has its address from the settings, from GitHub or from Slack."""
    assert importing("requests", "urllib.request", "http.client", "socket", "websocket") == {
        "bot.findings",  # the errors of requests alone
        "bot.http.server",  # listens
        "bot.posted",  # the errors of http.client alone
        "bot.sending",  # Slack's address for a file
        "bot.socket_client",  # ends what the SDK has opened
        "bot.tls",  # ends it as well, where no more can be sent
        "collectors.github_access",
        "collectors.github_ask",
    }
    assert issubclass(requests.RequestException, OSError)
