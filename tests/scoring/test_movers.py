"""Lists of companies: who belongs into each, in which order, on any day."""

from pathlib import Path

import pytest

from ledger import companies
from ledger.engine import Ledger
from scoring.rescore import Mover, Ranking, movers, ranked
from tests.scoring.judging import Judging, day, uncapped

TODAY = 120


@pytest.fixture
def story(ledger: Ledger, tmp_path: Path) -> Judging:
    """Eight companies; points are uncapped, OQL1 begins above 10 of 30 days."""
    found = Judging(ledger, uncapped(tmp_path))
    deeds = {
        "steady.example": [(TODAY - 20, 15)],
        "grown.example": [(TODAY - 20, 15), (TODAY - 1, 30)],
        "risen.example": [(TODAY - 20, 5), (TODAY - 3, 10)],
        "fallen.example": [(TODAY - 33, 40), (TODAY - 2, 5)],
        "gone.example": [(TODAY - 60, 70)],
        "fresh.example": [(TODAY, 5)],
        "back.example": [(TODAY - 97, 20), (TODAY - 6, 5)],
        "past.example": [(TODAY - 119, 50)],
    }
    for domain, earned in deeds.items():
        for number, points in earned:
            found.earn(number, points, domain, who=f"one of {domain}")
    return found


def listed(story: Judging, by: Ranking, at: int = TODAY) -> list[Mover]:
    with story.ledger.read() as session:
        found = ranked(session, story.rules, day(at), by)
        return list(movers(session, story.rules, day(at), found))


LISTS = [
    (
        Ranking.TOP,
        ["grown 45", "steady 15", "risen 15", "fallen 5", "fresh 5", "back 5"],
    ),
    (Ranking.NEW, ["risen 15", "fresh 5", "back 5"]),
    (Ranking.RISING, ["grown 45", "risen 15", "fresh 5", "back 5"]),
    (Ranking.FALLING, ["fallen 5"]),
    (Ranking.QUIET, ["gone 0", "steady 15"]),
]


@pytest.mark.parametrize(("by", "expected"), LISTS)
def test_who_is_in_which_list(story: Judging, by: Ranking, expected: list[str]) -> None:
    told = [f"{one.one.name.lower()} {one.one.score(30) // 100}" for one in listed(story, by)]
    assert told == expected


def test_points_a_week_ago_are_beside_them(story: Judging) -> None:
    before = {one.one.key: one.before for one in listed(story, Ranking.TOP)}
    assert before == {
        "grown.example": 1_500,
        "steady.example": 1_500,
        "risen.example": 500,
        "fallen.example": 4_000,
        "fresh.example": 0,
        "back.example": 0,
    }


@pytest.mark.parametrize(
    ("at", "is_new"), [(TODAY - 1, False), (TODAY, True), (TODAY + 6, True), (TODAY + 7, False)]
)
def test_who_came_is_new_for_seven_days(story: Judging, at: int, is_new: bool) -> None:
    keys = [one.one.key for one in listed(story, Ranking.NEW, at)]
    assert ("fresh.example" in keys) == is_new


@pytest.mark.parametrize(
    ("at", "is_quiet"),
    [(TODAY - 7, False), (TODAY - 6, True), (TODAY + 69, True), (TODAY + 70, False)],
)
def test_who_is_silent_for_two_weeks_is_quiet_while_points_last(
    story: Judging, at: int, is_quiet: bool
) -> None:
    """Silent since the 100th day; 90 days of points hold that day up to the 189th."""
    keys = [one.one.key for one in listed(story, Ranking.QUIET, at)]
    assert ("steady.example" in keys) == is_quiet


def test_after_less_than_ninety_days_nobody_comes_anew(story: Judging) -> None:
    story.earn(TODAY - 30, 5, "back.example", who="one of back.example")
    assert "back.example" not in [one.one.key for one in listed(story, Ranking.NEW)]


def test_pages_hold_everybody_once(story: Judging) -> None:
    with story.ledger.read() as session:
        found = ranked(session, story.rules, day(TODAY), Ranking.TOP)
        pages = [
            movers(session, story.rules, day(TODAY), found, slice(at, at + 2)) for at in (0, 2, 4)
        ]
        names = [one.one.company_id for page in pages for one in page]
    assert names == list(found.ids)
    assert len(set(names)) == 6


@pytest.mark.parametrize("by", Ranking)
def test_an_empty_ledger_lists_nobody(ledger: Ledger, tmp_path: Path, by: Ranking) -> None:
    assert listed(Judging(ledger, uncapped(tmp_path)), by) == []


def test_a_company_that_was_left_out_is_in_no_list(story: Judging) -> None:
    with story.ledger.write() as session:
        [grown] = companies.find(session, "grown.example")
        grown.ignored = True
    assert "grown.example" not in [one.one.key for one in listed(story, Ranking.TOP)]
