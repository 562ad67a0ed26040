"""Slack or GitHub is away, a setting is wrong, a second service starts: said plainly, survived."""

from contextlib import ExitStack
from socket import socket

from demo.github import Fault, GitHub, Kind, history
from demo.slack import open_workspace
from tests.bot.command_line import Leadlight as Commands
from tests.bot.conftest import leadlight as at_once
from tests.story.conftest import TOKEN, Leadlight, until
from tests.story.test_whole_way import kinds

__all__ = ["at_once"]


def free_port() -> int:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def slack_settings(port: int) -> dict[str, str]:
    """Settings for a workspace that will listen on `port`, or does already."""
    with open_workspace() as known:
        tokens = known.bot_token, known.app_token
    return {
        "SLACK_BOT_TOKEN": tokens[0],
        "SLACK_APP_TOKEN": tokens[1],
        "SLACK_API_URL": f"http://127.0.0.1:{port}/api/",
        "LEADS_CHANNEL": "#leads",
    }


def test_every_missing_and_wrong_setting_is_named_at_once(at_once: Commands) -> None:
    ran = at_once(
        "run",
        SLACK_APP_TOKEN="xoxb-example-in-the-wrong-place",
        TIMEZONE="Mars/Olympus",
        DIGEST_AT="someday",
        GITHUB_REPOS="not a repository",
    )
    said = ran.err
    assert ran.code == 2
    for name in ("SLACK_BOT_TOKEN", "LEADS_CHANNEL", "SLACK_APP_TOKEN", "TIMEZONE", "DIGEST_AT"):
        assert name in said
    assert "GITHUB_REPOS" in said
    assert "GITHUB_TOKEN" in said
    assert "wrong-place" not in said
    assert "Traceback" not in said


def test_a_slack_that_is_away_is_waited_for(leadlight: Leadlight, closing: ExitStack) -> None:
    port = free_port()
    leadlight.settings |= slack_settings(port)
    service = leadlight.start()
    until(lambda: "trying again" in service.said(), "a word on Slack being away")
    slack = closing.enter_context(open_workspace(port=port))
    slack.wait_connected(seconds=60)
    answer = slack.command("dana", "#leads", "/oql help")
    assert "/oql top" in str(answer.blocks)
    assert service.stop() == 0


def test_a_stop_while_slack_is_away_is_clean(leadlight: Leadlight) -> None:
    leadlight.settings |= slack_settings(free_port())
    service = leadlight.start()
    until(lambda: "trying again" in service.said(), "a word on Slack being away")
    assert service.stop() == 0


def test_a_refused_token_ends_the_service_and_is_named(
    leadlight: Leadlight, closing: ExitStack
) -> None:
    slack = closing.enter_context(open_workspace())
    leadlight.settings |= slack_settings(int(slack.url.rpartition(":")[2]))
    leadlight.settings["SLACK_BOT_TOKEN"] = "xoxb-revoked-example"
    said = leadlight("run", code=2).stderr
    assert "SLACK_BOT_TOKEN is refused" in said
    assert "revoked-example" not in said


def test_github_trouble_stops_nothing_else(
    leadlight: Leadlight, closing: ExitStack, github: tuple[GitHub, str]
) -> None:
    server, url = github
    history.fill(server.hub, history.generate(seed=3, items=30))
    slack = closing.enter_context(open_workspace())
    leadlight.settings |= slack_settings(int(slack.url.rpartition(":")[2])) | {
        "GITHUB_TOKEN": TOKEN,
        "GITHUB_API_URL": url,
        "GITHUB_REPOS": "lantern/missing,lantern/lantern",
    }
    server.faults.next("lantern/lantern", Fault(Kind.BAD_GATEWAY))
    service = leadlight.start()
    until(lambda: kinds(leadlight), "the repository that is there")
    until(lambda: "lantern/missing" in service.said(), "a word on the one that is not")
    assert "/oql top" in str(slack.command("dana", "#leads", "/oql help").blocks)
    assert "in use by another" in leadlight("run", code=2).stderr
    assert service.stop() == 0
    assert TOKEN not in service.said()
