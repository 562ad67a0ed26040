"""Slack over HTTP: who may come in, and that it ends as it does over the socket."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from bot.http.slack_requests import MOST_BYTES, WINDOW, is_signed
from bot.service import Service
from bot.services import Services
from bot.settings import Settings
from demo.slack import Person, Slack, open_workspace
from ledger.engine import Ledger
from ledger.schema import open_ledger
from scoring.rules import read_rules
from tests.bot.http_door import opened_site
from tests.bot.signed import SECRET, SlackByHttp, signature
from tests.conftest import UTC_ZONE

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
STAMP = str(int(NOW.timestamp()))
BODY = b'{"type":"event_callback"}'
GOOD = signature(SECRET, STAMP, BODY)


def at(seconds: int) -> tuple[str, str]:
    """A timestamp so many seconds from now, and the signature over it."""
    stamp = str(int(STAMP) + seconds)
    return stamp, signature(SECRET, stamp, BODY)


@pytest.mark.parametrize(
    ("stamp", "signed", "fine"),
    [
        (STAMP, GOOD, True),
        (*at(-WINDOW), True),
        (*at(WINDOW), True),
        (*at(-WINDOW - 1), False),
        (*at(WINDOW + 1), False),
        (STAMP, GOOD.upper(), False),
        (STAMP, GOOD[:-1], False),
        (STAMP, GOOD.removeprefix("v0="), False),
        (STAMP, "", False),
        (STAMP, "v0=ÿ", False),
        (STAMP, signature("another secret", STAMP, BODY), False),
        (STAMP, signature(SECRET, STAMP, BODY + b" "), False),
        ("", signature(SECRET, "", BODY), False),
        ("now", signature(SECRET, "now", BODY), False),
        ("-1", signature(SECRET, "-1", BODY), False),
        ("1e9", signature(SECRET, "1e9", BODY), False),
        ("9" * 400, signature(SECRET, "9" * 400, BODY), False),
    ],
)
def test_what_counts_as_signed(stamp: str, signed: str, fine: bool) -> None:
    assert is_signed(BODY, stamp, signed, SECRET, NOW) is fine


@given(st.binary(), st.text(), st.text())
def test_nobody_gets_in_by_junk(body: bytes, stamp: str, signed: str) -> None:
    assert not is_signed(body, stamp, signed, SECRET, NOW)


class Running:
    """The service over HTTP, in a workspace on this machine."""

    def __init__(self, slack: Slack, service: Service, ledger: Ledger) -> None:
        self.slack, self.ledger = slack, ledger
        assert service.http is not None
        self.base = f"http://127.0.0.1:{service.http.port}"
        self.slack_client = SlackByHttp(f"{self.base}/slack/events")
        self.service = service

    def command(self, user: str, command: str, text: str) -> requests.Response:
        """A slash command of somebody's."""
        return self.slack_client.form(
            command=command,
            text=text,
            user_id=self.slack.person(user).id,
            user_name=user,
            team_id=self.slack.workspace.team,
            channel_id="C0GENERAL",
            trigger_id="1.2.canary",
            response_url=f"{self.slack.url}/response/none",
        )

    def inbox(self) -> list[tuple[str, str]]:
        """Ids and states of what was stored."""
        query = "SELECT event_id, state FROM inbox_event ORDER BY id"
        with self.ledger.read() as session:
            return [tuple(row) for row in session.connection().exec_driver_sql(query)]


@pytest.fixture(scope="module")
def running(shared: dict[str, str]) -> Iterator[Running]:
    people = [Person("dana"), Person("sam")]
    with open_workspace(people=people, channels=["#leads", "#general"]) as slack:
        settings = Settings.model_validate(
            {
                **shared,
                "slack_bot_token": slack.bot_token,
                "slack_signing_secret": SECRET,
                "slack_api_url": slack.api_url,
                "leads_channel": "#leads",
                "http_port": "0",
            }
        )
        ledger = open_ledger(settings.database_url, UTC_ZONE)
        service = Service(settings, ledger, read_rules())
        try:
            service.start()
            yield Running(slack, service, ledger)
        finally:
            service.stop()
            ledger.close()


def joined(running: Running, event_id: str, user: str = "U0NEW") -> dict[str, Any]:
    """A sign-up, as Slack tells it."""
    team = running.slack.workspace.team
    profile = {"email": "canary@acme.example", "real_name": "New"}
    person = {"id": user, "team_id": team, "name": "new", "profile": profile}
    return {
        "type": "event_callback",
        "event_id": event_id,
        "event_time": 1_700_000_000,
        "team_id": team,
        "api_app_id": "A1",
        "event": {"type": "team_join", "user": person, "event_ts": "1700000000.000100"},
    }


