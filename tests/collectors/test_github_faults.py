"""Everything that goes wrong on the way: survived with nothing missed, or told to a person."""

import logging
import math
from datetime import timedelta

import pytest

from collectors.errors import (
    AuthError,
    ForbiddenError,
    NotFoundError,
    RateLimitedError,
    SourceError,
    UnavailableError,
)
from collectors.github_access import GitHubAccess, Token, open_access
from demo.github import Fault, GitHub, Kind
from demo.github.history import History
from demo.github.state import utc_now
from tests.collectors.github_reader import TOKEN, Reader, facts_of

SURVIVED = [
    # fault, seconds waited
    (Fault(Kind.FORBIDDEN_RETRY_AFTER, 7), 7),
    (Fault(Kind.TOO_MANY_RETRY_AFTER, 9), 9),
    (Fault(Kind.TOO_MANY), 60),
    (Fault(Kind.SECONDARY), 60),
    (Fault(Kind.LIMIT_REACHED, 1800), 1800),
    (Fault(Kind.SERVER_ERROR), 1),
    (Fault(Kind.BAD_GATEWAY), 1),
    (Fault(Kind.UNAVAILABLE), 1),
    (Fault(Kind.NO_BYTES), 1),
    (Fault(Kind.RESET), 1),
    (Fault(Kind.SHORT_BODY), 1),
    (Fault(Kind.CUT_JSON), 1),
    (Fault(Kind.EMPTY_PAGE), 0),
    (Fault(Kind.DUPLICATE_PAGE), 0),
]


def _id(value: object) -> str | None:
    return value.kind.name.lower() if isinstance(value, Fault) else None


@pytest.mark.parametrize("where", ["issues.*sort=created", "after=", "sort=updated"])
@pytest.mark.parametrize(("fault", "waited"), SURVIVED, ids=_id)
def test_a_fault_costs_a_wait_and_nothing_else(
    small: Reader, github: GitHub, fault: Fault, waited: int, where: str
) -> None:
    moment = utc_now()
    github.hub.clock = lambda: moment
    github.faults.next(where, fault)

    small.read()

    assert github.faults.waiting == 0
    assert len(small.drafts) == 250
    assert sum(small.waits) == waited
    small.read()
    assert small.read() == 0


def test_all_faults_in_one_pass_over_the_whole_history(
    whole: Reader, github: GitHub, told: History
) -> None:
    faults = [fault for fault, _ in SURVIVED]

    def trouble(page: int) -> None:
        github.faults.next("issues", *faults[4 * page : 4 * page + 4])

    trouble(0)
    whole.read(between=trouble)

    assert github.faults.waiting == 0
    assert whole.facts() == facts_of(told)


def test_failures_in_a_row_wait_longer_each_time(small: Reader, github: GitHub) -> None:
    github.faults.next("issues", *[Fault(Kind.SERVER_ERROR)] * 6)
    small.read()
    assert sum(small.waits) == 1 + 2 + 4 + 8 + 16 + 32


def test_secondary_limits_in_a_row_double_the_rest(small: Reader, github: GitHub) -> None:
    github.faults.next("issues", *[Fault(Kind.SECONDARY)] * 3)
    small.read()
    assert sum(small.waits) == 60 + 120 + 240


@pytest.mark.parametrize("skew", [timedelta(hours=-5), timedelta(days=400)])
def test_a_reset_is_waited_for_by_githubs_clock(
    small: Reader, github: GitHub, skew: timedelta
) -> None:
    moment = utc_now() + skew
    github.hub.clock = lambda: moment
    github.faults.next("issues", Fault(Kind.LIMIT_REACHED, 90))
    small.read()
    assert sum(small.waits) == 90


@pytest.mark.parametrize(
    ("fault", "error", "said"),
    [
        (Kind.UNAUTHORIZED, AuthError, "GitHub answered 401 (Bad credentials)"),
        (Kind.FORBIDDEN, ForbiddenError, "GitHub answered 403 (Resource not accessible"),
    ],
)
def test_a_refusal_is_told_at_once(
    small: Reader, github: GitHub, fault: Kind, error: type[SourceError], said: str
) -> None:
    small.read(most=1)
    github.faults.next("issues", Fault(fault))

    with pytest.raises(error) as told:
        small.read()

    assert str(told.value).startswith(f"lantern/lantern: {said}")
    assert "oken" in told.value.mend
    assert small.waits == []
    small.read()
    assert len(small.drafts) == 250


