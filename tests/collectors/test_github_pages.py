"""The pass over a repository: everything once, wherever it is stopped, whatever moves."""

import json
from datetime import timedelta

import pytest

from collectors.errors import UnavailableError
from collectors.github_access import GitHubAccess, Token, open_access
from demo.github import GitHub
from demo.github.history import History
from demo.github.state import utc_now
from tests.collectors.github_reader import TOKEN, Reader, facts_of


def test_the_whole_history_is_read_with_authors_and_times(whole: Reader, told: History) -> None:
    whole.read()

    assert whole.facts() == facts_of(told)
    assert len(whole.drafts) == len(told["issues"]) + len(told["pulls"])
    assert whole.rejected == []
    assert whole.waits == []


def test_a_second_pass_costs_one_free_call(whole: Reader, github: GitHub, told: History) -> None:
    whole.read()
    asked, counted = github.requests.total(), github.counted

    assert whole.read() == 0
    assert github.requests.total() == asked + 1
    assert github.counted == counted
    assert whole.facts() == facts_of(told)


@pytest.mark.parametrize("stop", [1, 2, 4, 5])
def test_a_pass_goes_on_where_it_was_stopped(whole: Reader, told: History, stop: int) -> None:
    whole.read(most=stop)
    again = Reader(whole.access, whole.repo, whole.cursor)

    again.read()

    assert whole.drafts.keys().isdisjoint(again.drafts)
    again.drafts |= whole.drafts
    assert again.facts() == facts_of(told)
    assert again.read() == 0


@pytest.mark.parametrize("request_number", [1, 3, 4])
def test_a_pass_goes_on_after_github_went_away(
    small: Reader, github: GitHub, request_number: int
) -> None:
    github.faults.fail_from(request_number)
    with pytest.raises(UnavailableError, match="lantern/lantern: the connection to GitHub broke"):
        small.read()
    assert len(small.drafts) == min((request_number - 1) * 100, 250)

    github.faults.fail_from(None)
    small.read()

    assert len(small.drafts) == 250


def test_a_stop_ends_the_pass_before_the_next_request(small: Reader, github: GitHub) -> None:
    def stop(page: int) -> None:
        small.stopped = page == 2

    assert small.read(between=stop) == 2
    assert github.requests["issues"] == 2

    small.stopped = False
    small.read()
    assert len(small.drafts) == 250


@pytest.mark.parametrize("stop", [1, 2])
def test_a_poll_goes_on_where_it_was_stopped(small: Reader, github: GitHub, stop: int) -> None:
    small.read()
    repository, moment = github.hub.repository(small.repo), utc_now() + timedelta(minutes=5)
    small.drafts.clear()
    for number in range(1, 231):
        repository.touch(number, at=moment + timedelta(seconds=number))

    small.read(most=stop)
    small.read()

    assert {number for number, *_ in small.facts()} == set(range(1, 231))


def test_a_renamed_repository_is_followed(small: Reader, github: GitHub) -> None:
    small.read(most=1)
    github.hub.rename(small.repo, "lantern/lamp")

    small.read()
    counted = github.counted

    assert len(small.drafts) == 250
    assert small.read() == 0
    assert github.counted == counted


def test_another_token_does_not_use_an_old_etag(small: Reader, github: GitHub) -> None:
    small.read()
    github.hub.token("ghp_other")
    other = open_access(small.access.base_url, Token("ghp_other"))
    reader = Reader(other, small.repo, small.cursor)
    counted = github.counted

    with other.session:
        assert reader.read() == 1
        assert (github.conditional, github.counted) == (0, counted + 1)
        assert reader.read() == 0
    assert (github.conditional, github.counted) == (1, counted + 1)


@pytest.mark.parametrize(
    "cursor",
    ["", "{}", "[1]", '{"api": "https://api.github.example", "next_url": "https://x.example/"}'],
)
def test_a_cursor_of_elsewhere_begins_again(small: Reader, cursor: str) -> None:
    small.cursor = cursor
    small.read()
    assert len(small.drafts) == 250


def test_a_link_that_works_no_longer_begins_the_phase_again(small: Reader) -> None:
    small.read(most=2)
    kept = json.loads(small.cursor or "")
    kept["next_url"] = f"{small.access.base_url}/repos/{small.repo}/issues?after=stale"
    small.cursor = json.dumps(kept)

    small.read()

    assert len(small.drafts) == 250


def test_an_unreadable_item_is_told_and_stops_nothing(small: Reader, github: GitHub) -> None:
    items = github.hub.repository(small.repo).items
    items[7].oddities = {"created_at": None}
    items[130].oddities = {"user": {"login": "half"}}

    small.read()

    assert len(small.drafts) == 248
    assert [(bad.place, bad.reason) for bad in small.rejected] == [
        ("lantern/lantern issue 7", "created_at: Input should be a valid datetime"),
        ("lantern/lantern issue 130", "user.id: Field required"),
    ]


def test_an_empty_repository_is_no_special_case(github: GitHub, access: GitHubAccess) -> None:
    repository = github.hub.repository("lantern/new")
    reader = Reader(access, "lantern/new")
    assert reader.read() == 2
    assert reader.read() == 0

    repository.open("First", github.hub.account("newcomer"))

    assert reader.read() > 0
    assert [title.title for title in reader.drafts.values()] == ["First"]


def test_an_enterprise_address_is_used_as_given(small: Reader) -> None:
    enterprise = open_access(f"{small.access.base_url}/api/v3/", Token(TOKEN))
    with enterprise.session:
        reader = Reader(enterprise, small.repo)
        reader.read()
    assert len(reader.drafts) == 250
