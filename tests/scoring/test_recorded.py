"""Recorded level changes keep the names of the rules that made them, however many there are now."""

from dataclasses import replace
from pathlib import Path

import pytest

from ledger import companies, meta
from ledger.engine import Ledger
from scoring.rescore import Step, level_label, level_named, steps
from scoring.rescore.recorded import KEPT
from scoring.rules import Rules, read_rules
from scoring.standing import FORMER_CODE
from tests.scoring.judging import ACME, Judging, day, uncapped

FOURTH = '[[levels]]\nname = "Champion"\nfrom = 100\nmeaning = "everywhere"\n\n# --- Announcing'


def four_levels(folder: Path) -> Rules:
    """The rules without caps, with a level above OQL3."""
    uncapped(folder)
    text = (folder / "uncapped.toml").read_text(encoding="utf-8")
    other = text.replace("# --- Announcing", FOURTH, 1)
    assert other != text
    (folder / "four.toml").write_text(other)
    return read_rules(folder / "four.toml")


@pytest.fixture
def was_champion(ledger: Ledger, tmp_path: Path) -> Judging:
    """Once a Champion by four levels, OQL3 by the three that are in force since."""
    before = Judging(ledger, four_levels(tmp_path))
    before.earn(0, 75)
    before.judge(0)
    before.earn(1, 50)
    before.judge(1)
    now = replace(before, rules=uncapped(tmp_path))
    now.judge(2)
    return now


def recorded(story: Judging, until: int = 99) -> list[Step]:
    with story.ledger.read() as session:
        [company] = companies.find(session, ACME)
        return list(steps(session, story.rules, company.id, day(until)))


def test_names_are_those_of_the_rules_that_recorded(was_champion: Judging) -> None:
    assert [(one.day, one.was, one.level) for one in recorded(was_champion)] == [
        (day(0), "none", "OQL3"),
        (day(1), "OQL3", "Champion"),
        (day(2), "Champion", "OQL3"),
    ]
    assert [one.points for one in recorded(was_champion)] == [7_500, 12_500, 12_500]
    assert len(recorded(was_champion, until=1)) == 2


def test_a_number_stands_for_a_name_that_nobody_kept(was_champion: Judging) -> None:
    with was_champion.ledger.write() as session:
        meta.put(session, KEPT, "{}")
    assert [one.level for one in recorded(was_champion)] == ["OQL3", "level 4", "OQL3"]
    assert level_label(was_champion.rules, 4) == "level 4"


@pytest.mark.parametrize(
    ("code", "name"),
    [(FORMER_CODE, "OQL0"), (0, "none"), (3, "OQL3"), (4, "Champion"), (5, "level 5")],
)
def test_a_level_that_was_kept_without_its_rules(
    was_champion: Judging, code: int, name: str
) -> None:
    with was_champion.ledger.read() as session:
        assert level_named(session, was_champion.rules, code) == name