def test_a_missing_repository_is_named(access: GitHubAccess) -> None:
    with pytest.raises(NotFoundError, match=r"^nobody/nothing: .*404.*GITHUB_REPOS"):
        Reader(access, "nobody/nothing").read()


def test_a_revoked_token_is_told_without_the_token(
    small: Reader, github: GitHub, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    github.faults.next("issues", Fault(Kind.SERVER_ERROR))
    small.read(most=1)
    github.hub.revoke(TOKEN)

    with pytest.raises(AuthError) as told:
        small.read()

    texts = [caplog.text, str(told.value), repr(small.access), small.cursor or ""]
    assert "GitHub answered 500" in caplog.text
    assert not [text for text in texts if TOKEN in text]


def test_a_github_that_stays_away_is_given_up(small: Reader, github: GitHub) -> None:
    github.faults.next("issues", *[Fault(Kind.BAD_GATEWAY)] * 7)
    with pytest.raises(UnavailableError, match="GitHub answered 502, 7 times in a row"):
        small.read()
    assert github.requests["issues"] == 7


def test_a_port_where_nobody_listens_is_given_up() -> None:
    nobody = open_access("http://127.0.0.1:9", Token(TOKEN))
    reader = Reader(nobody, "lantern/lantern")
    with nobody.session, pytest.raises(UnavailableError, match="ConnectionError"):
        reader.read()
    assert sum(reader.waits) == 63


@pytest.mark.parametrize("url", ["htp://api.github.example", "api.github.example"])
def test_an_address_that_is_none_is_told_at_once(url: str) -> None:
    nowhere = open_access(url, Token(TOKEN))
    reader = Reader(nowhere, "lantern/lantern")
    with nowhere.session, pytest.raises(UnavailableError, match="Check GITHUB_API_URL"):
        reader.read()
    assert reader.waits == []


def test_a_rest_beyond_patience_tells_until_when(github: GitHub, small: Reader) -> None:
    moment = utc_now() + timedelta(hours=7)
    github.hub.clock = lambda: moment
    hasty = open_access(small.access.base_url, Token(TOKEN), patience=timedelta(minutes=2))
    reader = Reader(hasty, small.repo)
    github.faults.next("issues", Fault(Kind.TOO_MANY_RETRY_AFTER, 121))

    with hasty.session, pytest.raises(RateLimitedError) as told:
        reader.read()

    assert told.value.until == moment + timedelta(seconds=121)
    assert reader.waits == []


def test_a_limit_that_never_ends_is_given_up(small: Reader, github: GitHub) -> None:
    github.faults.next("issues", *[Fault(Kind.TOO_MANY_RETRY_AFTER, 30)] * 7)
    with pytest.raises(RateLimitedError, match="7 times in a row"):
        small.read()
    assert github.requests["issues"] == 7


def test_nobody_is_asked_while_told_to_wait_and_a_stop_ends_the_wait(
    small: Reader, github: GitHub
) -> None:
    small.read(most=1)
    github.faults.next("issues", Fault(Kind.TOO_MANY_RETRY_AFTER, 3000))
    asked = github.requests.total()
    waits = _StoppingAfter(small, 5)
    small.waits = waits

    assert small.read() == 0

    assert math.isclose(sum(waits), 5)
    assert github.requests.total() == asked + 1
    small.stopped = False
    small.read()
    assert len(small.drafts) == 250


class _StoppingAfter(list[float]):
    """Waits that make the reader stop after so many of them."""

    def __init__(self, reader: Reader, most: int) -> None:
        super().__init__()
        self._reader, self._most = reader, most

    def append(self, wait: float) -> None:
        super().append(wait)
        self._reader.stopped = len(self) == self._most
