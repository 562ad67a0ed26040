"""Comments, stars, forks and discussions: everything once, wherever stopped, whatever moves."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collectors.errors import BadRequestError, ForbiddenError, NotFoundError
from collectors.github_access import GitHubAccess, Token
from demo.github import Fault, GitHub, Kind, Repository
from ledger.drafts import Standing
from tests.collectors.github_lists_reader import BY_NAME, ListReader

REPO = "lantern/lantern"
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def repository(github: GitHub) -> Repository:
    """One issue and nothing around it."""
    repository = github.hub.repository(REPO)
    repository.open("The first", github.hub.account("owner"), at=START)
    return repository


def someone(repository: Repository, number: int) -> str:
    return repository.hub.account(f"person{number}").login


def comment(repository: Repository, number: int, at: datetime) -> None:
    repository.comment(1, repository.hub.account(someone(repository, number)), at)


def star(repository: Repository, number: int, at: datetime) -> None:
    repository.star(repository.hub.account(someone(repository, number)), at)


def fork(repository: Repository, number: int, at: datetime) -> None:
    repository.fork(repository.hub.account(someone(repository, number)), at)


def discuss(repository: Repository, number: int, at: datetime) -> None:
    repository.discuss("Hello", repository.hub.account(someone(repository, number)), at)


DO: dict[str, Callable[[Repository, int, datetime], None]] = {
    "comments": comment,
    "stars": star,
    "forks": fork,
    "discussions": discuss,
}
KIND = {"comments": "issue_comment", "stars": "star", "forks": "fork", "discussions": "discussion"}
NAMES = list(DO)


@pytest.mark.parametrize("name", NAMES)
def test_everything_once_with_who_and_when(
    name: str, repository: Repository, access: GitHubAccess
) -> None:
    for number in range(250):
        DO[name](repository, number, START + number * MINUTE)
    reader = ListReader(access, REPO, name)

    reader.read()

    assert reader.who() == sorted(f"person{number}" for number in range(250))
    assert {draft.kind for draft in reader.drafts.values()} == {KIND[name]}
    moments = sorted(draft.occurred_at for draft in reader.drafts.values())
    assert moments == [START + number * MINUTE for number in range(250)]
    assert reader.rejected == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("already", [0, 30, 100])
def test_a_quiet_list_costs_one_request_and_none_of_the_limit(
    name: str, already: int, github: GitHub, repository: Repository, access: GitHubAccess
) -> None:
    for number in range(already):
        DO[name](repository, number, START + number * MINUTE)
    reader = ListReader(access, REPO, name)
    reader.read()
    reader.read()
    asked, counted = github.requests.total(), github.counted

    reader.read()

    assert github.requests.total() == asked + 1
    # GraphQL knows no 304, and what comes next changes no full page of a list that only grows.
    costs = name == "discussions" or (already == 100 and name != "comments")
    assert github.counted == counted + costs


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("stop", [1, 2])
def test_a_pass_goes_on_where_it_was_stopped(
    name: str, stop: int, repository: Repository, access: GitHubAccess
) -> None:
    for number in range(250):
        DO[name](repository, number, START + number * MINUTE)
    reader = ListReader(access, REPO, name)

    reader.read(most=stop)
    assert 0 < len(reader.drafts) < 250
    reader.read()

    assert len(reader.drafts) == 250


@pytest.mark.parametrize("name", NAMES)
def test_what_came_since_is_found_and_nothing_else_changes(
    name: str, repository: Repository, access: GitHubAccess
) -> None:
    for number in range(120):
        DO[name](repository, number, START + number * MINUTE)
    reader = ListReader(access, REPO, name)
    reader.read()
    known = dict(reader.drafts)
    for number in range(120, 340):
        DO[name](repository, number, START + number * MINUTE)

    reader.read()

    assert len(reader.drafts) == 340
    assert {key: reader.drafts[key] for key in known} == known


@pytest.mark.parametrize("name", ["comments", "stars", "forks"])
@pytest.mark.parametrize("kind", [Kind.EMPTY_PAGE, Kind.RESET, Kind.TOO_MANY_RETRY_AFTER])
def test_the_retry_table_holds_here_too(
    name: str, kind: Kind, github: GitHub, repository: Repository, access: GitHubAccess
) -> None:
    for number in range(150):
        DO[name](repository, number, START + number * MINUTE)
    github.faults.next(BY_NAME[name].name.replace("stars", "stargazers"), Fault(kind))
    reader = ListReader(access, REPO, name)

    reader.read()

    assert (len(reader.drafts), github.faults.waiting) == (150, 0)


def test_a_hundred_comments_of_one_second_do_not_hold_the_reader_up(
    repository: Repository, access: GitHubAccess
) -> None:
    for number in range(330):
        comment(repository, number, START + (MINUTE if number >= 320 else SECOND))
    reader = ListReader(access, REPO, "comments")
    reader.read()
    reader.read()
    assert len(reader.drafts) == 330


def test_an_edited_comment_is_the_same_one(repository: Repository, access: GitHubAccess) -> None:
    comment(repository, 1, START)
    reader = ListReader(access, REPO, "comments")
    reader.read()
    first = dict(reader.drafts)
    for said in repository.around.comments.values():
        said.updated_at = START + MINUTE
    assert reader.read() == 1
    assert reader.drafts == first


def test_a_star_given_again_counts_once(repository: Repository, access: GitHubAccess) -> None:
    star(repository, 1, START)
    star(repository, 2, START + MINUTE)
    reader = ListReader(access, REPO, "stars")
    reader.read()
    star(repository, 1, START + 2 * MINUTE)
    reader.read()
    assert reader.who() == ["person1", "person2"]


def test_a_second_fork_of_one_owner_counts_once(
    repository: Repository, access: GitHubAccess
) -> None:
    fork(repository, 1, START)
    reader = ListReader(access, REPO, "forks")
    reader.read()
    fork(repository, 1, START + MINUTE)
    reader.read()
    assert reader.who() == ["person1"]


WEEK = st.tuples(st.sets(st.integers(0, 420)), st.sets(st.integers(0, 420)))


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(weeks=st.lists(WEEK, min_size=1, max_size=4), crowd=st.sampled_from([0, 95, 205]))
def test_whatever_is_taken_back_no_star_is_missed(
    github: GitHub, access: GitHubAccess, weeks: list[tuple[set[int], set[int]]], crowd: int
) -> None:
    repository = github.hub.repository(f"lantern/n{github.hub.next_id()}")
    now = START
    for number in range(crowd):
        star(repository, number, now := now + MINUTE)
    reader = ListReader(access, repository.full_name, "stars")
    ever = {f"person{number}" for number in range(crowd)}
    reader.read()
    for given_now, taken_back in weeks:
        for number in sorted(taken_back):
            repository.unstar(github.hub.account(f"person{number}"))
        for number in sorted(given_now):
            star(repository, number, now := now + MINUTE)
        ever |= {f"person{number}" for number in given_now}
        reader.read()
        assert set(reader.who()) == ever
        assert len(reader.drafts) == len(ever)


def test_bots_ghosts_and_organisations(
    github: GitHub, repository: Repository, access: GitHubAccess
) -> None:
    hub = github.hub
    repository.comment(1, None, START)
    repository.comment(1, hub.account("robot[bot]"), START)
    repository.fork(hub.account("acme", type="Organization"), START)
    repository.discuss("Gone", None, START)
    repository.discuss("Beep", hub.account("robot[bot]"), START)
    found = {}
    for name in ("comments", "forks", "discussions"):
        reader = ListReader(access, REPO, name)
        reader.read()
        found[name] = sorted((d.actor.handle, d.actor.standing) for d in reader.drafts.values())
    people = [("ghost", Standing.DELETED), ("robot[bot]", Standing.BOT)]
    assert found == {
        "comments": people,
        "forks": [("acme", Standing.PSEUDO)],
        "discussions": people,
    }


def test_a_person_is_the_same_in_every_list(
    github: GitHub, repository: Repository, access: GitHubAccess
) -> None:
    ada = github.hub.account("ada")
    repository.comment(1, ada)
    repository.star(ada)
    repository.fork(ada)
    repository.discuss("Hello", ada)
    actors = set()
    for name in NAMES:
        reader = ListReader(access, REPO, name)
        reader.read()
        actors |= {(d.actor.key, d.actor.node_id) for d in reader.drafts.values()}
    assert actors == {(str(ada.id), ada.node_id)}


def test_answers_in_an_old_discussion_are_found(
    github: GitHub, repository: Repository, access: GitHubAccess
) -> None:
    ada, bo = github.hub.account("ada"), github.hub.account("bo")
    begun = repository.discuss("Hello", ada, START)
    repository.discuss("Another", bo, START + MINUTE)
    reader = ListReader(access, REPO, "discussions")
    reader.read()
    repository.answer(begun, bo, START + 2 * MINUTE)
    reader.read()
    assert reader.who() == ["ada", "bo", "bo"]
    assert any(key.startswith("discussion_comment:") for key in reader.drafts)


@pytest.mark.parametrize(
    ("name", "status", "error"),
    [
        ("comments", 410, NotFoundError),
        ("stars", 404, NotFoundError),
        ("forks", 403, ForbiddenError),
        ("discussions", 403, ForbiddenError),
    ],
)
def test_a_closed_list_says_so(
    name: str, status: int, error: type[Exception], repository: Repository, access: GitHubAccess
) -> None:
    path = {"comments": "issues/comments", "stars": "stargazers"}.get(name, name)
    repository.around.closed[path] = status
    with pytest.raises(error, match=REPO):
        ListReader(access, REPO, name).read()


def test_the_end_of_what_github_shows_is_told(repository: Repository, access: GitHubAccess) -> None:
    for number in range(200):
        star(repository, number, START + number * MINUTE)
    reader = ListReader(access, REPO, "stars")
    reader.read()
    repository.around.closed["stargazers"] = 422
    with pytest.raises(
        BadRequestError, match=r"no more than 100 entries .* everything else goes on"
    ):
        reader.read()


def test_discussions_need_a_token(repository: Repository, access: GitHubAccess) -> None:
    anonymous = replace(access, identity=Token())
    with pytest.raises(ForbiddenError, match="closed to who shows no token"):
        ListReader(anonymous, REPO, "discussions").read()


def test_discussions_of_nothing(access: GitHubAccess) -> None:
    with pytest.raises(NotFoundError, match="Could not resolve"):
        ListReader(access, "lantern/none", "discussions").read()


@pytest.mark.parametrize("name", NAMES)
def test_a_cursor_of_another_address_begins_anew(
    name: str, repository: Repository, access: GitHubAccess
) -> None:
    DO[name](repository, 1, START)
    reader = ListReader(access, REPO, name)
    reader.read()
    assert reader.cursor is not None
    for cursor in ("not a cursor", reader.cursor.replace(access.base_url, "https://other.example")):
        again = ListReader(access, REPO, name, cursor)
        again.read()
        assert again.drafts == reader.drafts


def test_a_row_that_cannot_be_read_stops_none_of_its_fellows(
    github: GitHub, repository: Repository, access: GitHubAccess
) -> None:
    comment(repository, 1, START)
    comment(repository, 2, datetime(1970, 1, 1, tzinfo=UTC))
    star(repository, 1, START)
    star(repository, 2, datetime(1970, 1, 1, tzinfo=UTC))
    for name, place in (("comments", "comment "), ("stars", "entry of stargazers")):
        reader = ListReader(access, REPO, name)
        reader.read()
        assert reader.who() == ["person1"]
        [rejected] = reader.rejected
        assert rejected.place.startswith(f"{REPO} {place}")
        assert "1990" in rejected.reason
