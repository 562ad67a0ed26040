"""How the base grew: companies by level in a week, and who has most points."""

from pathlib import Path

import pytest

from ledger import companies
from ledger.engine import Ledger
from scoring.rescore import growth
from tests.scoring.judging import Judging, day, uncapped

TODAY = 120


@pytest.fixture
def story(ledger: Ledger, tmp_path: Path) -> Judging:
    """Six companies; points are uncapped, OQL1 begins above 10 of 30 days, OQL2 above 30."""
    found = Judging(ledger, uncapped(tmp_path))
    deeds = {
        "steady.example": [(TODAY - 20, 15)],
        "grown.example": [(TODAY - 20, 15), (TODAY - 1, 30)],
        "risen.example": [(TODAY - 20, 5), (TODAY - 3, 10)],
        "fallen.example": [(TODAY - 33, 40), (TODAY - 2, 5)],
        "gone.example": [(TODAY - 60, 70)],
        "little.example": [(TODAY, 5)],
    }
    for domain, earned in deeds.items():
        for number, points in earned:
            found.earn(number, points, domain, who=f"one of {domain}")
    return found


def test_a_week_and_who_has_most(story: Judging) -> None:
    with story.ledger.read() as session:
        week = growth.week(session, story.rules, day(TODAY), 3)
        names = companies.by_ids(session, week.top)
    assert (week.now, week.before) == ((2, 1, 0), (2, 1, 0))
    assert (week.entered, week.rose, week.fell) == (1, 1, 1)
    assert [names[one].name for one in week.top] == ["Grown", "Steady", "Risen"]


def test_a_ledger_without_companies(ledger: Ledger, tmp_path: Path) -> None:
    with ledger.read() as session:
        week = growth.week(session, uncapped(tmp_path), day(TODAY), 3)
    assert (week.now, week.top) == ((0, 0, 0), ())
