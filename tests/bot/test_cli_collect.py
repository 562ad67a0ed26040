"""`leadlight collect`: every list of a repository, what fails beside what does not."""

from collections.abc import Iterator

import pytest

from demo.github import GitHub
from demo.serve import serving
from tests.bot.command_line import Leadlight

REPO = "lantern/lantern"


@pytest.fixture
def github() -> Iterator[tuple[GitHub, dict[str, str]]]:
    """A repository with a little of everything, and the settings that read it."""
    server = GitHub()
    server.hub.token("ghp_test", "read:user")
    repository, ada = server.hub.repository(REPO), server.hub.account("ada")
    repository.open("The first", ada)
    repository.comment(1, None)
    repository.star(ada)
    repository.release("v1", 1_234)
    with serving(server) as url:
        yield (
            server,
            {"GITHUB_API_URL": url, "GITHUB_REPOS": REPO, "GITHUB_TOKEN": "ghp_test"},
        )


def test_each_list_is_told_with_what_it_brought(
    leadlight: Leadlight, github: tuple[GitHub, dict[str, str]]
) -> None:
    _, settings = github
    told = leadlight("collect", "--json", **settings).json
    source = f"github:{REPO}"
    assert {one["source"]: one["new"] for one in told["sources"]} == {
        source: 1,
        f"{source}:comments": 1,
        f"{source}:stars": 1,
        f"{source}:forks": 0,
        f"{source}:discussions": 0,
    }
    assert told["release_downloads"] == {REPO: 1_234}
    again = leadlight("collect", **settings)
    assert f"{source}:stars: 0 new activities, " in again.out
    assert f"{REPO}: 1,234 downloads of releases, which name no company" in again.out


def test_a_list_that_is_closed_fails_nothing(
    leadlight: Leadlight, github: tuple[GitHub, dict[str, str]]
) -> None:
    server, settings = github
    server.hub.repository(REPO).around.closed["stargazers"] = 403
    told = leadlight("collect", "--json", **settings)
    assert told.code == 0
    assert f"github:{REPO}:stars" not in {one["source"] for one in told.json["sources"]}


def test_what_was_read_before_github_went_away_is_told(
    leadlight: Leadlight, github: tuple[GitHub, dict[str, str]]
) -> None:
    server, settings = github
    server.hub.revoke("ghp_test")
    told = leadlight("collect", "--json", **settings)
    assert (told.code, told.json["sources"]) == (1, [])
    assert REPO in told.err
