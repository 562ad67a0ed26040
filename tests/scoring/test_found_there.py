"""Companies that stood at OQL3 before anybody judged: no news, and warned of when they fall."""

from pathlib import Path

import pytest

from ledger import companies, notices
from ledger.engine import Ledger
from tests.scoring.judging import ACME, Judging, day, uncapped

SET_UP = 60
EARNED = (0, 25, 50, 75, 100)  # days; points of one count for 30 days, so the fall is on day 130


@pytest.fixture
def story(ledger: Ledger, tmp_path: Path) -> Judging:
    return Judging(ledger, uncapped(tmp_path))


def told(story: Judging) -> list[tuple[str, str]]:
    """What was queued, by kind and company."""
    with story.ledger.read() as session:
        found = [*notices.with_prefix(session, "oql3:"), *notices.with_prefix(session, "cold:")]
        return [(one.kind, one.facts["company"]) for one in found]


def announced_for(story: Judging) -> object:
    with story.ledger.read() as session:
        [company] = companies.find(session, ACME)
        return company.announced_for


@pytest.mark.parametrize(("confidence", "warned"), [(95, [("cold", ACME)]), (60, [])])
def test_a_company_that_was_there_is_warned_of_if_it_is_certain(
    story: Judging, confidence: int, warned: list[tuple[str, str]]
) -> None:
    for number in EARNED:
        story.earn(number, 75, confidence=confidence)
    story.judge_all((*range(SET_UP, SET_UP + 10), 129))
    assert told(story) == []
    story.judge_all((130, 131))
    assert told(story) == warned


def test_one_whose_rise_was_news_then_keeps_its_day(story: Judging) -> None:
    story.earn(SET_UP - 3, 75)
    story.judge(SET_UP)
    assert (told(story), announced_for(story)) == ([("oql3", ACME)], day(SET_UP - 3))


def test_a_guess_that_is_confirmed_soon_after_is_news_still(story: Judging) -> None:
    story.earn(SET_UP, 75, confidence=60)
    story.judge(SET_UP)
    assert announced_for(story) is None
    story.link(SET_UP + 1, ACME)
    story.judge(SET_UP + 1)
    assert told(story) == [("oql3", ACME)]


def test_whoever_comes_later_is_not_taken_as_told(story: Judging) -> None:
    story.judge(SET_UP)
    story.earn(SET_UP - 20, 75)
    story.judge(SET_UP + 1)
    assert (told(story), announced_for(story)) == ([], None)
