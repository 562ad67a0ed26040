"""18: at DEBUG, whatever goes wrong: no secret, no text, no address in the log, each line readable.

The true programme beside a Slack that fails in every way that it can, a GitHub that refuses, HTTP
that is abused, and a ledger that is taken away under it.
"""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from contextlib import closing as closed
from pathlib import Path
from typing import Any

import pytest
import requests
from slack_bolt import App, BoltRequest
from sqlalchemy import event

from bot.services import Services
from bot.slack_app import build_app
from demo.slack import Fault, Slack, open_workspace
from ledger import health
from ledger.engine import Ledger
from ledger.errors import DatabaseError
from ledger.schema import open_ledger
from scoring.rules import Rules
from tests.builders import NOW
from tests.conftest import UTC_ZONE
from tests.promises.conftest import Record
from tests.promises.listening import joined, workspace
from tests.promises.served import logged
from tests.promises.troubles import TROUBLES
from tests.story.conftest import Leadlight, Running, closing, leadlight, until

__all__ = ["closing", "leadlight"]

CANARY = "c4n4ry"
WORDS = f"{CANARY} words that nobody may store"
MAIL = f"{CANARY}@acme.example"
TOKEN = f"ingest-{CANARY}-0123456789"
FAULTS = (
    Fault("rate_limited"),
    Fault("server_error"),
    Fault("reset"),
    Fault("refused", error="fatal_error"),
    Fault("reset", accepted=True),
)


@pytest.fixture
def slack(closing: ExitStack) -> Slack:
    return closing.enter_context(open_workspace(redelivery=(0.2, 0.2)))


@pytest.fixture
def service(leadlight: Leadlight, slack: Slack) -> Running:
    leadlight.settings |= {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
        "LEADS_CHANNEL": "#leads",
        "GITHUB_TOKEN": f"ghp_{CANARY}",
        "GITHUB_API_URL": "http://127.0.0.1:9",
        "GITHUB_REPOS": "acme/anvil",
        "HTTP_PORT": "0",
        "INGEST_TOKEN": TOKEN,
        "SITE_KEY": f"site-{CANARY}-0123456789",
        "LOG_LEVEL": "DEBUG",
        "LOG_FORMAT": "json",
    }
    slack.faults.next("auth.test", *FAULTS)
    slack.faults.next("apps.connections.open", *FAULTS[1:])
    return leadlight.start(anew=True)


def lines(service: Running) -> list[dict[str, Any]]:
    return [json.loads(line) for line in service.said().splitlines()]


def told(service: Running, text: str) -> dict[str, Any] | None:
    """The first line of the log with that text; the others are not taken apart."""
    found = (json.loads(line) for line in service.said().splitlines() if text in line)
    return next((line for line in found if text in line["message"]), None)


def test_promise_18_no_canary_is_in_the_log_and_ids_go_from_slack_to_slack(
    service: Running, slack: Slack, record: Record
) -> None:
    slack.wait_connected(seconds=60)
    until(lambda: told(service, "Leadlight is running"), "the start")
    abuse_slack(slack)
    abuse_http(service)
    answered = slack.command("dana", "#general", f'/dql refer @mira sales "{WORDS}" from booth')
    assert "is handed to sales" in answered.text
    until(lambda: told(service, "posted"), "a message")
    take_the_ledger_away(service, slack)
    assert service.stop() == 0
    said = service.said()
    assert CANARY not in said
    assert slack.bot_token not in said
    assert slack.app_token not in said
    assert "/response/" not in said  # where Slack lets one answer to
    assert "ticket=" not in said

    posted = told(service, "posted")
    assert posted is not None
    assert posted["key"].startswith("referral:")
    assert posted["notice"].isdecimal()
    assert posted["job"] == "outbox"
    assert len(posted["event"]) == len("0a1b2c3d4e5f"), "that of the command"
    assert {line["level"] for line in lines(service)} >= {"debug", "info", "warning", "error"}
    record("canaries in every token, text and address, at DEBUG", 1, "service")


