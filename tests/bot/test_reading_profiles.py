"""Reading profiles pass by pass: what was read is kept, and only who was asked waits."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot import profiles
from bot.asking import Asking
from bot.services import Services
from collectors.errors import SourceError
from collectors.github_access import GitHubAccess, Token, open_access
from demo.github import Account, GitHub
from demo.serve import serving
from ledger import actors
from ledger.drafts import ActorDraft

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
TOKEN = "ghp_reading-example-secret"
PEOPLE = 250  # three calls


class World:
    """A GitHub with people whom the ledger knows by their id alone."""

    def __init__(self, services: Services, access: GitHubAccess, github: GitHub) -> None:
        self.services, self.access, self.github = services, access, github
        self.accounts = [
            github.hub.account(f"person{n}", name=f"Person {n}") for n in range(PEOPLE)
        ]
        with services.ledger.write() as session:
            actors.remember(session, [self._known(account) for account in self.accounts], NOW)

    @staticmethod
    def _known(account: Account) -> ActorDraft:
        return ActorDraft("github", str(account.id), account.login, node_id=account.node_id)

    def calls(self) -> int:
        """How often it was asked so far."""
        return self.github.requests["graphql"]

    def read(self, stop: Callable[[], bool] = lambda: False) -> int:
        """One pass."""
        return profiles.read_profiles(
            Asking(self.services, self.access, lambda: NOW, lambda seconds: None, stop)
        )

    def due(self, at: datetime = NOW) -> int:
        """How many would be read at that time."""
        with self.services.ledger.read() as session:
            return len(actors.profiles_due(session, "github", at, PEOPLE + 1))


@pytest.fixture
def world(services: Services) -> Iterator[World]:
    """Nothing read yet."""
    github = GitHub()
    github.hub.token(TOKEN, "read:user")
    with serving(github) as url:
        access = open_access(url, Token(TOKEN))
        with access.session:
            yield World(services, access, github)


def test_everybody_is_read_once_and_again_after_a_week(world: World) -> None:
    assert world.read() == PEOPLE
    assert (world.calls(), world.due(), world.read()) == (3, 0, 0)
    assert world.due(NOW + profiles.PROFILE_LIFE - timedelta(seconds=1)) == 0
    assert world.due(NOW + profiles.PROFILE_LIFE) == PEOPLE


def test_a_stop_keeps_what_was_read_and_the_rest_stays_due(world: World) -> None:
    assert world.read(stop=lambda: world.calls() >= 1) == 100
    assert world.due() == PEOPLE - 100
    assert world.read() == PEOPLE - 100
    assert world.due() == 0


def test_a_failure_keeps_what_was_read_and_the_rest_stays_due(world: World) -> None:
    world.github.faults.fail_from(2)
    with pytest.raises(SourceError):
        world.read()
    assert world.due() == PEOPLE - 100
    world.github.faults.fail_from(None)
    assert world.read() == PEOPLE - 100


def test_whoever_cannot_be_read_waits_as_long_as_the_others(world: World) -> None:
    # No type stops GitHub from sending what is no text.
    world.accounts[0].name = 7  # type: ignore[assignment]
    assert world.read() == PEOPLE - 1
    assert world.due() == 0
    assert world.due(NOW + profiles.PROFILE_LIFE) == PEOPLE
