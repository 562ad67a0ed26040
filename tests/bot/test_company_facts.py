"""A company's facts: its recorded levels, the latest of them, and how many came before."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.dql.facts import referral_facts
from bot.oql.facts import LATEST, Facts, card_facts
from bot.services import Services
from ledger import companies, referrals
from ledger.engine import Ledger
from ledger.tables_desk import Referral
from scoring.rescore import card
from scoring.rules import Rules, read_rules
from tests.scoring.judging import ACME, Judging, day, noon, uncapped


def judged_by_turns(ledger: Ledger, folder: Path, times: int) -> Judging:
    """Judged by rules that call OQL1 so, and by others that call it Fan: a change each time."""
    usual = Judging(ledger, uncapped(folder))
    usual.earn(0, 15)
    text = (folder / "uncapped.toml").read_text("utf-8")
    other = text.replace('name = "OQL1"\nabove = 10', 'name = "Fan"\nabove = 20')
    assert other != text
    (folder / "other.toml").write_text(other, "utf-8")
    rules: tuple[Rules, ...] = (usual.rules, read_rules(folder / "other.toml"))
    for number in range(times):
        replace(usual, rules=rules[number % 2]).judge(number)
    return replace(usual, rules=rules[(times - 1) % 2])


def told(story: Judging, number: int) -> Facts:
    with story.ledger.read() as session:
        [company] = companies.find(session, ACME)
        found = card(session, story.rules, company.id, day(number))
        assert found is not None
        return card_facts(session, story.rules, found, day(number))


@pytest.mark.parametrize(("times", "earlier"), [(3, 0), (LATEST, 0), (LATEST + 4, 4)])
def test_the_latest_levels_are_named_as_recorded_and_older_ones_counted(
    ledger: Ledger, tmp_path: Path, times: int, earlier: int
) -> None:
    story = judged_by_turns(ledger, tmp_path, times)
    facts = told(story, times)
    names = [line.split()[0] for line in facts["history"]]
    assert names == [("OQL1", "OQL0")[number % 2] for number in range(earlier, times)]
    assert facts["earlier"] == earlier


def test_what_was_recorded_after_the_day_is_not_told(ledger: Ledger, tmp_path: Path) -> None:
    story = judged_by_turns(ledger, tmp_path, 3)
    assert len(told(story, 0)["history"]) == 1


def test_a_referral_keeps_a_level_that_is_no_more(services: Services) -> None:
    """A view of it is drawn whenever somebody takes a step."""
    kept = Referral(
        request_key="1",
        team="sales",
        person_name="Ada",
        why="asked",
        origin="booth",
        referrer="U1",
        level=9,
        points=0,
        made_at=noon(0),
    )
    with services.ledger.write() as session:
        made, _ = referrals.make(session, kept)
        assert referral_facts(session, services.rules, made)["level"] == "level 9"
