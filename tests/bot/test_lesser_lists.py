"""GitHub's evidence lists on their way into the ledger: each by itself, refusals told once."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot import findings, lesser_lists, profiles
from bot.asking import Asking
from bot.services import Services
from bot.settings import Settings
from collectors.errors import UnavailableError
from collectors.github_access import GitHubAccess, Token, open_access
from demo.github import GitHub, Repository
from demo.serve import serving

REPO = "Lantern/lantern"
START = datetime(2026, 11, 2, 9, tzinfo=UTC)
KINDS = {"issue_comment", "star", "fork", "discussion"}


class Clock:
    """Moved by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 20, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def github() -> GitHub:
    """A repository with one of each around it, and two releases."""
    server = GitHub()
    server.hub.token("ghp_test", "read:user")
    repository, ada = server.hub.repository(REPO), server.hub.account("ada")
    repository.open("The first", ada, at=START)
    repository.comment(1, ada, START)
    repository.star(ada, START)
    repository.fork(ada, START)
    repository.discuss("Hello", ada, START)
    repository.release("v1", 100, 20, at=START)
    repository.release("v2", 3, at=START)
    return server


@pytest.fixture
def repository(github: GitHub) -> Repository:
    """That repository."""
    return github.hub.repository(REPO)


@pytest.fixture
def access(github: GitHub) -> Iterator[GitHubAccess]:
    """An access to it."""
    with serving(github) as url, (opened := open_access(url, Token("ghp_test"))).session:
        yield opened


@pytest.fixture
def reader(services: Services, access: GitHubAccess) -> lesser_lists.Reader:
    """A reader of it who has not begun."""
    return lesser_lists.Reader(services, access, REPO, Clock(), lambda seconds: None, lambda: False)


def kinds(services: Services) -> set[str]:
    with services.ledger.read() as session:
        counted = session.connection().exec_driver_sql("SELECT DISTINCT kind FROM tally")
        return set(counted.scalars())


def refused(services: Services) -> list[str]:
    with services.ledger.read() as session:
        return list(lesser_lists.refusals(session, (REPO,)))


def test_each_list_is_stored_and_counted_once(
    reader: lesser_lists.Reader, services: Services
) -> None:
    first = reader.collect()
    assert {name: recorded.new for name, recorded in first.items()} == dict.fromkeys(
        ("comments", "stars", "forks", "discussions"), 1
    )
    assert kinds(services) == KINDS
    assert sum(recorded.new for recorded in reader.collect().values()) == 0


def test_no_kind_of_them_earns_a_point_by_the_packaged_rules(services: Services) -> None:
    points = {kind: points for kind, (_, points) in services.rules.kinds.items()}
    assert {points[kind] for kind in KINDS} == {0}


def test_a_quiet_repository_costs_four_requests_of_which_one_counts(
    reader: lesser_lists.Reader, github: GitHub
) -> None:
    reader.collect()
    reader.collect()
    asked, counted = github.requests.total(), github.counted
    reader.collect()
    assert (github.requests.total() - asked, github.counted - counted) == (4, 1)


@pytest.mark.parametrize(
    ("path", "status", "name", "others"),
    [
        ("issues/comments", 410, "comments", KINDS - {"issue_comment"}),
        ("stargazers", 404, "stars", KINDS - {"star"}),
        ("forks", 403, "forks", KINDS - {"fork"}),
        ("discussions", 403, "discussions", KINDS - {"discussion"}),
        ("releases", 403, "releases", KINDS),
    ],
)
def test_a_closed_list_is_told_once_and_the_others_go_on(
    path: str,
    status: int,
    name: str,
    others: set[str],
    reader: lesser_lists.Reader,
    repository: Repository,
    services: Services,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.WARNING)
    repository.around.closed[path] = status
    reader.collect()
    reader.collect()
    assert kinds(services) == others
    assert refused(services) == [f"lantern/lantern:{name}"]
    [line] = caplog.messages
    assert line.startswith(f"{REPO}: no {name}: GitHub")
    assert "let the token read" in line

    repository.around.closed.clear()
    reader.collect()
    assert kinds(services) == KINDS
    assert refused(services) == []


