"""10: whatever GitHub's pages hold, a poll ends and names what it met; the next one has it all."""

import json
from collections.abc import Iterator
from datetime import timedelta
from itertools import repeat
from random import Random
from typing import Any, Final

import pytest
from starlette.requests import Request
from starlette.responses import Response

from bot import passes
from bot.services import Services
from collectors.github_access import GitHubAccess, Token, open_access
from demo.github import GitHub, history
from demo.github.answers import Answer
from demo.serve import serving
from tests.collectors.github_reader import NOW, TOKEN
from tests.promises import size
from tests.promises.conftest import Record
from tests.promises.mutated import mutated
from tests.promises.served import logged

PAGES = size.of(1_000, 10_000)
ITEMS: Final = 6
HOUR: Final = timedelta(hours=1)
REPO: Final = history.generate(seed=2, items=1)["repository"]
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


def poll(services: Services, access: GitHubAccess) -> None:
    """One poll from the beginning."""
    with services.ledger.write() as session:
        session.connection().exec_driver_sql("DELETE FROM cursor")
    passes.collect_github(services, access, REPO, lambda: NOW, lambda seconds: None, bool)


def stored(services: Services) -> set[str]:
    with services.ledger.read() as session:
        rows: list[Any] = list(session.connection().exec_driver_sql(STORED))
    return {str(one) for (one,) in rows}


def test_promise_10_mutated_pages_stop_no_poll(
    services: Services, github: Spoiling, access: GitHubAccess, chance: Random, record: Record
) -> None:
    with logged() as log:
        poll(services, access)
        whole = stored(services)
        github.chance = chance
        while github.spoiled < PAGES:
            poll(services, access)
            github.hub.clock = repeat(github.hub.clock() + HOUR).__next__  # which renews the limit
        assert log.getvalue().count("cannot be read and was left out") > PAGES / 10
        with services.ledger.write() as session:
            session.connection().exec_driver_sql("DELETE FROM activity")
        github.chance = None
        poll(services, access)
    assert len(whole) == ITEMS
    assert stored(services) == whole
    record("mutated pages of GitHub's", github.spoiled, "pages")
