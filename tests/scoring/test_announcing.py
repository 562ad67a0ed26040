"""When a rise to OQL3 is told: once a stay, as news, and only of a company that is certain."""

from pathlib import Path

import pytest

from ledger.engine import Ledger
from tests.scoring.judging import ACME, Judging, day, uncapped

STAY = 30  # points of one day count on so many days


@pytest.fixture
def story(ledger: Ledger, tmp_path: Path) -> Judging:
    return Judging(ledger, uncapped(tmp_path))


def oql3(number: int) -> str:
    return f"oql3:{ACME}:{day(number).isoformat()}"


def test_a_stay_is_told_once(story: Judging) -> None:
    story.earn(0, 75)
    story.earn(20, 75)
    story.judge_all(range(60))
    assert story.told() == [oql3(0)]


@pytest.mark.parametrize("days_of_judging", [1, 5])
@pytest.mark.parametrize(("below", "told"), [(1, 1), (13, 1), (14, 2), (40, 2)])
def test_again_only_after_14_days_below(
    story: Judging, below: int, told: int, days_of_judging: int
) -> None:
    story.earn(0, 75)
    story.earn(STAY + below, 75)
    story.judge_all(range(0, STAY + below + 10, days_of_judging))
    assert story.told() == [oql3(0), oql3(STAY + below)][:told]


@pytest.mark.parametrize("late", [9, 3, -10, -19])
def test_late_data_that_moves_the_first_day_tells_nothing_twice(story: Judging, late: int) -> None:
    story.earn(10, 75)
    story.judge(10)
    story.earn(late, 75)
    story.judge_all(range(11, 30))
    assert story.told() == [oql3(10)]


@pytest.mark.parametrize("number", [19, 21, 26])
def test_a_correction_that_moves_the_first_day_tells_nothing_twice(
    story: Judging, number: int
) -> None:
    """Nobody has heard of a fall, so nobody wants to hear of a rise."""
    story.earn(0, 75)
    story.earn(18, 75, who="grace")
    story.judge_all(range(number))
    story.link(number, None)
    story.judge_all(range(number, 40))
    assert story.told() == [oql3(0)]


def test_a_fall_of_a_day_by_correction_is_no_fall(story: Judging) -> None:
    story.earn(0, 75)
    story.judge(0)
    story.link(1, None)
    assert story.judge_all((1,)) == [(1, 3, -1)]
    story.earn(2, 75, who="grace")
    assert story.judge_all((2,)) == [(2, -1, 3)]
    assert story.told() == [oql3(0)]


def test_a_fall_that_nobody_judged_is_a_fall(story: Judging) -> None:
    """The service was away, so that the record has no word of it; the activities have."""
    story.earn(0, 75)
    story.judge_all(range(STAY))
    story.earn(50, 75)
    story.judge(60)
    assert story.told() == [oql3(0), oql3(50)]


@pytest.mark.parametrize(("ago", "told"), [(0, True), (7, True), (8, False), (20, False)])
def test_history_that_is_filled_in_tells_nothing(story: Judging, ago: int, told: bool) -> None:
    story.earn(40 - ago, 75)
    assert story.judge_all((40, 41)) == [(40, 0, 3)]
    assert bool(story.told()) is told


@pytest.mark.parametrize(("last_judged", "told"), [(19, True), (20, False), (39, False)])
def test_news_is_what_began_since_the_last_time(
    story: Judging, last_judged: int, told: bool
) -> None:
    story.judge(last_judged)
    story.earn(20, 75)
    story.judge(40)
    assert bool(story.told()) is told


@pytest.mark.parametrize(("confidence", "told"), [(50, False), (79, False), (80, True)])
def test_a_guess_is_listed_and_not_told(story: Judging, confidence: int, told: bool) -> None:
    story.earn(0, 75, confidence=confidence)
    assert story.judge_all((0, 1)) == [(0, 0, 3)]
    assert story.assess(1)[ACME].verified is told
    assert bool(story.told()) is told


@pytest.mark.parametrize(("number", "told"), [(3, True), (7, True), (8, False)])
def test_a_guess_that_a_human_confirms_is_told_while_it_is_news(
    story: Judging, number: int, told: bool
) -> None:
    story.earn(0, 75, confidence=60)
    story.judge_all(range(number))
    story.link(number, ACME)
    story.judge_all((number, number + 1))
    assert bool(story.told()) is told


def test_a_guess_after_a_stay_that_was_told_is_told_when_it_is_confirmed(story: Judging) -> None:
    story.earn(0, 75)
    story.judge_all(range(60))
    story.earn(60, 75, who="grace", confidence=60)
    story.link(60, None)
    story.judge_all((60, 61))
    assert story.told() == [oql3(0)]
    story.link(62, ACME, who="grace")
    story.judge_all((62, 63))
    assert story.told() == [oql3(0), oql3(60)]


@pytest.mark.parametrize(("today", "told"), [(10, 1), (17, 1), (18, 0), (200, 0)])
def test_judging_days_of_long_ago_announces_nothing(story: Judging, today: int, told: int) -> None:
    story.earn(10, 75)
    assert story.judge(10, today).stored
    assert len(story.told()) == told