def test_only_the_repositories_that_are_read_are_told_of(
    reader: lesser_lists.Reader, repository: Repository, services: Services
) -> None:
    repository.around.closed["forks"] = 403
    reader.collect()
    with services.ledger.read() as session:
        assert lesser_lists.refusals(session, ("lantern/other",)) == {}
        assert lesser_lists.release_totals(session, ("lantern/other",)) == {}


def test_release_downloads_are_a_total_read_once_a_day(
    reader: lesser_lists.Reader, repository: Repository, services: Services, github: GitHub
) -> None:
    def told() -> tuple[int, int]:
        with services.ledger.read() as session:
            total = lesser_lists.release_totals(session, (REPO,))[REPO]
        return total.downloads, total.releases

    reader.collect()
    assert told() == (123, 2)
    repository.release("v3", 1_000)
    reader.collect()
    assert (told(), github.requests["releases"]) == ((123, 2), 1)
    assert isinstance(reader.clock, Clock)
    reader.clock.now += timedelta(days=1)
    reader.collect()
    assert (told(), github.requests["releases"]) == ((1_123, 3), 2)
    assert kinds(services) == KINDS


def test_releases_are_read_to_the_last_page(
    reader: lesser_lists.Reader, repository: Repository, services: Services
) -> None:
    for number in range(230):
        repository.release(f"v3.{number}", 1)
    reader.collect()
    with services.ledger.read() as session:
        total = lesser_lists.release_totals(session, (REPO,))[REPO]
    assert (total.downloads, total.releases) == (353, 232)


def test_a_long_list_is_read_some_pages_at_a_time(
    reader: lesser_lists.Reader, repository: Repository, github: GitHub
) -> None:
    for number in range(249):
        repository.star(github.hub.account(f"person{number}"), START + timedelta(minutes=number))
    some = replace(reader, most_pages=2)
    assert [some.collect()["stars"].new for _ in range(3)] == [200, 50, 0]


def test_a_github_that_is_away_is_no_refusal(
    reader: lesser_lists.Reader, github: GitHub, services: Services
) -> None:
    github.faults.fail_from(1)
    with pytest.raises(UnavailableError):
        reader.collect()
    assert refused(services) == []


def test_a_list_that_is_away_keeps_no_other_waiting(
    reader: lesser_lists.Reader, repository: Repository, services: Services
) -> None:
    repository.around.closed["forks"] = 502
    with pytest.raises(UnavailableError):
        reader.collect()
    assert kinds(services) == KINDS - {"fork"}
    with services.ledger.read() as session:
        assert lesser_lists.release_totals(session, (REPO,))[REPO].downloads == 123
    assert refused(services) == []


def test_a_stop_ends_the_pass(services: Services, access: GitHubAccess, github: GitHub) -> None:
    stopped = lesser_lists.Reader(
        services, access, REPO, Clock(), lambda seconds: None, lambda: True
    )
    assert sum(recorded.new for recorded in stopped.collect().values()) == 0
    assert github.requests.total() == 0


def test_people_of_evidence_have_their_profiles_read(
    reader: lesser_lists.Reader, services: Services, access: GitHubAccess, github: GitHub
) -> None:
    github.hub.account("ada", company="Acme")
    reader.collect()
    asking = Asking(services, access, reader.clock, lambda seconds: None, lambda: False)
    assert profiles.read_all(asking) == 1


def test_doctor_names_the_closed_list_and_the_total(
    reader: lesser_lists.Reader, repository: Repository, services: Services
) -> None:
    repository.around.closed["discussions"] = 403
    reader.collect()
    given = Settings.model_validate({"github_repos": REPO})
    closed, total = findings.evidence(given, services.ledger)
    assert (closed.what, closed.fine) == ("GitHub lantern/lantern discussions", False)
    assert closed.mend.startswith("let the token read discussions there")
    assert (total.what, total.fine) == (f"downloads of {REPO}", True)
    assert total.saw.startswith("123 of 2 releases until 2026-11-20")
    assert "never scored" in total.saw
