"""10: whatever GitHub's pages hold, the poll ends, names what it met, and the next one has it all."""

import json
from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any, Final

import pytest
from starlette.requests import Request
from starlette.responses import Response

from bot import passes
from bot.services import Services
from collectors.errors import SourceError
from collectors.github_access import GitHubAccess, Token, open_access
from demo.github import GitHub, history
from demo.github.answers import Answer
from demo.serve import serving
from tests.collectors.github_reader import NOW, TOKEN
from tests.promises import size
from tests.promises.conftest import Record
from tests.promises.mutated import mutated

PAGES = size.of(1_000, 10_000)
ITEMS: Final = 6
STORED: Final = "SELECT external_id FROM activity WHERE source = 'github'"


class Spoiling(GitHub):
    """A GitHub whose pages are spoiled for as long as there is a `chance`."""

    def __init__(self) -> None:
        super().__init__()
        self.chance: Random | None = None
        self.spoiled = 0

    def _respond(self, kind: str, answer: Answer, request: Request) -> Response:
        response = super()._respond(kind, answer, request)
        if self.chance is None or response.status_code != 200:
            return response
        self.spoiled += 1
        body = json.dumps(mutated(json.loads(bytes(response.body)), self.chance))
        head = {name: response.headers[name] for name in ("link",) if name in response.headers}
        return Response(body.encode(), 200, head, "application/json; charset=utf-8")


@pytest.fixture
def github() -> Spoiling:
    """One repository with a few issues."""
    server = Spoiling()
    server.hub.token(TOKEN, "read:user")
    history.fill(server.hub, history.generate(seed=2, items=ITEMS))
    return server


@pytest.fixture
def access(github: Spoiling) -> Iterator[GitHubAccess]:
    with serving(github) as url:
        opened = open_access(url, Token(TOKEN))
        with opened.session:
            yield opened


def poll(services: Services, access: GitHubAccess) -> str:
    """One poll from the beginning; how it ended."""
    with services.ledger.write() as session:
        session.connection().exec_driver_sql("DELETE FROM cursor")
    waits: list[float] = []
    repo = history.generate(seed=2, items=1)["repository"]
    try:
        passes.collect_github(services, access, repo, lambda: NOW, waits.append, bool)
    except SourceError as error:
        assert str(error)
        return "named"
    return "read"


def stored(services: Services) -> set[str]:
    with services.ledger.read() as session:
        rows: list[Any] = list(session.connection().exec_driver_sql(STORED))
    return {str(one) for (one,) in rows}


def test_promise_10_mutated_pages_stop_no_poll(
    services: Services, github: Spoiling, access: GitHubAccess, chance: Random, record: Record
) -> None:
    ends = Counter[str]()
    github.chance = chance
    while github.spoiled < PAGES:
        ends[poll(services, access)] += 1
    github.chance = None
    assert min(ends["named"], ends["read"]) > 0
    assert poll(services, access) == "read"
    whole = {f"issue:{one}" for one in range(0)} | good(services, access)
    assert whole <= stored(services)
    record("mutated pages of GitHub's", github.spoiled, "pages")


def good(services: Services, access: GitHubAccess) -> set[str]:
    return set()
