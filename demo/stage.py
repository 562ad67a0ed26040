"""The stage of a rehearsal: a Slack-shaped workspace, a GitHub-shaped server, files to import.

The service is started beside it with the settings that the stage hands over, and cannot tell the
difference; nothing needs an account or the network.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from demo import community
from demo.github import GitHub
from demo.serve import serving
from demo.slack import Slack, open_workspace

# A pretended token for a pretended server.
TOKEN = "ghp_rehearsal"  # noqa: S105


@dataclass(frozen=True)
class Stage:
    """What stands while the rehearsal lasts."""

    slack: Slack
    github: GitHub
    settings: dict[str, str]
    files: tuple[Path, ...]


@contextmanager
def open_stage(folder: Path, port: int, now: datetime) -> Iterator[Stage]:
    """Opens the servers on 127.0.0.1 and writes the files into `folder`; `now` is aware.

    Raises:
        OSError: the port is taken.
    """
    github = GitHub()
    github.hub.token(TOKEN, "read:user")
    community.fill(github.hub, now)
    files = (community.downloads(folder, now), community.views(folder, now))
    with open_workspace(port=port) as slack, serving(github) as github_url:
        settings = {
            "database_url": f"sqlite:///{folder / 'leadlight.db'}",
            "slack_bot_token": slack.bot_token,
            "slack_app_token": slack.app_token,
            "slack_api_url": slack.api_url,
            "leads_channel": "#leads",
            "github_token": TOKEN,
            "github_api_url": github_url,
            "github_repos": community.REPOSITORY,
            "own_domains": "leadlight-demo.example",
        }
        yield Stage(slack, github, settings, files)
