"""The commands beside Slack: referrals, the digest, and what `doctor` finds."""

from pathlib import Path

import pytest

from demo.slack import BOT_SCOPES, Fault, open_workspace
from ledger import notices
from ledger.engine import Ledger
from tests.bot.command_line import Leadlight
from tests.builders import NOW


def test_a_referral_without_slack(leadlight: Leadlight) -> None:
    assert leadlight("referrals").out == "Nobody was referred so far. In Slack: /dql refer\n"
    line = ("refer", "Ada Byte", "sales", "asked about SSO", "--origin", "BOOTH")
    first = leadlight(*line, "--which", "KubeCon EU", "--company", "acme.example", "--json").json
    assert (first["id"], first["origin"], first["company"]) == (1, "booth", "acme.example")
    again = leadlight(*line)
    assert again.code == 2
    assert (
        "the same person went to sales before: DQL-1, waiting for an answer; --again" in again.err
    )
    second = leadlight(*line, "--again")
    assert second.out.splitlines() == [
        "DQL-2: Ada Byte is handed to sales; the service posts the card.",
        "The same person went to sales before: DQL-1.",
    ]
    listed = leadlight("referrals", "--json").json["referrals"]
    assert [(one["id"], one["state"], one["origin_detail"]) for one in listed] == [
        (2, "open", ""),
        (1, "open", "KubeCon EU"),
    ]
    assert "DQL-1   Ada Byte  acme.example  sales  open" in leadlight("referrals").out


def test_the_digest_is_shown_and_nothing_is_sent(leadlight: Leadlight, file: Path) -> None:
    leadlight("import", str(file))
    week = ("digest", "--as-of", "2025-06-22")
    text = leadlight(*week).out
    assert text.startswith("Leadlight, week to 22 Jun 2025\n")
    assert "acme.example: none → OQL1 · 20 points (+20)" in text
    facts = leadlight(*week, "--json").json
    assert (facts["until"], [one["name"] for one in facts["new"]]) == (
        "2025-06-22",
        ["acme.example"],
    )


def test_the_digest_is_sent_once(leadlight: Leadlight, file: Path) -> None:
    leadlight("import", str(file))
    with open_workspace() as slack:
        settings = {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_API_URL": slack.api_url,
            "LEADS_CHANNEL": "#leads",
        }
        week = ("digest", "--send", "--as-of", "2025-06-22")
        slack.faults.next("chat.postMessage", Fault("rate_limited", seconds=1))
        limited = sent = leadlight(*week, **settings)
        assert (limited.code, limited.out) == (1, "")
        assert limited.err.startswith("The digest is not posted yet: rate limited.\n")
        assert "It stays queued" in limited.err
        while sent.err == limited.err:
            sent = leadlight(*week, **settings)
        assert (sent.code, sent.out) == (0, "The digest of the week to 22 Jun 2025 is posted.\n")
        again = leadlight(*week, **settings)
        assert (again.code, again.out) == (1, "")
        assert again.err == "This week's digest was sent before: nothing is said twice.\n"
        assert [message.text[:31] for message in slack.messages("#leads")] == [
            "Leadlight, week to 22 Jun 2025:"
        ]


def test_a_slack_that_is_away_is_said_so(leadlight: Leadlight) -> None:
    ran = leadlight(
        *("digest", "--send"),
        SLACK_BOT_TOKEN="xoxb-canary",
        SLACK_API_URL="http://127.0.0.1:9/api/",
        LEADS_CHANNEL="#leads",
    )
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.splitlines()[-1].startswith("Slack cannot be reached: ")
    assert "Traceback" not in ran.err
    assert "canary" not in ran.err


def test_doctor_names_what_is_wrong_with_its_mend(leadlight: Leadlight) -> None:
    ran = leadlight("doctor")
    assert ran.code == 1
    assert "WRONG setting: SLACK_BOT_TOKEN is missing → the app's bot token" in ran.out
    assert "WRONG Slack: no token → set SLACK_BOT_TOKEN" in ran.out
    assert "ok    GitHub: off: GITHUB_REPOS names no repository" in ran.out
    found = leadlight("doctor", "--json").json
    assert {frozenset(one) for one in found} == {frozenset(("what", "fine", "saw", "mend"))}


def test_doctor_looks_at_every_channel(leadlight: Leadlight) -> None:
    with open_workspace(channels=["#leads", "#dql-sales"]) as slack:
        ran = leadlight(
            "doctor",
            SLACK_BOT_TOKEN=slack.bot_token,
            SLACK_APP_TOKEN=slack.app_token,
            SLACK_API_URL=slack.api_url,
            LEADS_CHANNEL="#leads",
        )
    assert "ok    channel for leads: #leads" in ran.out
    assert "ok    channel for sales: #dql-sales" in ran.out
    assert "WRONG channel for product: #dql-product does not exist → make #dql-product" in ran.out
    assert "at most" in ran.out
    assert slack.bot_token not in ran.out + ran.err


@pytest.mark.sqlite_only  # a ledger's file is among it
def test_doctor_goes_on_past_what_is_broken(leadlight: Leadlight, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("window_days = 31\n")
    (tmp_path / "leadlight.db").write_text("to whom it may concern: " * 40)
    ran = leadlight(
        "doctor",
        RULES_FILE="mine.toml",
        GITHUB_REPOS="acme/anvil",
        GITHUB_TOKEN="ghp_canary",
        GITHUB_API_URL="http://127.0.0.1:9",
        SLACK_BOT_TOKEN="xoxb-canary",
        SLACK_API_URL="http://127.0.0.1:9/api/",
    )
    assert (ran.code, ran.err) == (1, "")
    assert "WRONG rules: mine.toml:" in ran.out
    assert "WRONG ledger: leadlight.db cannot be opened (file is not a database) → name" in ran.out
    assert "→ check the network, and SLACK_API_URL" in ran.out
    assert "WRONG GitHub acme/anvil: GitHub cannot be reached (ConnectionError) → check" in ran.out


def test_doctor_in_an_app_that_lacks_a_scope(leadlight: Leadlight) -> None:
    others = ("channels:read", "channels:join", "im:history", "reactions:write")
    scopes = tuple(one for one in BOT_SCOPES if one not in others)
    with open_workspace(channels=["#leads"], bot_scopes=scopes) as slack:
        ran = leadlight(
            "doctor",
            SLACK_BOT_TOKEN=slack.bot_token,
            SLACK_API_URL=slack.api_url,
            LEADS_CHANNEL="#leads",
        )
    mend = "install the app anew from the manifest"
    assert f"lacks channels:read, im:history → {mend}" in ran.out
    told = f"WRONG channel for leads: #leads cannot be looked up (missing_scope) → {mend}\n"
    assert told in ran.out


def test_doctor_counts_what_is_being_sent(leadlight: Leadlight, leadlight_url: str) -> None:
    leadlight("companies")
    ledger = Ledger(leadlight_url)
    with ledger.write() as session:
        for key in ("waits", "is sent"):
            notices.queue(session, key, "oql3", notices.LEADS, {}, NOW)
        assert notices.claim(session, NOW)
    ledger.close()
    assert "ok    messages: 1 waiting, 1 being sent\n" in leadlight("doctor").out
