"""The whole way, over real HTTP and a real websocket, with the true programme as a process.

GitHub's history is collected, downloads and documentation views of one company come in by file,
the company reaches OQL3, the leads channel hears of it once, a person is referred and accepted,
the digest is read; then every job runs again, the service restarts, and nothing is heard twice.
"""

import csv
import json
import sqlite3
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from demo.github import GitHub, history
from demo.github.history import History
from demo.slack import Person, Slack, open_workspace, words
from tests.story.conftest import TOKEN, Leadlight, until

COMPANY = "lumenfreight.example"
SECRET_WORDS = "nobody may store these words"

# What earns exactly 70 points in 30 days: 50 by downloads in three separate weeks, 20 by pages.
DOWNLOADS = {26: 2, 25: 2, 18: 2, 17: 2, 10: 2}
VIEWS = {5: 20, 4: 20, 3: 20, 1: 20}


@pytest.fixture
def slack(closing: ExitStack) -> Slack:
    return closing.enter_context(open_workspace())


@pytest.fixture
def settled(
    leadlight: Leadlight, slack: Slack, github: tuple[GitHub, str], told: History
) -> Leadlight:
    """Everything that `leadlight run` needs; GitHub holds the whole history."""
    server, url = github
    history.fill(server.hub, told)
    leadlight.settings |= {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
        "LEADS_CHANNEL": "#leads",
        "GITHUB_TOKEN": TOKEN,
        "GITHUB_API_URL": url,
        "GITHUB_REPOS": told["repository"],
        "OWN_DOMAINS": "leadlight-demo.example",
    }
    return leadlight


def activity_file(folder: Path, now: datetime) -> Path:
    file = folder / "activities.csv"
    with file.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("source", "id", "kind", "occurred_at", "domain", "url"))
        for kind, days in (("download", DOWNLOADS), ("doc_view", VIEWS)):
            for day, often in days.items():
                for number in range(often):
                    at = now - timedelta(days=day, seconds=number)
                    url = "https://lantern.example/docs" if kind == "doc_view" else ""
                    row = ("logs", f"{kind}-{day}-{number}", kind, at.isoformat(), COMPANY, url)
                    writer.writerow(row)
    return file


def heard(slack: Slack) -> dict[str, list[str]]:
    """Everything that was said, by place."""
    places = ("#leads", "#dql-sales", "@dana", "@sam")
    return {place: [words(message) for message in slack.messages(place)] for place in places}


def test_from_a_pull_request_to_the_message_and_nothing_twice(
    settled: Leadlight, slack: Slack, told: History
) -> None:
    service = settled.start(anew=True)
    slack.wait_connected(seconds=60)
    whole = len(told["issues"]) + len(told["pulls"])
    until(lambda: collected(settled) == whole, "the whole history")
    rows = activity_file(settled.folder, datetime.now(UTC))
    brought = json.loads(settled("import", str(rows), "--json").stdout)
    assert brought["new"] == brought["read"] == 90
    assert brought["rejected"] == []
    assert brought["without_company"] == 0

    rise = slack.wait_for_message("#leads", "reached OQL3", 30)
    assert "70 points in 30 days" in words(rise)
    assert COMPANY in words(rise)
    refer_from(slack, rise.ts)
    today = datetime.now(UTC).date().isoformat()
    digest = settled("digest", "--send", "--as-of", today)
    assert "posted" in digest.stdout
    told_in_digest = words(slack.wait_for_message("#leads", "Leadlight, week to", 30))
    assert COMPANY in told_in_digest
    assert "sales: 1 made, 1 accepted" in told_in_digest

    # The card and its thread hear of the acceptance in passes of their own.
    until(lambda: str(heard(slack)).count("handed over") >= 2, "the news of the referral")
    before = heard(slack)
    run_every_job_again(settled, rows, today)
    assert service.stop() == 0, service.said()
    again = settled.start()
    slack.wait_connected(seconds=60)
    newcomer = slack.join("mira", f"mira@{COMPANY}")
    slack.say(newcomer, "#general", SECRET_WORDS)
    until(lambda: "slack_signup" in kinds(settled), "the sign-up")
    assert heard(slack) == before
    assert again.stop() == 0
    assert kinds(settled)["slack_message"] == 1
    assert_nobody_stored(settled, SECRET_WORDS, f"mira@{COMPANY}")
    assert "Traceback" not in service.said() + again.said()


