"""The digest after other rules were adopted: a line on how many moved, and no news of each."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.digests import facts as digest
from bot.services import Services
from bot.views.days import written
from bot.views.digest import digest as view
from bot.views.plain import as_text
from scoring.rules import read_rules
from tests.bot.looked_back import lower_rules, three_companies
from tests.scoring.judging import Judging, day

ADOPTED = 12  # a Saturday; the companies had their points a week before
Facts = Callable[[date], digest.Facts]


@pytest.fixture
def story(services: Services, tmp_path: Path) -> Judging:
    return three_companies(services.ledger, tmp_path)


@pytest.fixture
def facts(services: Services, tmp_path: Path) -> Facts:
    def of(until: date) -> digest.Facts:
        judged_by = replace(services, rules=read_rules(tmp_path / "lower.toml"))
        with services.ledger.read() as session:
            return digest.digest_facts(session, judged_by, until)

    return of


@pytest.fixture
def adopted(story: Judging, tmp_path: Path) -> Judging:
    """Judged day by day, from a day on by lower levels."""
    story.judge_all((5, 6, 10, 11))
    now = replace(story, rules=read_rules(lower_rules(tmp_path)))
    now.judge_all((ADOPTED, ADOPTED + 1))
    return now


def test_new_rules_are_a_line_and_bring_nobody_to_light(adopted: Judging, facts: Facts) -> None:
    told = facts(day(ADOPTED + 2))
    assert told["by_new_rules"] == [{"day": day(ADOPTED).isoformat(), "companies": 1}]
    assert told["noticed"] == []
    line = f"1 company changed level by new rules on {written(day(ADOPTED))}."
    assert line in as_text(view(told))


def test_late_data_after_them_comes_to_light(adopted: Judging, facts: Facts) -> None:
    adopted.earn(2, 45, "dot.example", "di")
    adopted.judge(ADOPTED + 1)
    told = facts(day(ADOPTED + 2))
    assert [one["name"] for one in told["noticed"]] == ["Dot"]
    assert [one["companies"] for one in told["by_new_rules"]] == [1]


def test_it_is_told_in_its_week_alone(adopted: Judging, facts: Facts) -> None:
    for until in (day(ADOPTED), day(ADOPTED) + timedelta(days=9)):
        assert facts(until)["by_new_rules"] == []


def test_the_rules_that_came_first_moved_nobody(story: Judging, services: Services) -> None:
    story.judge(12)
    with story.ledger.read() as session:
        told = digest.digest_facts(session, replace(services, rules=story.rules), day(14))
    assert told["by_new_rules"] == []
    assert told["noticed"] or told["new"]
