"""Profiles by the hundred: evidence, scopes, the deleted, bots, and REST where GraphQL is shut."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from collectors.errors import AuthError, RateLimitedError
from collectors.github_access import GitHubAccess, Token, open_access
from collectors.github_profiles import profiles
from demo.github import Account, Fault, GitHub, Kind
from identity.pseudonym import Pseudonyms
from ledger.drafts import ActorDraft, Signal, SignalKind, Standing
from tests.collectors.github_reader import NOW, TOKEN


@pytest.fixture
def ada(github: GitHub) -> Account:
    """Somebody who says a lot."""
    return github.hub.account(
        "ada",
        name="Ada A.",
        company="Acme GmbH",
        email="Ada@Acme.example",
        blog="acme.example/ada",
        organizations=("Acme", "lantern"),
    )


SECRET = Pseudonyms(b"a key for the tests of this file")
EMAIL = Signal(SignalKind.EMAIL_DOMAIN, "acme.example", SECRET.address("ada@acme.example"))
REST_OF_ADA = (
    Signal(SignalKind.COMPANY_TEXT, "Acme GmbH"),
    Signal(SignalKind.BLOG_DOMAIN, "acme.example"),
    Signal(SignalKind.GITHUB_ORG, "acme"),
    Signal(SignalKind.GITHUB_ORG, "lantern"),
)


def _actor(account: Account) -> ActorDraft:
    return ActorDraft("github", str(account.id), "before", node_id=account.node_id)


def _read(
    access: GitHubAccess, actors: Sequence[ActorDraft], waits: list[float] | None = None
) -> list[ActorDraft]:
    sleep = (waits if waits is not None else []).append
    found = profiles(
        access,
        actors,
        address_hash=SECRET.address,
        now=NOW,
        sleep=sleep,
        stop=lambda: False,
    )
    return list(found)


def test_a_profile_becomes_evidence(access: GitHubAccess, ada: Account) -> None:
    assert _read(access, [_actor(ada)]) == [
        ActorDraft(
            "github",
            str(ada.id),
            "ada",
            "Ada A.",
            node_id=ada.node_id,
            signals=(EMAIL, *REST_OF_ADA),
        )
    ]


def test_250_profiles_cost_three_calls(github: GitHub, access: GitHubAccess) -> None:
    accounts = [github.hub.account(f"person{n}", company=f"Company {n}") for n in range(250)]

    told = _read(access, [_actor(account) for account in accounts])

    assert [actor.handle for actor in told] == [account.login for account in accounts]
    assert [actor.signals[0].value for actor in told] == [f"Company {n}" for n in range(250)]
    assert github.requests == {"graphql": 3}


def test_without_the_scope_email_alone_is_missing(
    github: GitHub, access: GitHubAccess, ada: Account
) -> None:
    github.hub.token(TOKEN)
    others = [github.hub.account(f"person{n}") for n in range(100)]

    told = _read(access, [_actor(account) for account in [ada, *others]])

    assert told[0].signals == REST_OF_ADA
    assert len(told) == 101
    assert github.requests == {"graphql": 3}  # the refusal is met once


def test_bots_organisations_and_the_deleted(github: GitHub, access: GitHubAccess) -> None:
    bot = github.hub.account("robot[bot]")
    organisation = github.hub.account("Acme", type="Organization")
    gone = github.hub.account("gone", gone=True)

    told = _read(access, [_actor(account) for account in (bot, organisation, gone)])

    assert [(actor.handle, actor.standing) for actor in told] == [
        ("robot[bot]", Standing.BOT),
        ("Acme", Standing.PSEUDO),
        ("before", Standing.DELETED),
    ]
    assert told[1].signals == (Signal(SignalKind.GITHUB_ORG, "acme"),)


def test_rest_tells_the_same_where_graphql_is_missing(
    github: GitHub, access: GitHubAccess, ada: Account
) -> None:
    gone, bot = github.hub.account("gone", gone=True), github.hub.account("robot[bot]")
    actors = [_actor(account) for account in (ada, gone, bot)]
    by_graphql = _read(access, actors)
    github.hub.graphql = False

    assert _read(access, actors) == by_graphql
    assert github.requests["user"] == 2 + 1 + 1


def test_rest_takes_over_where_graphql_stays_broken(
    github: GitHub, access: GitHubAccess, ada: Account
) -> None:
    github.faults.next("graphql", *[Fault(Kind.BAD_GATEWAY)] * 7)
    assert _read(access, [_actor(ada)])[0].signals == (EMAIL, *REST_OF_ADA)


def test_without_a_token_rest_is_asked_at_once(
    github: GitHub, access: GitHubAccess, ada: Account
) -> None:
    anonymous = open_access(access.base_url, Token())
    with anonymous.session:
        told = _read(anonymous, [_actor(ada)])
    assert told[0].signals == (EMAIL, *REST_OF_ADA)
    assert github.requests == {"user": 2}


def test_an_actor_without_node_id_is_asked_for_by_number_and_the_ghost_never(
    github: GitHub, access: GitHubAccess, ada: Account
) -> None:
    ghost = ActorDraft("github", "ghost", "ghost", standing=Standing.DELETED)
    told = _read(access, [ghost, ActorDraft("github", str(ada.id))])
    assert [(actor.handle, actor.standing) for actor in told] == [
        ("ghost", Standing.DELETED),
        ("ada", Standing.PERSON),
    ]
    assert github.requests == {"user": 2}


@pytest.mark.parametrize(
    ("fault", "waited"),
    [(Kind.SECONDARY, 60), (Kind.CUT_JSON, 1), (Kind.RESET, 1), (Kind.UNAVAILABLE, 1)],
)
def test_a_fault_costs_a_wait(
    github: GitHub, access: GitHubAccess, ada: Account, fault: Kind, waited: float
) -> None:
    waits: list[float] = []
    github.faults.next("graphql", Fault(fault))
    assert _read(access, [_actor(ada)], waits)[0].handle == "ada"
    assert sum(waits) == waited
    assert github.requests == {"graphql": 2}


def test_a_lost_token_is_told(github: GitHub, access: GitHubAccess, ada: Account) -> None:
    github.hub.revoke(TOKEN)
    with pytest.raises(AuthError, match="GitHub profiles: GitHub answered 401"):
        _read(access, [_actor(ada)])


def test_a_spent_limit_is_told(github: GitHub, access: GitHubAccess, ada: Account) -> None:
    hasty = open_access(access.base_url, Token(TOKEN), patience=timedelta(seconds=59))
    github.faults.next("graphql", Fault(Kind.SECONDARY))
    with hasty.session, pytest.raises(RateLimitedError):
        _read(hasty, [_actor(ada)])


def test_a_stop_leaves_the_rest_out(github: GitHub, access: GitHubAccess) -> None:
    actors = [_actor(github.hub.account(f"person{n}")) for n in range(150)]
    told: list[ActorDraft] = []
    for actor in profiles(
        access,
        actors,
        address_hash=SECRET.address,
        now=NOW,
        sleep=lambda _: None,
        stop=lambda: len(told) >= 100,
    ):
        told.append(actor)
    assert len(told) == 100
    assert github.requests == {"graphql": 1}
