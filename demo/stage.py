"""The stage of a rehearsal: a Slack-shaped workspace, a GitHub-shaped server, files to import.

The service is started beside it with the settings that the stage hands over, and cannot tell the
difference; nothing needs an account or the network.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.resources import files
from itertools import count
from pathlib import Path

from demo import community
from demo.community import Community, Happening, Joined, Logged, Opened, Said, Visited
from demo.github import GitHub, Hub
from demo.page import page_routes
from demo.serve import serving
from demo.slack import Channel, Person, Slack, Usergroup, open_workspace
from demo.slack.features import SHORTCUTS, Welcome
from demo.slack.messages import greet
from demo.slack.state import wall_clock

# A pretended token for a pretended server.
TOKEN = "ghp_rehearsal"  # noqa: S105
SEED = 1
LEADS = "#leads"
SHARED = "#general"

# Three to act as, each with another part; then whom Leadlight answers less, and not at all.
PEOPLE = (
    Person("dana", "dana@leadlight-demo.example", "Dana Devrel", title="DevRel"),
    Person("sam", "sam@leadlight-demo.example", "Sam Sales", title="Sales"),
    Person(
        "ellis",
        "ellis@leadlight-demo.example",
        "Ellis Engineer",
        title="Engineer",
        is_admin=True,
    ),
    Person("olive", "olive@leadlight-demo.example", "Olive Onlooker", title="Finance"),
    Person("gus", "gus@agency.example", "Gus Guest", title="Agency", is_restricted=True),
)
# What the app may do and hears of, as its manifest says and no more.
SCOPES = (
    *("commands", "chat:write", "files:write", "im:write", "im:history", "users:read"),
    *("users:read.email", "channels:read", "channels:history", "reactions:read", "team:read"),
)
EVENTS = (
    *("app_home_opened", "team_join", "message.channels", "reaction_added"),
    *("member_joined_channel", "member_left_channel"),
)

# Colleagues of whom the past tells; nobody looks through their eyes.
COLLEAGUES = (
    (Person("mona", "mona@leadlight-demo.example", "Mona Market"), "#dql-marketing"),
    (Person("pia", "pia@leadlight-demo.example", "Pia Partner"), "#dql-partnerships"),
)
ENGINEERS = ["dana", "ellis"]
GROUPS = (Usergroup("devrel", ("dana",)), Usergroup("engineers", tuple(ENGINEERS)))
CHANNELS = (
    Channel(LEADS, members=ENGINEERS),
    Channel("#dql-sales", members=["dana", "sam"]),
    Channel("#dql-marketing", members=["dana"]),
    Channel("#dql-product", members=ENGINEERS),
    Channel("#dql-engineering", members=ENGINEERS),
    Channel("#dql-partnerships", members=["dana"]),
    Channel("#dql-recruiting", members=ENGINEERS),
    Channel(SHARED),
)


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
    exports = list(community.write_files(folder, made, now))
    welcome = Welcome(LEADS, *community.welcome())
    workspace = open_workspace(
        port=port,
        people=PEOPLE,
        channels=CHANNELS,
        clock=lambda: clock().timestamp(),
        permits=wall_clock,
        bot_scopes=SCOPES,
        bot_events=EVENTS,
        shortcuts=SHORTCUTS,
        usergroups=GROUPS,
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
            "rules_file": str(_rules(folder)),
        }
        yield Stage(slack, github, settings, exports, folder, made, now)


def _rules(folder: Path) -> Path:
    """The packaged rules, with what they leave to each project as an example: a goal, questions."""
    packaged = files("rules").joinpath("points.toml").read_text(encoding="utf-8")
    file = folder / "rules.toml"
    file.write_text(re.sub(r"(?m)^# (goal|questions) = ", r"\1 = ", packaged), encoding="utf-8")
    return file


def _admit(slack: Slack, made: Community) -> None:
    """Lets in who joined in the past; who looks at the page is there already."""
    for colleague, channel in COLLEAGUES:
        joined = slack.workspace.add_person(colleague)
        slack.workspace.channel(channel).members.append(joined.id)
    for key, person in community.members(made):
        if person not in made.staff.people:
            handle = person.email.partition("@")[0]
            member = Person(handle, person.email, real_name=person.name, id=key)
            slack.workspace.add_person(member)
