"""Organisations by the hundred: hosts and names, who is none, and REST where GraphQL is shut."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from collectors.errors import AuthError, RateLimitedError
from collectors.github_access import GitHubAccess, Token, open_access
from collectors.github_orgs import Found, organisations
from demo.github import Fault, GitHub, Kind
from tests.collectors.github_reader import NOW, TOKEN

ACME = Found("Acme Corp", "acme.example", "acme-cloud.example")


@pytest.fixture
def acme(github: GitHub) -> None:
    """An organisation that says all, one that says nothing, a user, and one that is gone."""
    hub = github.hub
    hub.account(
        "Acme-IO",
        type="Organization",
        name="Acme Corp",
        email="Info@Acme.example",
        blog="https://acme-cloud.example/about",
    )
    hub.account("silent", type="Organization")
    hub.account("ada", name="Ada A.", blog="ada.example")
    hub.account("gone", type="Organization", gone=True)


WANTED = ["acme-io", "silent", "ada", "gone", "never-heard-of"]
SHOWN = [("acme-io", ACME), ("silent", Found()), ("ada", None), ("gone", None)]
SHOWN.append(("never-heard-of", None))


def _read(
    access: GitHubAccess, logins: Sequence[str], waits: list[float] | None = None
) -> list[tuple[str, Found | None]]:
    sleep = (waits if waits is not None else []).append
    return list(organisations(access, logins, now=NOW, sleep=sleep, stop=lambda: False))


@pytest.mark.usefixtures("acme")
def test_one_call_tells_who_is_a_company_and_who_is_none(
    github: GitHub, access: GitHubAccess
) -> None:
    assert _read(access, WANTED) == SHOWN
    assert github.requests == {"graphql": 1}


def test_250_organisations_cost_three_calls_and_none_costs_none(
    github: GitHub, access: GitHubAccess
) -> None:
    logins = [f"company{n}" for n in range(250)]
    for login in logins:
        github.hub.account(login, type="Organization", name=login.title())
    told = _read(access, logins)
    assert [(login, found and found.name) for login, found in told] == [
        (login, login.title()) for login in logins
    ]
    assert github.requests == {"graphql": 3}
    assert _read(access, []) == []
    assert github.requests == {"graphql": 3}


@pytest.mark.usefixtures("acme")
def test_without_the_scope_mail_alone_is_missing(github: GitHub, access: GitHubAccess) -> None:
    github.hub.token(TOKEN)
    assert _read(access, ["acme-io"]) == [("acme-io", ACME._replace(mail_host=""))]
    assert github.requests == {"graphql": 2}


@pytest.mark.usefixtures("acme")
def test_rest_tells_the_same_where_graphql_is_missing(github: GitHub, access: GitHubAccess) -> None:
    github.hub.graphql = False
    assert _read(access, WANTED) == SHOWN
    assert github.requests == {"graphql": 1, "organization": 5}


@pytest.mark.usefixtures("acme")
def test_without_a_token_rest_is_asked_at_once(github: GitHub, access: GitHubAccess) -> None:
    with (anonymous := open_access(access.base_url, Token())).session:
        assert _read(anonymous, ["acme-io"]) == [("acme-io", ACME)]
    assert github.requests == {"organization": 1}


@pytest.mark.parametrize(
    ("fault", "waited"),
    [(Kind.SECONDARY, 60), (Kind.CUT_JSON, 1), (Kind.RESET, 1), (Kind.UNAVAILABLE, 1)],
)
@pytest.mark.usefixtures("acme")
def test_a_fault_costs_a_wait(
    github: GitHub, access: GitHubAccess, fault: Kind, waited: float
) -> None:
    waits: list[float] = []
    github.faults.next("graphql", Fault(fault))
    assert _read(access, ["acme-io"], waits) == [("acme-io", ACME)]
    assert sum(waits) == waited


@pytest.mark.usefixtures("acme")
def test_rest_takes_over_where_graphql_stays_broken(github: GitHub, access: GitHubAccess) -> None:
    github.faults.next("graphql", *[Fault(Kind.BAD_GATEWAY)] * 7)
    assert _read(access, WANTED) == SHOWN


def test_whatever_was_typed_asks_for_no_other_address(github: GitHub, access: GitHubAccess) -> None:
    typed = ["acme/members", "acme?x=1", '"} evil', "", "-acme", "a" * 40]
    github.hub.graphql = False
    assert _read(access, typed) == [(login, None) for login in typed]
    assert github.requests == {}


def test_a_lost_token_and_a_spent_limit_are_told(github: GitHub, access: GitHubAccess) -> None:
    hasty = open_access(access.base_url, Token(TOKEN), patience=timedelta(seconds=59))
    github.faults.next("graphql", Fault(Kind.SECONDARY))
    with hasty.session, pytest.raises(RateLimitedError):
        _read(hasty, ["acme"])
    github.hub.revoke(TOKEN)
    with pytest.raises(AuthError, match="GitHub organisations: GitHub answered 401"):
        _read(access, ["acme"])


def test_a_stop_leaves_the_rest_out(github: GitHub, access: GitHubAccess) -> None:
    told: list[tuple[str, Found | None]] = []
    for one in organisations(
        access,
        [f"company{n}" for n in range(150)],
        now=NOW,
        sleep=lambda _: None,
        stop=lambda: len(told) >= 100,
    ):
        told.append(one)
    assert len(told) == 100
    assert github.requests == {"graphql": 1}
