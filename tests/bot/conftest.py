"""What tests of the bot share: services, the command line, an outbox, a stage with Slack."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot import cli
from bot.outbox import Outbox
from bot.services import Services
from bot.settings import Settings
from demo.slack import (
    Channel,
    Person,
    Slack,
    open_workspace,
)
from ledger.engine import Ledger
from tests.bot.canaries import restored
from tests.bot.command_line import HEAD, ROWS, Leadlight, Ran
from tests.bot.posting import PLACES, Clock, outbox_at
from tests.bot.scene import NOW, TEAM, did, github, happened, member, pulls
from tests.bot.stage import Stage, connected
from tests.kept import IDENTITY_KEY, ON_POSTGRESQL, Kept

ACME = "acme.example"
PEOPLE = (
    Person("dana", "dana@leadlight-demo.example", "Dana"),
    Person("sam", "sam@leadlight-demo.example", "Sam"),
    Person("ellis", "ellis@leadlight-demo.example", "Ellis"),
    Person("stranger", team_id="T0ELSEWHERE", is_stranger=True),
)


@pytest.fixture
def kept(_kept: Kept) -> Kept:
    """What `ledger` is opened on: its files, and the way to take it from everybody."""
    return _kept


@pytest.fixture
def here(services: Services) -> Services:
    """The services of the workspace `TEAM`, where the community meets too."""
    return replace(services, team_id=TEAM)


@pytest.fixture
def known(here: Services) -> Services:
    """A company at OQL1 with two people, and another one with a name but no domain."""
    ada = github("ada", "1", ACME)
    happened(
        here,
        [
            *pulls(ACME, 8),
            did(ada, "pull_request"),
            did(member("U7", "Mira", ACME), "slack_signup", NOW - timedelta(days=40)),
            did(github("bo", "2", "rocket.example")),
        ],
    )
    return here


@pytest.fixture
def leadlight(
    tmp_path: Path,
    leadlight_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Leadlight]:
    """Runs a command in an empty folder with no settings but those given as keywords.

    On PostgreSQL two more have to be set: where the ledger is, and the key that goes with it.
    """
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    if ON_POSTGRESQL:
        monkeypatch.setenv("DATABASE_URL", leadlight_url)
        monkeypatch.setenv("IDENTITY_KEY", IDENTITY_KEY)

    def run(*args: str, **environment: str) -> Ran:
        with monkeypatch.context() as now:
            for name, value in environment.items():
                now.setenv(name.upper(), value)
            try:
                code = cli.main(args)
            except SystemExit as ended:  # argparse ends by itself
                code = int(ended.code or 0)
        written = capsys.readouterr()
        return Ran(code=code, out=written.out, err=written.err)

    with restored():
        yield run


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """An activity file in which every row can be read."""
    path = tmp_path / "activities.csv"
    path.write_text(HEAD + ROWS)
    return path


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still."""
    return Clock()


@pytest.fixture
def slack(clock: Clock) -> Iterator[Slack]:
    """A workspace on that clock."""
    with open_workspace(channels=PLACES, clock=clock.seconds) as opened:
        yield opened


@pytest.fixture
def outbox(slack: Slack, ledger: Ledger, clock: Clock) -> Outbox:
    """An outbox before it."""
    return outbox_at(slack, ledger, clock)


@pytest.fixture(scope="module")
def shared(_kept: Kept, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The settings that name a ledger which all tests of a file share."""
    url = _kept.another(tmp_path_factory.mktemp("shared"))
    return {"database_url": url, "identity_key": IDENTITY_KEY}


@pytest.fixture(scope="module")
def stage(shared: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Leadlight in a workspace, once a file of tests: to close a socket takes three seconds."""
    places = ("#leads", "#dql-sales", "#general", Channel("quiet", has_bot=False))
    folder = tmp_path_factory.mktemp("stage")
    with (
        open_workspace(people=PEOPLE, channels=places, ack_seconds=2, redelivery=()) as slack,
        connected(slack, folder, where=shared) as connection,
    ):
        yield connection
