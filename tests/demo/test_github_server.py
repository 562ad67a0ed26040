"""The pretended GitHub: what a client of the real one relies on, and every fault it commits."""

from collections.abc import Iterator
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
import requests

from demo.github import Fault, GitHub, Kind
from demo.github.state import utc_now
from demo.serve import serving

QUERY = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename ... on User { login %s } } }"


class Client:
    """Asks the server with a token, or with another one."""

    def __init__(self, url: str, session: requests.Session) -> None:
        self.url, self.session, self.token = url, session, "t1"

    def get(self, path: str, **headers: str) -> requests.Response:
        url = path if path.startswith("http") else self.url + path
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token:
            named["Authorization"] = f"Bearer {self.token}"
        return self.session.get(url, headers=named, timeout=5)

    def nodes(self, ids: list[str], fields: str = "") -> dict[str, Any]:
        body = {"query": QUERY % fields, "variables": {"ids": ids}}
        headers = {"Authorization": f"token {self.token}"}
        answer = self.session.post(f"{self.url}/graphql", json=body, headers=headers, timeout=5)
        assert answer.status_code == 200
        told: dict[str, Any] = answer.json()
        return told


@pytest.fixture
def github() -> GitHub:
    """A server with a repository of 25 items: every fifth is a pull request."""
    server = GitHub()
    server.hub.token("t1")
    repository, first = server.hub.repository("lantern/lantern"), utc_now() - timedelta(days=50)
    for number in range(1, 26):
        author = server.hub.account(f"person{number % 4}")
        at = first + timedelta(days=number)
        repository.open(f"Item {number}", author, pull=number % 5 == 0, at=at)
    return server


@pytest.fixture
def client(github: GitHub) -> Iterator[Client]:
    """A client with the token t1."""
    with serving(github) as url, requests.Session() as session:
        yield Client(url, session)


def _numbers(answer: requests.Response) -> list[int]:
    return [row["number"] for row in answer.json()]


def _walk(client: Client, path: str) -> list[int]:
    answer = client.get(path)
    seen = _numbers(answer)
    while "next" in answer.links:
        answer = client.get(answer.links["next"]["url"])
        seen += _numbers(answer)
    return seen


@pytest.mark.parametrize("size", [1, 7, 25, 100])
def test_pages_show_everything_once_in_order(client: Client, size: int) -> None:
    path = f"/repos/lantern/lantern/issues?state=all&per_page={size}"
    assert _walk(client, f"{path}&direction=asc") == list(range(1, 26))
    assert _walk(client, path) == list(range(25, 0, -1))


def test_the_next_link_names_the_repository_by_id_and_a_cursor(client: Client) -> None:
    link = client.get("/repos/lantern/lantern/issues?per_page=7&page=1").links["next"]["url"]
    assert "/repositories/" in link
    assert "after=" in link
    assert "&page=" not in link


