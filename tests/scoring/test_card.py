"""One company's card: every activity's share, the way up, what moved, 90 days of history."""

from pathlib import Path

import pytest

from ledger import companies
from ledger.engine import Ledger
from scoring.rescore import Card, Share, board, card, shares, top, why
from scoring.rules import Rules, read_rules
from tests.scoring.judging import ACME, Judging, day, noon, uncapped

GLOBEX = "globex.example"


@pytest.fixture
def story(ledger: Ledger, rules: Rules) -> Judging:
    return Judging(ledger, rules)


def card_of(story: Judging, number: int, domain: str = ACME) -> Card | None:
    with story.ledger.read() as session:
        [company] = companies.find(session, domain)
        return card(session, story.rules, company.id, day(number))


def shares_of(story: Judging, number: int) -> tuple[Share, ...]:
    with story.ledger.read() as session:
        [company] = companies.find(session, ACME)
        told = shares(session, story.rules, company.id, day(number))
        credits = why(session, story.rules, company.id, day(number))
    assert sum(one.credited for one in told) == sum(one.credited for one in credits)
    return told


def test_each_activity_has_its_share_and_the_cap_that_cut_it(story: Judging) -> None:
    for who in ("ada", "grace", "linus"):
        story.earn(3, 5, who=who)
    story.earn(4, 10, kind="star")
    told = [(one.kind, one.at, one.raw, one.credited, one.cut) for one in shares_of(story, 5)]
    assert told == [
        ("download", noon(3), 500, 500, None),
        ("download", noon(3), 500, 500, None),
        ("download", noon(3), 500, 0, "day"),
    ]


def test_activities_that_were_stripped_are_told_by_kind(story: Judging, ledger: Ledger) -> None:
    story.earn(3, 15)
    with ledger.write() as session:
        session.connection().exec_driver_sql("DELETE FROM activity")
    [one] = shares_of(story, 5)
    assert (one.kind, one.at, one.count, one.raw, one.credited) == ("download", None, 3, 1500, 1000)


def test_the_way_up_and_what_moved(story: Judging) -> None:
    story.earn(0, 10)
    story.earn(12, 5, kind="issue")
    found = card_of(story, 14)
    assert found is not None
    assert found.way is not None
    assert (found.way.level, found.way.points, found.way.gates) == ("OQL2", 2800, ())
    assert found.moves == (("community", 200),)
    assert found.scores[-15:] == (1000,) * 12 + (1200,) * 3
    assert found.levels[-15:] == (0,) * 12 + (1,) * 3
    assert (len(found.scores), set(found.scores[:-15])) == (90, {0})


def test_who_is_at_the_highest_level_has_no_way_up(ledger: Ledger, tmp_path: Path) -> None:
    story = Judging(ledger, uncapped(tmp_path))
    story.earn(0, 75)
    found = card_of(story, 0)
    assert found is not None
    assert found.way is None


def test_a_company_that_is_not_listed_has_no_card(story: Judging) -> None:
    story.earn(0, 5)
    assert card_of(story, 89) is not None
    assert card_of(story, 90) is None


def test_the_top_are_the_first_of_the_list(ledger: Ledger, tmp_path: Path) -> None:
    story = Judging(ledger, uncapped(tmp_path))
    for number, domain in enumerate((ACME, GLOBEX, "initech.example", "hooli.example")):
        story.earn(0, 5 if number < 3 else 50, domain, who=f"p{number}")
    story.earn(0, 5, "silent.example", who="q", kind="star")
    listed = list(story.assess(0).values())
    with ledger.read() as session:
        for most in (1, 2, 3, 4, 9):
            assert top(session, story.rules, day(0), most) == tuple(listed[: min(most, 4)])
        found = board(session, story.rules, day(0))
    assert sorted(found.totals(30).tolist()) == [0, 500, 500, 500, 5000]
    assert found.active.all()
    assert story.assess(0)["hooli.example"].last_activity == day(0)


def test_each_gate_is_named_with_its_figure(ledger: Ledger) -> None:
    signals = Judging(ledger, read_rules("signals"))
    for number in (0, 5):
        signals.earn(number, 5)
    found = card_of(signals, 6)
    assert found is not None
    answers = {(one.scope, one.need): one for one in found.one.gates}
    told = answers["downloads", "count >= 2"]
    assert (told.level, told.figure, told.holds) == ("OQL1", 2, True)
    assert found.way is not None
    assert found.way.gates == tuple(
        one for one in found.one.gates if one.level == "OQL1" and not one.holds
    )
    assert found.way.gates
