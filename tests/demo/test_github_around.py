"""The pretended GitHub's lists around a repository, as a client sees them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from demo.github import GitHub, Repository
from demo.serve import serving

REPO = "lantern/lantern"
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
STAR = {"Accept": "application/vnd.github.star+json"}
QUERY = "query { repository { discussions { nodes { title } } } }"


class Client:
    """Asks below one repository, with a token."""

    def __init__(self, url: str, session: requests.Session) -> None:
        self.url, self.session = url, session
        session.headers["Authorization"] = "Bearer t1"

    def get(self, path: str, **headers: str) -> requests.Response:
        url = path if path.startswith("http") else f"{self.url}/repos/{REPO}/{path}"
        return self.session.get(url, headers=headers, timeout=5)

    def walk(self, path: str, **headers: str) -> list[Any]:
        answer = self.get(path, **headers)
        seen = answer.json()
        while "next" in answer.links:
            answer = self.get(answer.links["next"]["url"], **headers)
            seen += answer.json()
        return list(seen)

    def discussions(self, name: str = REPO, **variables: Any) -> dict[str, Any]:
        owner, _, repository = name.partition("/")
        named = {"owner": owner, "name": repository, **variables}
        body = {"query": QUERY, "variables": named}
        answer = self.session.post(f"{self.url}/graphql", json=body, timeout=5)
        assert answer.status_code == 200
        told: dict[str, Any] = answer.json()
        return told


@pytest.fixture
def github() -> GitHub:
    """A server with one repository of one issue."""
    server = GitHub()
    server.hub.token("t1")
    server.hub.repository(REPO).open("The first", server.hub.account("owner"), at=START)
    return server


@pytest.fixture
def repository(github: GitHub) -> Repository:
    """That repository, with 25 of everything, a minute apart, oldest first."""
    repository = github.hub.repository(REPO)
    for number in range(25):
        person, at = github.hub.account(f"person{number:02}"), START + timedelta(minutes=number)
        repository.comment(1, person, at)
        repository.star(person, at)
        repository.fork(person, at)
        repository.discuss(f"Talk {number}", person, at)
        repository.release(f"v{number}", number, at=at)
    return repository


@pytest.fixture
def client(github: GitHub) -> Iterator[Client]:
    """A client of it."""
    with serving(github) as url, requests.Session() as session:
        yield Client(url, session)


@pytest.mark.parametrize("size", [1, 7, 25, 100])
def test_pages_show_everything_once(client: Client, repository: Repository, size: int) -> None:
    for path, newest_first in (
        ("issues/comments", False),
        ("stargazers", False),
        ("forks", True),
        ("releases", True),
    ):
        rows = client.walk(f"{path}?per_page={size}")
        ids = [row["id"] for row in rows]
        assert ids == sorted(ids, reverse=newest_first)
        assert len(set(ids)) == 25


def test_stars_have_dates_only_for_who_asks_for_them(
    client: Client, repository: Repository
) -> None:
    plain, dated = client.get("stargazers").json(), client.get("stargazers", **STAR).json()
    assert plain[0]["login"] == dated[0]["user"]["login"] == "person00"
    assert dated[0]["starred_at"] == "2026-03-02T09:00:00Z"


def test_a_star_given_again_stands_at_the_end(
    client: Client, github: GitHub, repository: Repository
) -> None:
    repository.star(github.hub.account("person00"), START + timedelta(hours=1))
    stars = client.walk("stargazers?per_page=100", **STAR)
    assert len(stars) == 25
    assert stars[-1] == {"starred_at": "2026-03-02T10:00:00Z", "user": stars[-1]["user"]}
    assert stars[-1]["user"]["login"] == "person00"


def test_comments_since_a_moment_and_in_an_order(client: Client, repository: Repository) -> None:
    query = "issues/comments?sort=updated&direction=asc&per_page=100&since=2026-03-02T09:20:00Z"
    rows = client.get(query).json()
    assert [row["user"]["login"] for row in rows] == [f"person{n}" for n in range(20, 25)]
    assert client.get("issues/comments?since=yesterday").status_code == 422
    assert "body" in rows[0]


def test_a_comment_updates_its_issue(client: Client, repository: Repository) -> None:
    [issue] = client.get("issues?state=all").json()
    assert issue["updated_at"] == "2026-03-02T09:24:00Z"


def test_an_unchanged_list_is_free(client: Client, github: GitHub, repository: Repository) -> None:
    for path in ("issues/comments", "stargazers", "forks", "releases"):
        etag = client.get(path).headers["ETag"]
        counted = github.counted
        assert client.get(path, **{"If-None-Match": etag}).status_code == 304
        assert github.counted == counted


@pytest.mark.parametrize("path", ["issues/comments", "stargazers", "forks", "releases"])
@pytest.mark.parametrize("status", [403, 404, 410])
def test_a_closed_list(client: Client, repository: Repository, path: str, status: int) -> None:
    repository.around.closed[path] = status
    answer = client.get(path)
    assert (answer.status_code, bool(answer.json()["message"])) == (status, True)


def test_discussions_by_update_and_cursor(
    client: Client, github: GitHub, repository: Repository
) -> None:
    first = client.discussions(first=10)["data"]["repository"]["discussions"]
    assert [node["title"] for node in first["nodes"]] == [f"Talk {n}" for n in range(10)]
    begun = repository.around.discussions[1]
    repository.answer(begun, github.hub.account("robot[bot]"), START + timedelta(hours=2))
    after = first["pageInfo"]["endCursor"]
    rest = client.discussions(first=50, after=after)["data"]["repository"]["discussions"]
    assert [node["title"] for node in rest["nodes"]] == [f"Talk {n}" for n in [*range(10, 25), 0]]
    [said] = rest["nodes"][-1]["comments"]["nodes"]
    assert (said["author"]["login"], said["author"]["__typename"]) == ("robot", "Bot")
    assert rest["pageInfo"]["hasNextPage"] is False


def test_discussions_that_cannot_be_read(client: Client, repository: Repository) -> None:
    assert client.discussions("lantern/none")["errors"][0]["type"] == "NOT_FOUND"
    repository.around.closed["discussions"] = 403
    refused = client.discussions()
    assert refused["errors"][0]["type"] == "FORBIDDEN"
    assert refused["data"]["repository"]["discussions"] is None