def abuse_slack(slack: Slack) -> None:
    """Commands, forms and events with canaries in them, while Slack's answers fail."""
    for method in ("users.info", "views.open", "conversations.list"):
        slack.faults.next(method, *FAULTS)
    slack.faults.next("chat.postMessage", FAULTS[0])  # the others leave a message in doubt for long
    slack.faults.next("response_url", *FAULTS[:3])
    slack.command("dana", "#general", f'/dql refer {MAIL} sales "{WORDS}" from booth')
    slack.command("dana", "#general", f"/dql {WORDS}")
    slack.command("dana", "#general", f"/oql why {MAIL}")
    slack.command("dana", "#general", f"/oql link {MAIL} {WORDS}")
    slack.command("dana", "#general", "/dql refer")
    slack.say("sam", "#general", WORDS)
    slack.join(CANARY, MAIL)
    slack.join("mira", MAIL)
    slack.change("ellis", name=f"{CANARY} Ellis", email=MAIL)
    slack.settle(30)


def abuse_http(service: Running) -> None:
    """Requests with canaries in each part of them."""
    line = told(service, "HTTP is served on port")
    assert line is not None
    base = f"http://127.0.0.1:{line['message'].rpartition(' ')[2]}"
    token = {"Authorization": f"Bearer {TOKEN}", "Cookie": CANARY}
    for body in (f'{{"source": "{CANARY}"', f'[{{"email": "{MAIL}"}}]', "\x00", '["\\ud800"]'):
        requests.post(f"{base}/v1/activities?{CANARY}", body, headers=token, timeout=10)
    requests.post(f"{base}/v1/activities", headers={"Authorization": CANARY}, timeout=10)
    requests.get(f"{base}/{CANARY}/{MAIL}", headers=token, timeout=10)
    for path in ("/readyz", "/metrics"):
        assert CANARY not in requests.get(base + path, timeout=10).text


def take_the_ledger_away(service: Running, slack: Slack) -> None:
    """What comes then is refused and logged, not stored and not repeated."""
    folder = service.log.name.rpartition("/")[0]
    for end in ("", "-wal", "-shm"):
        Path(f"{folder}/leadlight.db{end}").unlink(missing_ok=True)
    slack.say("sam", "#general", WORDS)
    slack.command("dana", "#general", f"/oql why {MAIL}")
    until(lambda: told(service, "not ready: "), "the cause")


LOCKED = "PRAGMA busy_timeout = 20"


def poisoned(number: int) -> dict[str, Any]:
    """A sign-up with a canary in each text of it."""
    event = joined(number)
    profile = {"email": MAIL, "real_name": WORDS, "title": WORDS}
    event["event"] |= {"user": {**event["event"]["user"], "name": CANARY, "profile": profile}}
    return {**event, "token": CANARY, "event_id": f"Ev{number}"}


@pytest.mark.parametrize("name", [*TROUBLES, "locked"])
def test_promise_18_no_error_of_the_storage_tells_a_canary(
    name: str, tmp_path: Path, rules: Rules, record: Record
) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    with (
        logged() as log,
        ThreadPoolExecutor(1) as later,
        closed(open_ledger(url, UTC_ZONE)) as ledger,
        closed(Ledger(url)) as other,
    ):
        services = Services(ledger, rules, UTC_ZONE, "#leads", "#digest", team_id="T1")
        app = build_app(workspace(), services, lambda: NOW, later, later)
        assert answered(app, 1) == 200
        if name == "locked":
            event.listen(ledger.engine, "checkout", lambda raw, *_: raw.execute(LOCKED))
            with other.write() as held:
                held.connection()
                assert answered(app, 2) == 503
        else:
            mend = TROUBLES[name].begin(ledger)
            try:
                health.quick_check(ledger, NOW)
                health.causes(ledger)
                assert any(answered(app, number) >= 500 for number in range(2, 200))
            finally:
                mend()
    assert CANARY not in log.getvalue()
    assert log.getvalue()
    record(f"an event with canaries, and the ledger {name}", 1, "event")


def answered(app: App, number: int) -> int:
    """The status of an answer to an event with canaries."""
    return app.dispatch(BoltRequest(body=poisoned(number), mode="socket_mode")).status


def test_promise_18_a_row_that_is_there_already_tells_none_of_it(ledger: Ledger) -> None:
    """What SQLite says of a key that comes twice would hold the row."""
    insert = "INSERT INTO meta (name, value) VALUES (?, ?)"
    with logged() as log, pytest.raises(DatabaseError) as caught, ledger.write() as session:
        for _ in range(2):
            session.connection().exec_driver_sql(insert, (MAIL, WORDS))
    assert CANARY not in str(caught.value) + log.getvalue()
