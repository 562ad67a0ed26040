"""Edits of a rules file that make news although nobody did anything: they tell of nobody."""

import re
from pathlib import Path

import pytest

from ledger import notices
from ledger.engine import Ledger
from scoring.rules import read_rules
from tests.scoring.judging import ACME, Judging, day, uncapped

STAY = 30  # points of one day count on so many days


@pytest.fixture
def story(ledger: Ledger, tmp_path: Path) -> Judging:
    return Judging(ledger, uncapped(tmp_path))


def edited(story: Judging, folder: Path, pattern: str, by: str) -> Judging:
    """The same ledger under rules of which some words are others."""
    text = (folder / "uncapped.toml").read_text(encoding="utf-8")
    other = re.sub(rf"(?m)^{pattern}", by, text)
    assert other != text
    (folder / "edited.toml").write_text(other, "utf-8")
    return Judging(story.ledger, read_rules(folder / "edited.toml"))


def oql3(number: int, domain: str = ACME) -> str:
    return f"oql3:{domain}:{day(number).isoformat()}"


LOWER_LEVEL = ('level = "OQL3"', 'level = "OQL2"')
LONGER_NEWS = ("news_days = 7", "news_days = 30")


@pytest.mark.parametrize(("edit", "points"), [(LOWER_LEVEL, 45), (LONGER_NEWS, 75)])
def test_an_edit_of_announcing_tells_of_nobody_who_was_there(
    story: Judging, tmp_path: Path, edit: tuple[str, str], points: int
) -> None:
    story.earn(0, points)
    story.judge_all((20, 21))
    anew = edited(story, tmp_path, *edit)
    assert anew.rules.version == story.rules.version
    anew.judge_all((21, 22, 23))
    assert anew.told() == []
    anew.earn(STAY + 30, points)
    anew.judge_all((STAY + 29, STAY + 30))
    assert anew.told() == [oql3(STAY + 30)]


def test_what_was_earned_until_such_an_edit_is_told_as_before(
    story: Judging, tmp_path: Path
) -> None:
    story.earn(18, 45, "bolt.example", "bo")
    story.earn(19, 15)
    story.judge_all((19, 20))
    story.earn(21, 60)
    anew = edited(story, tmp_path, *LOWER_LEVEL)
    anew.judge_all((21, 22))
    assert anew.told() == [oql3(21)]


def test_a_fall_until_such_an_edit_is_told_as_before(story: Judging, tmp_path: Path) -> None:
    story.earn(0, 75)
    story.earn(10, 45)
    story.judge_all((0, STAY - 1))
    anew = edited(story, tmp_path, *LOWER_LEVEL)
    assert anew.judge_all((STAY,)) == [(STAY, 3, 2)]
    with anew.ledger.read() as session:
        assert [one.key for one in notices.with_prefix(session, "cold:")] == [
            f"cold:{ACME}:{day(STAY).isoformat()}"
        ]


def test_a_guess_that_other_rules_lift_is_told_when_a_human_confirms_it(
    story: Judging, tmp_path: Path
) -> None:
    story.earn(0, 60, confidence=60)
    story.judge_all((0, 1))
    anew = edited(story, tmp_path, "download = 5$", "download = 10")
    assert anew.judge_all((2,)) == [(2, 2, 3)]
    assert anew.told() == []
    anew.link(3, ACME)
    anew.judge_all((3, 4))
    assert anew.told() == [oql3(0)]