def test_the_address_is_verified(running: Running) -> None:
    answered = running.slack_client.event({"type": "url_verification", "challenge": "c" * 20})
    assert (answered.status_code, answered.json()) == (200, {"challenge": "c" * 20})


def test_a_command_is_answered_in_the_response(running: Running) -> None:
    answered = running.command("dana", "/dql", "help")
    assert answered.status_code == 200
    assert answered.json()["response_type"] == "ephemeral"
    assert answered.json()["text"] == "/dql help"


def test_a_command_may_say_payload(running: Running) -> None:
    answered = running.command("dana", "/oql", "payload.example")
    assert answered.status_code == 200
    assert "payload.example" in answered.text


def test_an_event_is_stored_before_it_is_answered_and_read_once(running: Running) -> None:
    before = running.inbox()
    for _ in range(3):
        assert running.slack_client.event(joined(running, "Ev0HTTP")).status_code == 200
        assert [event for event, _ in running.inbox()[len(before) :]] == ["Ev0HTTP"]


def test_what_cannot_be_stored_is_not_acknowledged_and_comes_again(running: Running) -> None:
    before = running.inbox()
    running.ledger.refused = "a page is damaged"
    try:
        answered = running.slack_client.event(joined(running, "Ev0LATER"))
    finally:
        running.ledger.refused = ""
    assert answered.status_code >= 500
    assert running.inbox() == before
    assert running.slack_client.event(joined(running, "Ev0LATER")).status_code == 200
    assert running.inbox()[-1][0] == "Ev0LATER"


@pytest.mark.parametrize(
    "headers",
    [
        {"X_Slack_Signature": "v0=0"},
        {"X_Slack_Signature": ""},
        {"timestamp": "1700000000"},
        {"timestamp": "yesterday"},
        {"timestamp": ""},
    ],
)
def test_nothing_else_is_let_in(running: Running, headers: dict[str, str]) -> None:
    body = json.dumps(joined(running, "Ev0FORGED")).encode()
    answered = running.slack_client.send(body, "application/json", **headers)
    assert answered.status_code == 401
    assert "Ev0FORGED" not in [event for event, _ in running.inbox()]


def test_another_apps_secret_opens_nothing(running: Running) -> None:
    stranger = SlackByHttp(running.slack_client.url, "another-secret-0123456789")
    assert stranger.event(joined(running, "Ev0FORGED")).status_code == 401


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"\xff", 400),
        (b'{"a":' * 20_000, 400),
        (b"payload=%7B", 400),
        (b"payload=[1]", 400),
        (b"[1]", 404),
        (b"", 404),
    ],
)
def test_what_slack_would_not_send_is_refused(running: Running, body: bytes, status: int) -> None:
    assert running.slack_client.send(body, "application/json").status_code == status
    assert running.command("dana", "/dql", "help").status_code == 200


def test_a_body_has_its_bounds(running: Running) -> None:
    body = b'{"a": "' + b"a" * MOST_BYTES + b'"}'
    assert running.slack_client.send(body, "application/json").status_code == 413


def test_it_is_ready_and_its_figures_count_what_came(running: Running) -> None:
    running.command("dana", "/dql", "help")
    answered = requests.get(f"{running.base}/readyz", timeout=10)
    assert (answered.status_code, answered.json()) == (200, {"ready": True, "causes": []})
    text = requests.get(f"{running.base}/metrics", timeout=10).text
    assert "leadlight_ready 1.0" in text
    [acks] = [line for line in text.splitlines() if line.startswith("leadlight_ack_seconds_count")]
    assert float(acks.split()[1]) >= 1
    assert "canary" not in text


def test_before_slack_has_answered_a_request_is_to_come_again(services: Services) -> None:
    with opened_site(services, slack_signing_secret=SECRET) as site:
        stamp = str(int(site.now.timestamp()))
        signed = {
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": signature(SECRET, stamp, BODY),
        }
        answered = site.ask("POST", "/slack/events", BODY, signed)
        assert (answered.status, answered.headers["retry-after"]) == (503, "5")
        assert site.ask("POST", "/slack/community/events", BODY, signed).status == 404
        site.door.slack.threads.shutdown()


def test_without_its_secret_there_is_no_such_path(services: Services) -> None:
    with opened_site(services) as site:
        assert site.ask("POST", "/slack/events", BODY).status == 404
