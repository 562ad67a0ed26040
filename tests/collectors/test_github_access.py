"""Who the collector is to GitHub: tokens, and an App's tokens renewed ahead of their end."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from collectors.errors import AuthError, RateLimitedError, UnavailableError
from collectors.github_access import App, GitHubAccess, Token, open_access
from demo.github import Fault, GitHub, Kind
from demo.github.state import utc_now
from tests.collectors.github_reader import TOKEN, Reader


class _Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = utc_now()

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(scope="module")
def key() -> str:
    """A private key in PEM."""
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return made.private_bytes(serialization.Encoding.PEM, form, plain).decode()


@pytest.fixture
def clock(github: GitHub) -> _Clock:
    """One clock for GitHub and the App."""
    clock = _Clock()
    github.hub.clock = clock
    return clock


@pytest.fixture
def app(access: GitHubAccess, key: str, clock: _Clock) -> App:
    """An App with an integer id, as GitHub shows it."""
    return App(4711, key, 99, access.base_url, clock)


@pytest.mark.parametrize(
    ("base_url", "graphql_url"),
    [
        ("https://api.github.com", "https://api.github.com/graphql"),
        ("https://code.acme.example/api/v3", "https://code.acme.example/api/graphql"),
        ("https://code.acme.example/api/v3/", "https://code.acme.example/api/graphql"),
    ],
)
def test_addresses(base_url: str, graphql_url: str) -> None:
    access = open_access(base_url, Token())
    access.session.close()
    assert access.base_url == base_url.rstrip("/")
    assert access.graphql_url == graphql_url


def test_a_fingerprint_tells_tokens_apart_and_nothing_else() -> None:
    accesses = [open_access("https://api.github.com", Token(t)) for t in (TOKEN, TOKEN, "other")]
    one, same, other = [access.fingerprint() for access in accesses]
    for access in accesses:
        access.session.close()
    assert one == same != other
    assert TOKEN not in repr(accesses)


def test_a_token_lasts_until_five_minutes_before_its_end(
    app: App, clock: _Clock, github: GitHub
) -> None:
    first = app.token()
    clock.now += timedelta(minutes=54, seconds=59)
    assert app.token() == first
    clock.now += timedelta(seconds=1)
    assert app.token() != first
    assert github.requests["app_token"] == 2


def test_threads_share_one_token(app: App, github: GitHub) -> None:
    with ThreadPoolExecutor(8) as pool:
        tokens = set(pool.map(lambda _: app.token(), range(40)))
    assert len(tokens) == 1
    assert github.requests["app_token"] == 1


def test_an_app_reads_and_survives_a_lost_token(app: App, small: Reader, github: GitHub) -> None:
    access = open_access(small.access.base_url, app)
    reader = Reader(access, small.repo)
    with access.session:
        reader.read(most=1)
        github.hub.revoke(app.token())
        reader.read()

        assert len(reader.drafts) == 250
        assert reader.waits == []
        assert github.requests["app_token"] == 2

        github.faults.next("issues", Fault(Kind.UNAUTHORIZED), Fault(Kind.UNAUTHORIZED))
        with pytest.raises(AuthError, match="GitHub answered 401"):
            reader.read()


def test_a_renewed_token_costs_one_counted_call(
    app: App, small: Reader, github: GitHub, clock: _Clock
) -> None:
    access = open_access(small.access.base_url, app)
    reader = Reader(access, small.repo)
    with access.session:
        reader.read()
        clock.now += timedelta(minutes=56)
        counted = github.counted
        assert reader.read() == 1
        assert reader.read() == 0
    assert github.counted == counted + 1


@pytest.mark.parametrize("kind", [Kind.BAD_GATEWAY, Kind.NO_BYTES])
def test_a_broken_exchange_is_tried_again(
    app: App, small: Reader, github: GitHub, kind: Kind
) -> None:
    github.faults.next("access_tokens", Fault(kind))
    access = open_access(small.access.base_url, app)
    reader = Reader(access, small.repo)
    with access.session:
        reader.read()
    assert len(reader.drafts) == 250
    assert reader.waits == [1.0]


def test_a_refused_exchange_names_the_settings(app: App, github: GitHub) -> None:
    github.faults.next("access_tokens", Fault(Kind.UNAUTHORIZED))
    with pytest.raises(AuthError, match=r"GitHub App 4711, installation 99.*GITHUB_APP_ID"):
        app.token()


def test_an_exchange_without_a_token_is_told(app: App, github: GitHub) -> None:
    github.faults.next("access_tokens", Fault(Kind.CUT_JSON))
    with pytest.raises(UnavailableError, match="without a token"):
        app.token()


def test_a_key_that_is_none_names_its_setting(access: GitHubAccess, clock: _Clock) -> None:
    with pytest.raises(AuthError, match="GITHUB_APP_PRIVATE_KEY_FILE"):
        App("4711", "no key", "99", access.base_url, clock).token()


def test_without_a_token_sixty_calls_an_hour_are_made(github: GitHub, access: GitHubAccess) -> None:
    github.hub.repository("lantern/new")
    anonymous = open_access(access.base_url, Token(), patience=timedelta(minutes=1))
    with anonymous.session:
        for _ in range(30):  # an empty page of each order
            assert Reader(anonymous, "lantern/new").read() == 2
        with pytest.raises(RateLimitedError, match="API rate limit exceeded"):
            Reader(anonymous, "lantern/new").read()
    assert github.counted == 60
