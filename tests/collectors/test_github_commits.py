"""The hosts behind commits: whose they are, what says nothing, and what a hundred of them cost."""

from collections.abc import Mapping

import pytest

from collectors.errors import BadRequestError
from collectors.github_access import GitHubAccess, Token, open_access
from collectors.github_commits import Pull, commit_mail, pull_of
from demo.github import Account, Fault, GitHub, Item, Kind, Repository
from identity.pseudonym import Pseudonyms
from tests.collectors.github_reader import NOW

SECRET = Pseudonyms(b"a key for the tests of this file")

REPO = "lantern/lantern"


@pytest.fixture
def repo(github: GitHub) -> Repository:
    """A repository without pull requests."""
    return github.hub.repository(REPO)


def _open(repo: Repository, author: Account, address: str, whose: Account | None) -> Item:
    pulled = repo.open("Mend it", author, pull=True)
    pulled.commit = (address, whose)
    return pulled


def _read(access: GitHubAccess, opened: Mapping[int, str], repo: str = REPO) -> dict[int, str]:
    mail = commit_mail(
        access,
        repo,
        opened,
        address_hash=SECRET.address,
        now=NOW,
        sleep=lambda _: None,
        stop=lambda: False,
    )
    return {number: told.value for number, told in mail}


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("Ada@Eu.Acme.example", "eu.acme.example"),
        ("ada@acme.example", "acme.example"),
        ("1234+ada@users.noreply.github.com", ""),
        ("ada@localhost", ""),
        ("ada", ""),
        ("", ""),
    ],
)
def test_an_address_leaves_its_host_alone(
    github: GitHub, access: GitHubAccess, repo: Repository, address: str, host: str
) -> None:
    ada = github.hub.account("ada")
    pulled = _open(repo, ada, address, ada)
    assert _read(access, {pulled.number: str(ada.id)}) == ({pulled.number: host} if host else {})


def test_another_one_s_commit_says_nothing_of_whoever_opened_it(
    github: GitHub, access: GitHubAccess, repo: Repository
) -> None:
    ada, bob = github.hub.account("ada"), github.hub.account("bob")
    by_bob = _open(repo, ada, "bob@beta.example", bob)
    by_nobody = _open(repo, ada, "who@gamma.example", None)
    empty = repo.open("No commit", ada, pull=True)
    issue = repo.open("No pull request", ada)
    numbers = (by_bob.number, by_nobody.number, empty.number, issue.number, 999)
    assert _read(access, dict.fromkeys(numbers, str(ada.id))) == {}
    assert github.requests == {"graphql": 1}


def test_a_hundred_cost_one_call_and_none_costs_none(
    github: GitHub, access: GitHubAccess, repo: Repository
) -> None:
    people = [github.hub.account(f"person{n}") for n in range(150)]
    opened = {_open(repo, one, f"me@c{one.id}.example", one).number: str(one.id) for one in people}
    told = _read(access, opened)
    assert told == {number: f"c{author}.example" for number, author in opened.items()}
    assert (github.requests, github.counted) == ({"graphql": 2}, 2)
    assert _read(access, {}) == {}
    with (anonymous := open_access(access.base_url, Token())).session:
        assert _read(anonymous, opened) == {}
    assert github.requests == {"graphql": 2}


def test_a_fault_costs_a_wait_and_a_refusal_is_told(
    github: GitHub, access: GitHubAccess, repo: Repository
) -> None:
    ada = github.hub.account("ada")
    pulled = _open(repo, ada, "ada@acme.example", ada)
    github.faults.next("graphql", Fault(Kind.CUT_JSON))
    assert _read(access, {pulled.number: str(ada.id)}) == {pulled.number: "acme.example"}
    with pytest.raises(BadRequestError, match="commits of lantern/gone"):
        _read(access, {1: str(ada.id)}, "lantern/gone")


@pytest.mark.parametrize(
    ("url", "pull"),
    [
        ("https://github.com/Lantern/lantern/pull/12", Pull("Lantern/lantern", 12)),
        ("http://127.0.0.1:8701/a/b.c/pull/1", Pull("a/b.c", 1)),
        ("https://github.com/Lantern/lantern/issues/12", None),
        ("https://github.com/Lantern/lantern/pull/12/files", None),
        ("", None),
    ],
)
def test_a_page_tells_which_pull_request_it_shows(url: str, pull: Pull | None) -> None:
    assert pull_of(url) == pull
