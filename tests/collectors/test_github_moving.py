"""A list that moves while it is read, and between two readings: nothing is missed."""

from datetime import timedelta

import pytest

from demo.github import GitHub, Hub
from demo.github.state import utc_now
from tests.collectors.github_reader import Reader


def test_what_arrives_while_being_read_is_read(small: Reader, github: GitHub) -> None:
    repository = github.hub.repository(small.repo)
    author = github.hub.account("newcomer")

    def arrive(page: int) -> None:
        if page <= 6:
            repository.open(f"New {page}", author)

    small.read(between=arrive)
    small.read()  # for what came after the last answer

    assert len(small.drafts) > 253
    assert small.drafts.keys() == {f"issue:{item.id}" for item in repository.items.values()}


def test_what_is_updated_while_being_read_is_seen_updated(small: Reader, github: GitHub) -> None:
    repository = github.hub.repository(small.repo)

    def edit(page: int) -> None:
        if page <= 3:
            for number in (page, 100 + page, 200 + page):
                repository.touch(number, title=f"Edited {page}")

    small.read(between=edit)

    titles = {draft.title for draft in small.drafts.values() if draft.title.startswith("Edited")}
    assert len(small.drafts) == 250
    assert titles == {"Edited 1", "Edited 2", "Edited 3"}


def test_an_old_issue_transferred_behind_the_reader_is_read(small: Reader, github: GitHub) -> None:
    clock = _Clock(github.hub)
    here, there = github.hub.repository(small.repo), github.hub.repository("lantern/wick")
    long_ago = min(item.created_at for item in here.items.values()) - timedelta(days=9)
    moved = there.open("Moves", github.hub.account("mover"), at=long_ago)

    def transfer(page: int) -> None:
        clock.forward(minutes=10)
        if page == 1:
            there.transfer(moved.number, here)
        if page == 2:  # an update later than the transfer is seen before the backfill ends
            here.touch(250)

    small.read(between=transfer)

    assert f"issue:{moved.id}" in small.drafts
    assert len(small.drafts) == 251


def test_updates_that_become_visible_late_are_read(small: Reader, github: GitHub) -> None:
    small.read()
    repository, author = github.hub.repository(small.repo), github.hub.account("newcomer")
    seen_at = utc_now() + timedelta(minutes=10)
    repository.open("Visible at once", author, at=seen_at)
    small.read()

    late = repository.open("Visible late", author, at=seen_at - timedelta(seconds=40))
    small.read()

    assert f"issue:{late.id}" in small.drafts


@pytest.mark.parametrize("touched", [99, 100, 101, 200, 220])
def test_a_mass_edit_hides_nothing_behind_an_etag(
    small: Reader, github: GitHub, touched: int
) -> None:
    """A page full to its end keeps its ETag when something comes after it."""
    small.read()
    repository = github.hub.repository(small.repo)
    moment = utc_now() + timedelta(minutes=5)
    for number in range(1, touched + 1):
        repository.touch(number, at=moment)
    small.read()

    fresh = repository.open("After the mass edit", github.hub.account("newcomer"), at=moment)
    small.read()

    assert f"issue:{fresh.id}" in small.drafts


class _Clock:
    """Moves a hub's clock by hand."""

    def __init__(self, hub: Hub) -> None:
        self._now = utc_now()
        hub.clock = lambda: self._now

    def forward(self, **by: float) -> None:
        self._now += timedelta(**by)
