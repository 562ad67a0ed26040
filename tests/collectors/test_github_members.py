"""Who belongs to our own organisations: all pages, a free second look, refusals that are told."""

import json
from datetime import timedelta

import pytest

from collectors.errors import NotFoundError, UnavailableError
from collectors.github_access import GitHubAccess
from collectors.github_members import Members, members
from demo.github import Fault, GitHub, Kind
from ledger.drafts import ActorDraft, Signal, SignalKind, Standing
from tests.collectors.github_reader import NOW

OURS = (Signal(SignalKind.GITHUB_ORG, "lantern"),)


def _read(access: GitHubAccess, cursor: str | None = None, later: int = 0) -> Members:
    now = NOW + timedelta(days=later)
    found = members(access, "Lantern", cursor, now=now, sleep=lambda _: None, stop=lambda: False)
    assert found is not None
    return found


def test_every_page_of_members_becomes_evidence(github: GitHub, access: GitHubAccess) -> None:
    people = [github.hub.account(f"colleague{n}") for n in range(230)]
    robot = github.hub.account("lantern-robot[bot]")
    github.hub.join("lantern", *people, robot)
    found = _read(access).people
    assert found is not None
    assert found[:230] == tuple(
        ActorDraft("github", str(one.id), one.login, signals=OURS) for one in people
    )
    assert (found[230].handle, found[230].standing) == ("lantern-robot[bot]", Standing.BOT)
    assert github.requests == {"members": 3}


def test_an_unchanged_list_costs_nothing_and_a_changed_one_comes_whole(
    github: GitHub, access: GitHubAccess
) -> None:
    ada, bob = github.hub.account("ada"), github.hub.account("bob")
    github.hub.join("lantern", ada)
    first = _read(access)
    spent = github.counted
    second = _read(access, first.cursor, later=1)
    assert (second.people, github.counted) == (None, spent)
    assert json.loads(second.cursor)["read_at"].startswith("2026-07-11")
    github.hub.join("lantern", bob)
    third = _read(access, second.cursor, later=2)
    assert third.people is not None
    assert [person.handle for person in third.people] == ["ada", "bob"]


def test_a_list_that_is_not_there_or_not_whole_is_told(
    github: GitHub, access: GitHubAccess
) -> None:
    with pytest.raises(NotFoundError, match="GitHub members of Lantern: GitHub answered 404"):
        _read(access)
    github.hub.join("lantern", github.hub.account("ada"))
    # No type stops GitHub from sending what is no text.
    github.hub.members["lantern"][0].login = 7  # type: ignore[assignment]
    with pytest.raises(UnavailableError, match="an entry cannot be read"):
        _read(access)


def test_a_broken_answer_is_asked_for_again(github: GitHub, access: GitHubAccess) -> None:
    github.hub.join("lantern", github.hub.account("ada"))
    github.faults.next("members", Fault(Kind.CUT_JSON))
    people = _read(access).people
    assert people is not None and len(people) == 1
    assert github.requests == {"members": 2}


def test_a_stop_tells_nothing(github: GitHub, access: GitHubAccess) -> None:
    stopped = members(access, "lantern", None, now=NOW, sleep=lambda _: None, stop=lambda: True)
    assert stopped is None
    assert github.requests == {}