def refer_from(slack: Slack, rise: str) -> None:
    """Dana refers to sales from the message, mends a field, Sam accepts, Dana hears of it."""
    message = next(m for m in slack.messages("#leads") if m.ts == rise)
    slack.click("dana", message, "referral_refer")
    slack.wait_for_view("dana", "Refer to a team")
    mira = slack.options("dana", "referral_person", "Mira Solano")[-1]
    form: dict[str, dict[str, Any]] = {
        slack.field("dana", "referral_person"): {"referral_person": mira},
        "why": {"value": "…"},
    }
    assert "why" in slack.submit("dana", None, form).errors
    form["why"] = {"value": "Asks about SSO pricing"}
    receipt = slack.submit("dana", None, form).view
    assert receipt is not None
    assert "DQL-1" in str(receipt.blocks)
    card = slack.wait_for_message("#dql-sales", "DQL-1", 30)
    for part in ("Mira Solano", "OQL3", "OQL alert", "Asks about SSO pricing"):
        assert part in words(card)
    on_a_slow_screen = replace(card, blocks=list(card.blocks))
    slack.click("sam", card, "referral_accept")
    assert "was accepted by sales" in words(slack.wait_for_message("@dana", "accepted", 30))
    edited = slack.wait_for_message("#dql-sales", "*Accepted* by", 30)
    assert edited.ts == card.ts, "the one card shows the state"
    late = slack.click("ellis", on_a_slow_screen, "referral_accept")
    slack.wait_for(lambda: late.responses, 10)
    assert "already accepted" in str(late.responses)


def run_every_job_again(leadlight: Leadlight, rows: Path, today: str) -> None:
    assert json.loads(leadlight("import", str(rows), "--json").stdout)["new"] == 0
    collected_again = json.loads(leadlight("collect", "--json").stdout)
    assert collected_again["sources"][0]["new"] == 0
    assert json.loads(leadlight("score", "--json").stdout)["changes"] == []
    assert "sent before" in leadlight("digest", "--send", "--as-of", today, code=1).stderr


def collected(leadlight: Leadlight) -> int:
    found = kinds(leadlight)
    return found.get("issue", 0) + found.get("pull_request", 0)


def kinds(leadlight: Leadlight) -> dict[str, int]:
    """How many activities of each kind the ledger holds."""
    rows = asked(leadlight, "SELECT kind, COUNT(*) FROM activity GROUP BY kind")
    return {str(kind): int(count) for kind, count in rows}


def jobs_done(leadlight: Leadlight) -> str:
    """The names of the jobs that have ended once."""
    rows = asked(leadlight, "SELECT name FROM job WHERE ended_at IS NOT NULL")
    return " ".join(str(name) for (name,) in rows)


def asked(leadlight: Leadlight, query: str) -> list[tuple[Any, ...]]:
    """What the ledger's file answers from outside; nothing while there is no such table."""
    file = leadlight.folder / "leadlight.db"
    if not file.exists():
        return []
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=30)
    try:
        return connection.execute(query).fetchall()
    except sqlite3.OperationalError:
        return []
    finally:
        connection.close()


def assert_nobody_stored(leadlight: Leadlight, *forbidden: str) -> None:
    """No file of the ledger, and no log, holds any of these texts."""
    for file in leadlight.folder.iterdir():
        if file.suffix == ".csv" or not file.is_file():
            continue
        content = file.read_bytes()
        for text in forbidden:
            assert text.encode() not in content, f"{text!r} is in {file.name}"


def test_a_community_workspace_of_its_own(
    settled: Leadlight, slack: Slack, closing: ExitStack
) -> None:
    """Two apps, one process: sign-ups come from one workspace, commands from the other."""
    scopes = ("users:read", "users:read.email", "channels:read", "channels:history")
    people = [Person("kim", "kim@quietbank.example", "Kim Kvist")]
    community = closing.enter_context(
        open_workspace(
            team="T0COMMUNITY",
            people=people,
            channels=["#general"],
            bot_scopes=scopes,
            keep_events=False,
        )
    )
    settled.settings |= {
        "COMMUNITY_SLACK_BOT_TOKEN": community.bot_token,
        "COMMUNITY_SLACK_APP_TOKEN": community.app_token,
        "COMMUNITY_SLACK_API_URL": community.api_url,
        "GITHUB_REPOS": "",
    }
    service = settled.start()
    slack.wait_connected(seconds=60)
    community.wait_connected(seconds=60)
    until(lambda: "catch-up" in jobs_done(settled), "the first roster of members")
    slack.say("dana", "#general", "internal talk is nobody's participation")
    community.join("ola", f"ola@{COMPANY}")
    until(lambda: kinds(settled).get("slack_signup"), "the sign-up")
    community.say("kim", "#general", "hello")
    until(lambda: kinds(settled).get("slack_message"), "the message")
    service.stop()
    # Away: one more joins and writes; both are fetched again.
    community.join("rio", f"rio@{COMPANY}")
    community.say("kim", "#general", "anybody here?")
    again = settled.start()
    slack.wait_connected(seconds=60)
    until(lambda: kinds(settled) == {"slack_signup": 2, "slack_message": 2}, "what was missed")
    answer = slack.command("dana", "#leads", f"/oql {COMPANY}")
    assert "OQL0" not in answer.text
    assert again.stop() == 0
    assert "Traceback" not in service.said() + again.said()
