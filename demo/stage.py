"""The stage of a rehearsal: a Slack-shaped workspace, a GitHub-shaped server, files to import.

The service is started beside it with the settings that the stage hands over, and cannot tell the
difference; nothing needs an account or the network.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from demo import community
from demo.community import Community, Happening, Joined, Logged, Opened, Said, Visited
from demo.github import GitHub, Hub
from demo.page import page_routes
from demo.serve import serving
from demo.slack import Person, Slack, open_workspace
from demo.slack.features import Welcome
from demo.slack.messages import greet
from demo.slack.state import wall_clock

# A pretended token for a pretended server.
TOKEN = "ghp_rehearsal"  # noqa: S105
SEED = 1
LEADS = "#leads"
SHARED = "#general"


def _present() -> datetime:
    return datetime.fromtimestamp(wall_clock(), UTC)


@dataclass(frozen=True)
class Stage:
    """What stands while the rehearsal lasts; `files` grows by what happens while it does.

    `opened` is the moment of the start, aware; until then reaches the past of `community`.
    """

    slack: Slack
    github: GitHub
    settings: dict[str, str]
    files: list[Path]
    folder: Path
    community: Community
    opened: datetime
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def greet(self) -> None:
        """Posts the welcome now, below what stands in the leads channel already."""
        greet(self.slack.workspace, Welcome(LEADS, *community.welcome()))

    def play(self, happening: Happening, now: datetime) -> Path | None:
        """Lets something of the feed happen at `now` (aware), where Leadlight can hear of it.

        GitHub and Slack tell of it by themselves; an export of logs is a new file to import, and
        is returned.
        """
        match happening.what:
            case Opened(login, title, pull):
                hub = self.github.hub
                repository = hub.repository(community.REPOSITORY)
                repository.open(title, hub.account(login), pull=pull, at=now)
            case Joined(handle, name, email):
                self.slack.join(handle, email, real_name=name)
            case Visited(handle, name, team, company):
                self.slack.connect(team, company.name, company.domain)
                visitor = Person(handle, real_name=name, team_id=team, is_stranger=True)
                self.slack.join_channel(self.slack.workspace.add_person(visitor), SHARED)
            case Said(handle, channel, text):
                self.slack.say(handle, channel, text)
            case Logged(rows):
                file = self.folder / f"live-{next(self._numbers):05}.jsonl"
                community.write_lines(file, rows, late=now - self.opened - happening.after)
                self.files.append(file)
                return file
        return None


@contextmanager
def open_stage(
    folder: Path,
    port: int,
    now: datetime,
    *,
    seed: int = SEED,
    clock: Callable[[], datetime] = _present,
    greeted: bool = True,
) -> Iterator[Stage]:
    """Opens the servers on 127.0.0.1 and writes the files into `folder`; `now` is aware.

    `clock` (aware, UTC) is the servers' own; it may run fast. The welcome stands in the leads
    channel from the start, unless it is left to `Stage.greet`.

    Raises:
        OSError: the port is taken.
    """
    made = community.generate(seed)
    github = GitHub(Hub(lambda: clock().replace(microsecond=0)))
    github.hub.token(TOKEN, "read:user")
    community.fill(github.hub, made, now)
    files = list(community.write_files(folder, made, now))
    welcome = Welcome(LEADS, *community.welcome())
    workspace = open_workspace(
        port=port,
        clock=lambda: clock().timestamp(),
        permits=wall_clock,
        welcome=[welcome] if greeted else [],
        routes=page_routes,
    )
    with workspace as slack, serving(github) as github_url:
        _admit(slack, made)
        settings = {
            "database_url": f"sqlite:///{folder / 'leadlight.db'}",
            "slack_bot_token": slack.bot_token,
            "slack_app_token": slack.app_token,
            "slack_api_url": slack.api_url,
            "leads_channel": LEADS,
            "github_token": TOKEN,
            "github_api_url": github_url,
            "github_repos": community.REPOSITORY,
            "own_domains": community.STAFF.domain,
        }
        yield Stage(slack, github, settings, files, folder, made, now)


def _admit(slack: Slack, made: Community) -> None:
    """Lets in who joined in the past; our own people are there already."""
    for key, person in community.members(made):
        if person not in made.staff.people:
            handle = person.email.partition("@")[0]
            member = Person(handle, person.email, real_name=person.name, id=key)
            slack.workspace.add_person(member)
