"""`leadlight collect` over the history of a real repository: all of it, once, whatever happens."""

import json
import sqlite3
from pathlib import Path

import pytest

from demo.github import GitHub, history
from demo.github.history import History
from tests.bot.command_line import Leadlight as Commands
from tests.bot.conftest import leadlight as at_once
from tests.collectors.github_reader import facts_of
from tests.story.conftest import TOKEN, Leadlight, until

__all__ = ["at_once"]

STORED = """
SELECT y.url, y.kind, a.handle, y.occurred_at FROM activity y JOIN actor a ON a.id = y.actor_id
"""


@pytest.fixture
def collecting(
    leadlight: Leadlight, github: tuple[GitHub, str], told: History
) -> tuple[Leadlight, GitHub]:
    server, url = github
    history.fill(server.hub, told)
    leadlight.settings |= {
        "GITHUB_TOKEN": TOKEN,
        "GITHUB_API_URL": url,
        "GITHUB_REPOS": told["repository"],
    }
    return leadlight, server


def stored(folder: Path) -> list[tuple[int, str, str, int]]:
    """Number, kind, author and time (UTC seconds) of every activity in the ledger."""
    connection = sqlite3.connect(folder / "leadlight.db")
    try:
        return sorted(
            (int(url.rpartition("/")[2]), kind, handle or "ghost", at)
            for url, kind, handle, at in connection.execute(STORED)
        )
    finally:
        connection.close()


def expected(told: History) -> list[tuple[int, str, str, int]]:
    return [(n, kind, who, int(at.timestamp())) for n, kind, who, at in facts_of(told)]


def test_every_issue_and_pull_request_once_and_then_nothing_new(
    collecting: tuple[Leadlight, GitHub], told: History
) -> None:
    leadlight, server = collecting
    whole = len(told["issues"]) + len(told["pulls"])
    first = json.loads(leadlight("collect", "--json").stdout)
    assert first["sources"][0]["new"] == whole
    assert stored(leadlight.folder) == expected(told)
    server.requests.clear()
    counted = server.counted
    second = json.loads(leadlight("collect", "--json").stdout)
    assert second["sources"][0]["new"] == 0
    evidence = {"comments": 1, "stars": 1, "forks": 1, "graphql": 1}
    assert server.requests == {"issues": 1, **evidence}
    assert server.counted == counted + 1, "all but the one question in GraphQL is free"


@pytest.mark.parametrize("share", [0.1, 0.7])
def test_a_stop_in_the_middle_loses_nothing(
    collecting: tuple[Leadlight, GitHub], told: History, share: float
) -> None:
    leadlight, server = collecting
    answered = max(1, int(len(expected(told)) / 100 * share))
    server.faults.fail_from(answered + 1)  # a small history would be read whole before the kill
    stopped = leadlight.start("collect")
    until(lambda: server.requests.total() > answered, f"{answered} pages")
    stopped.process.kill()
    stopped.process.wait()
    server.faults.fail_from(None)
    assert len(stored(leadlight.folder)) < len(expected(told)), "it was not stopped in the middle"
    leadlight("collect")
    assert stored(leadlight.folder) == expected(told)


def test_a_token_that_is_revoked_is_named_and_all_comes_later(
    at_once: Commands, github: tuple[GitHub, str], tmp_path: Path
) -> None:
    server, url = github
    short = history.generate(seed=3, items=30)
    history.fill(server.hub, short)
    server.hub.revoke(TOKEN)
    given = {"GITHUB_TOKEN": TOKEN, "GITHUB_API_URL": url, "GITHUB_REPOS": short["repository"]}
    refused = at_once("collect", **given)
    assert refused.code == 1
    assert short["repository"] in refused.err
    assert TOKEN not in refused.err
    server.hub.token(TOKEN, "read:user")
    assert at_once("collect", **given).code == 0
    assert stored(tmp_path) == expected(short)
