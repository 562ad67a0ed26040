"""What `doctor` says of the app in Slack: its scopes, and whether the service hears it."""

from contextlib import closing
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot import hearing
from bot.workspaces import NEEDED_SCOPES
from demo.slack import open_workspace
from ledger.schema import open_ledger
from tests.bot.command_line import Leadlight


def test_doctor_in_an_app_that_may_too_much(leadlight: Leadlight) -> None:
    asked = NEEDED_SCOPES["internal"] | NEEDED_SCOPES["community"]
    scopes = (asked - {"im:history"}) | {"admin", "channels:manage"}
    with open_workspace(bot_scopes=scopes) as slack:
        out = leadlight("doctor", SLACK_BOT_TOKEN=slack.bot_token, SLACK_API_URL=slack.api_url).out
    [told] = [line for line in out.splitlines() if "Slack internal" in line]
    assert told.startswith("WRONG")
    assert " lacks im:history and has admin, channels:manage, which nothing here uses → " in told
    assert told.endswith("OAuth & Permissions and install the app anew")


def test_doctor_says_whether_slack_is_heard(leadlight: Leadlight, leadlight_url: str) -> None:
    assert "ok    Slack connection: none, for `leadlight run` is not running" in (
        leadlight("doctor").out
    )
    silent = datetime(2026, 11, 20, 12, tzinfo=UTC)
    kept = open_ledger(leadlight_url, ZoneInfo("UTC"))
    with closing(kept), kept.only_service(), open_workspace() as slack:
        assert "Slack connection" not in leadlight("doctor").out
        hearing.note(kept, {"Acme (T1)": None, "Community (T2)": silent})
        out = leadlight("doctor").out
        hearing.note(kept, {})
        given = {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_API_URL": slack.api_url}
        assert "WRONG Slack connection: none since" in leadlight("doctor", **given).out
        signed = {**given, "SLACK_SIGNING_SECRET": "of the app"}
        assert "Slack connection" not in leadlight("doctor", **signed).out
    assert "ok    Slack connection: Acme (T1) connected\n" in out
    assert "WRONG Slack connection: Community (T2) silent since 2026-11-20 12:00 UTC → it" in out