def test_since_and_state_filter_and_updates_move(client: Client, github: GitHub) -> None:
    repository = github.hub.repository("lantern/lantern")
    repository.touch(3, state="closed")
    since = (utc_now() - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    path = "/repos/lantern/lantern/issues"

    assert _numbers(client.get(f"{path}?state=all&sort=updated&since={since}")) == [3]
    assert _numbers(client.get(f"{path}?state=closed")) == [3]
    assert 3 not in _walk(client, f"{path}?per_page=10")


@pytest.mark.parametrize(
    "query",
    ["page=100&per_page=100", "since=2026-01-01T00:00:00%2B00:00Z", "after=nonsense"],
)
def test_what_github_refuses_is_refused(client: Client, query: str) -> None:
    answer = client.get(f"/repos/lantern/lantern/issues?{query}")
    assert answer.status_code == 422
    assert answer.json()["message"]


def test_pull_requests_carry_their_key(client: Client) -> None:
    rows = client.get("/repos/lantern/lantern/issues?state=all&per_page=100").json()
    assert {row["number"] for row in rows if "pull_request" in row} == {5, 10, 15, 20, 25}


def test_an_etag_is_free_for_its_own_token(client: Client, github: GitHub) -> None:
    path = "/repos/lantern/lantern/issues"
    etag = client.get(path).headers["ETag"]
    assert client.get(path, If_None_Match=etag).status_code == 304
    assert github.counted == 1

    client.token = github.hub.token("t2")
    assert client.get(path, If_None_Match=etag).status_code == 200
    assert github.counted == 2

    client.token = ""
    etag = client.get(path).headers["ETag"]
    assert client.get(path, If_None_Match=etag).status_code == 304
    assert github.counted == 4
    assert github.requests == {"issues": 5}


def test_limits_are_told_and_kept(client: Client, github: GitHub) -> None:
    client.token = ""
    for used in range(1, 61):
        answer = client.get("/repos/lantern/lantern")
        assert answer.headers["x-ratelimit-used"] == str(used)
    refused = client.get("/repos/lantern/lantern")
    assert refused.status_code == 403
    assert refused.headers["x-ratelimit-remaining"] == "0"
    assert client.get("/rate_limit").json()["resources"]["core"]["remaining"] == 0

    later = utc_now() + timedelta(hours=2)
    github.hub.clock = lambda: later
    answer = client.get("/repos/lantern/lantern")
    assert answer.headers["x-ratelimit-used"] == "1"
    assert parsedate_to_datetime(answer.headers["Date"]) == later


def test_a_renamed_repository_redirects(client: Client, github: GitHub) -> None:
    github.hub.rename("lantern/lantern", "lantern/lamp")
    answer = client.get("/repos/Lantern/Lantern/issues?state=all&per_page=3")
    assert [step.status_code for step in answer.history] == [301]
    assert _numbers(answer) == [25, 24, 23]
    assert client.get("/repos/lantern/lantern").json()["full_name"] == "lantern/lamp"


@pytest.mark.parametrize(
    ("token", "path", "status"),
    [
        ("t1", "/repos/lantern/none", 404),
        ("t1", "/repositories/1", 404),
        ("t1", "/users/nobody", 404),
        ("bad", "/repos/lantern/lantern", 401),
        ("bad", "/rate_limit", 401),
    ],
)
def test_refusals(client: Client, token: str, path: str, status: int) -> None:
    client.token = token
    assert client.get(path).status_code == status


def test_users_by_login_and_id_and_gone(client: Client, github: GitHub) -> None:
    account = github.hub.account("person1", company="Acme", organizations=("lantern",))
    assert client.get("/users/Person1").json()["company"] == "Acme"
    assert client.get(f"/user/{account.id}").json()["email"] is None
    assert client.get("/users/person1/orgs").json() == [{"login": "lantern"}]
    account.gone = True
    assert client.get(f"/user/{account.id}").status_code == 404


def test_an_author_may_be_null_or_odd(client: Client, github: GitHub) -> None:
    repository = github.hub.repository("lantern/lantern")
    repository.open("Nobody's", None)
    repository.items[25].oddities = {"created_at": None}
    rows = client.get("/repos/lantern/lantern/issues?per_page=2").json()
    assert rows[0]["user"] is None
    assert rows[1]["created_at"] is None


def test_graphql_profiles(client: Client, github: GitHub) -> None:
    bot = github.hub.account("robot[bot]")
    gone = github.hub.account("gone", gone=True)
    ids = [github.hub.account("person1").node_id, bot.node_id, gone.node_id]

    told = client.nodes(ids, "company")

    assert told["data"]["nodes"] == [
        {"__typename": "User", "login": "person1", "company": None},
        {"__typename": "Bot", "login": "robot"},
        None,
    ]
    assert [(e["type"], e["path"]) for e in told["errors"]] == [("NOT_FOUND", ["nodes", 2])]


def test_graphql_refuses_email_without_its_scope(client: Client, github: GitHub) -> None:
    ids = [github.hub.account("person1").node_id]
    told = client.nodes(ids, "email")
    assert told["errors"][0]["type"] == "INSUFFICIENT_SCOPES"
    assert "data" not in told

    github.hub.token("t1", "user:email")
    assert client.nodes(ids, "email")["data"]["nodes"][0]["email"] == ""


def test_graphql_takes_a_hundred_ids(client: Client) -> None:
    assert len(client.nodes(["U_none"] * 100)["data"]["nodes"]) == 100
    assert client.nodes(["U_none"] * 101)["errors"][0]["type"] == "ARGUMENT_LIMIT"


@pytest.mark.parametrize(
    ("fault", "status", "header"),
    [
        (Fault(Kind.FORBIDDEN_RETRY_AFTER, 5), 403, ("Retry-After", "5")),
        (Fault(Kind.TOO_MANY_RETRY_AFTER, 6), 429, ("Retry-After", "6")),
        (Fault(Kind.TOO_MANY), 429, ("Retry-After", None)),
        (Fault(Kind.LIMIT_REACHED), 403, ("x-ratelimit-remaining", "0")),
        (Fault(Kind.SECONDARY), 403, ("Retry-After", None)),
        (Fault(Kind.FORBIDDEN), 403, ("Retry-After", None)),
        (Fault(Kind.UNAUTHORIZED), 401, ("Content-Type", "application/json")),
        (Fault(Kind.SERVER_ERROR), 500, ("Content-Type", "application/json")),
        (Fault(Kind.BAD_GATEWAY), 502, ("Content-Type", "text/html; charset=utf-8")),
        (Fault(Kind.UNAVAILABLE), 503, ("Content-Type", "application/json")),
    ],
)
def test_a_refusal_on_demand_happens_once(
    client: Client, github: GitHub, fault: Fault, status: int, header: tuple[str, str | None]
) -> None:
    github.faults.next("lantern/issues", fault)
    assert client.get("/repos/lantern/lantern").status_code == 200
    answer = client.get("/repos/lantern/lantern/issues")
    assert answer.status_code == status
    assert answer.headers.get(header[0]) == header[1]
    assert client.get("/repos/lantern/lantern/issues").status_code == 200
    assert github.faults.waiting == 0


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        (Kind.NO_BYTES, requests.ConnectionError),
        (Kind.RESET, (requests.exceptions.ChunkedEncodingError, requests.ConnectionError)),
        (Kind.SHORT_BODY, requests.exceptions.ChunkedEncodingError),
    ],
)
def test_a_broken_connection_on_demand(
    client: Client, github: GitHub, kind: Kind, error: type[Exception]
) -> None:
    github.faults.next("issues", Fault(kind))
    with pytest.raises(error):
        client.get("/repos/lantern/lantern/issues")
    assert client.get("/repos/lantern/lantern/issues").status_code == 200


def test_cut_json_empty_and_double_pages_on_demand(client: Client, github: GitHub) -> None:
    path = "/repos/lantern/lantern/issues?state=all&direction=asc&per_page=20"
    github.faults.next("issues", Fault(Kind.CUT_JSON))
    cut = client.get(path)
    assert cut.status_code == 200
    with pytest.raises(requests.JSONDecodeError):
        cut.json()

    github.faults.next("issues", Fault(Kind.EMPTY_PAGE))
    assert _numbers(empty := client.get(path)) == []
    assert _numbers(client.get(empty.links["next"]["url"]))[:2] == [1, 2]

    github.faults.next("issues", Fault(Kind.DUPLICATE_PAGE))
    assert _walk(client, path) == list(range(1, 21)) + list(range(1, 26))


def test_failing_from_a_request_on(client: Client, github: GitHub) -> None:
    github.faults.fail_from(2)
    assert client.get("/repos/lantern/lantern").status_code == 200
    for _ in range(2):
        with pytest.raises(requests.ConnectionError):
            client.get("/repos/lantern/lantern")
    github.faults.fail_from(None)
    assert client.get("/repos/lantern/lantern").status_code == 200
