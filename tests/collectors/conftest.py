"""A pretended GitHub over real HTTP, and the history it serves."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.types import Receive, Scope, Send

from collectors.github_access import GitHubAccess, Token, open_access
from demo.github import GitHub, history
from demo.github.history import History
from demo.serve import serving
from tests.collectors.github_reader import TOKEN, Reader


@pytest.fixture(scope="session")
def told() -> History:
    """The history that LEADLIGHT_REAL_HISTORY names, else a made-up one of the same shape."""
    named = os.environ.get("LEADLIGHT_REAL_HISTORY")
    return history.load(Path(named)) if named else history.generate()


@pytest.fixture
def github() -> GitHub:
    """A pretended GitHub that knows one token and nothing else."""
    server = GitHub()
    server.hub.token(TOKEN, "read:user")
    return server


class _Door:
    """One address for the whole run, behind which each test has a GitHub of its own."""

    def __init__(self) -> None:
        self.github = GitHub()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.github(scope, receive, send)


@pytest.fixture(scope="session")
def _door() -> Iterator[tuple[_Door, str]]:
    door = _Door()
    with serving(door) as url:
        yield door, url


@pytest.fixture
def access(github: GitHub, _door: tuple[_Door, str]) -> Iterator[GitHubAccess]:
    """An access to it, over real HTTP."""
    door, url = _door
    door.github = github
    opened = open_access(url, Token(TOKEN))
    with opened.session:
        yield opened


@pytest.fixture
def whole(github: GitHub, access: GitHubAccess, told: History) -> Reader:
    """A reader who has not begun, before the whole history."""
    history.fill(github.hub, told)
    return Reader(access, told["repository"])


@pytest.fixture
def small(github: GitHub, access: GitHubAccess) -> Reader:
    """A reader who has not begun, before 250 made-up items: three pages."""
    told = history.generate(seed=2, items=250)
    history.fill(github.hub, told)
    return Reader(access, told["repository"])
