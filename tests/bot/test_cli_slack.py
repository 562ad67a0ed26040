"""The commands beside Slack: referrals, the digest, and what `doctor` finds."""

from pathlib import Path

from demo.slack import Fault, open_workspace
from tests.bot.command_line import Leadlight


def test_a_referral_without_slack(leadlight: Leadlight) -> None:
    assert leadlight("referrals").out == "Nobody was referred so far. In Slack: /dql refer\n"
    line = ("refer", "Ada Byte", "sales", "asked about SSO", "--origin", "BOOTH")
    first = leadlight(*line, "--which", "KubeCon EU", "--company", "acme.example", "--json").json
    assert (first["id"], first["origin"], first["company"]) == (1, "booth", "acme.example")
    second = leadlight(*line)
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
    assert text.startswith("Leadlight, week to 2025-06-22\n")
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
        assert (sent.code, sent.out) == (0, "The digest of the week to 2025-06-22 is posted.\n")
        again = leadlight(*week, **settings)
        assert (again.code, again.out) == (1, "")
        assert again.err == "This week's digest was sent before: nothing is said twice.\n"
        assert [message.text[:30] for message in slack.messages("#leads")] == [
            "Leadlight, week to 2025-06-22:"
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
