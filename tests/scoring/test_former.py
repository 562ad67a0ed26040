"""Why a company is OQL0: cold, a match that is not certain, or a level that other rules gave."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from ledger.engine import Ledger
from scoring.rules import Rules, read_rules
from tests.scoring.judging import ACME, Judging, uncapped


@pytest.fixture
def story(ledger: Ledger, tmp_path: Path) -> Judging:
    return Judging(ledger, uncapped(tmp_path))


def stricter(folder: Path) -> Rules:
    """The same rules, and OQL1 only above 20 points."""
    text = (folder / "uncapped.toml").read_text(encoding="utf-8")
    other = re.sub(r"(?m)^above = 10$", "above = 20", text)
    assert other != text
    (folder / "stricter.toml").write_text(other)
    return read_rules(folder / "stricter.toml")


@pytest.mark.parametrize(("confidence", "note"), [(95, "by other rules"), (60, "unverified")])
def test_stricter_rules_doubt_no_certain_match(
    story: Judging, tmp_path: Path, confidence: int, note: str
) -> None:
    story.earn(0, 15, confidence=confidence)
    story.judge(0)
    now = replace(story, rules=stricter(tmp_path))
    now.judge(1)
    one = now.assess(1)[ACME]
    assert (one.level, one.note, one.verified) == ("OQL0", note, confidence >= 80)


def test_a_match_that_was_taken_back_in_part_is_unverified_whoever_is_certain(
    story: Judging,
) -> None:
    story.earn(0, 15)
    story.earn(0, 5, who="bo")
    story.judge(0)
    story.link(1, None)
    story.judge(1)
    one = story.assess(1)[ACME]
    assert (one.level, one.note, one.verified) == ("OQL0", "unverified", True)


def test_what_grew_cold_is_cold_under_any_rules(story: Judging, tmp_path: Path) -> None:
    story.earn(0, 25)
    story.judge_all((0, 30))
    now = replace(story, rules=stricter(tmp_path))
    now.judge(31)
    assert now.assess(31)[ACME].note == "cold"
