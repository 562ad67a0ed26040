"""Companies that people merged, succeeded, confirmed or rejected, as judging sees them."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from ledger import corrections, levels, notices, referrals
from ledger.corrections import By
from ledger.engine import Ledger
from ledger.tables import Company, Correction
from ledger.tables_desk import Referral
from ledger.types import day_number
from scoring.rescore import Card, card, facts, shares, why
from scoring.rescore.looking_back import compare
from tests.scoring.judging import ACME, Judging, day, noon, uncapped

GLOBEX, INITECH = "globex.example", "initech.example"
FORMER = -1


@pytest.fixture
def story(ledger: Ledger, tmp_path: Path) -> Judging:
    return Judging(ledger, uncapped(tmp_path))


def company_id(story: Judging, domain: str) -> int:
    with story.ledger.read() as session:
        return session.exec(select(Company.id).where(Company.key == domain)).one()


def say(
    story: Judging, number: int, verb: Callable[..., Correction], domain: str, *more: str | date
) -> int:
    """Dana says something of a company, of others too; returns the number of her word."""
    ids = [company_id(story, one) for one in (domain, *more) if isinstance(one, str)]
    days = [one for one in more if isinstance(one, date)]
    with story.ledger.write() as session:
        named = [session.get_one(Company, one) for one in ids]
        return verb(session, *named, *days, By("U1", "Dana", noon(number))).id


def undo(story: Judging, number: int, said: int) -> None:
    with story.ledger.write() as session:
        corrections.undo(session, said, By("U1", "Dana", noon(number)))


def listed(story: Judging, number: int) -> dict[str, tuple[str, float]]:
    """Level and points of everybody on a day."""
    found = story.assess(number)
    return {key: (one.level, one.score(30) / 100) for key, one in found.items()}


def messages(story: Judging) -> list[str]:
    with story.ledger.read() as session:
        return [
            *(one.key for one in notices.with_prefix(session, "oql3:")),
            *(one.key for one in notices.with_prefix(session, "cold:")),
        ]


def oql3(number: int, domain: str = ACME) -> str:
    return f"oql3:{domain}:{day(number).isoformat()}"


# --- Two that are one -----------------------------------------------------------------------------


@pytest.mark.parametrize(("ago", "told"), [(1, [oql3(29)]), (20, [])], ids=["news", "old"])
@pytest.mark.parametrize("is_undone", [False, True], ids=["unmerged", "undone"])
def test_two_at_oql2_are_one_at_oql3_and_two_again(
    story: Judging, ago: int, told: list[str], is_undone: bool
) -> None:
    story.earn(30 - ago, 45)
    story.earn(30 - ago, 45, GLOBEX, "bo")
    before = {number: story.assess(number) for number in (29, 31, 32, 90)}
    assert [change[1:] for change in story.judge_all((30 - ago, 29))] == [(0, 2), (0, 2)]
    said = say(story, 30, corrections.merge, GLOBEX, ACME)
    found = story.judge(30)
    acme = company_id(story, ACME)
    assert [(one.company_id, one.from_level, one.to_level) for one in found.changes] == [
        (acme, 2, 3)
    ]
    assert found.companies == 1
    assert listed(story, 30) == {ACME: ("OQL3", 90)}
    assert story.assess(30)[ACME].people == 2
    assert messages(story) == told
    if is_undone:
        undo(story, 31, said)
    else:
        say(story, 31, corrections.unmerge, GLOBEX)
    assert [(one.company_id, one.to_level) for one in story.judge(31).changes] == [(acme, 2)]
    assert {number: story.assess(number) for number in before} == before
    assert story.judge_all((32, 33)) == []
    assert messages(story) == told


def test_a_merged_company_is_heard_of_no_more(story: Judging) -> None:
    """Neither when its own people grow cold, nor when nobody is left of them."""
    story.earn(0, 75, GLOBEX, "bo")
    story.earn(0, 15)
    story.judge(0)
    say(story, 1, corrections.merge, GLOBEX, ACME)
    assert story.judge_all((1, 29)) == [(1, 1, 3)]
    with story.ledger.read() as session:
        assert [one.to_level for one in levels.of_company(session, company_id(story, GLOBEX))] == [
            3
        ]
    story.link(30, None, "bo")
    assert story.judge_all((30,)) == [(30, 3, FORMER)]
    assert listed(story, 30) == {ACME: ("OQL0", 0)}


def test_what_was_told_of_either_is_not_told_of_both(story: Judging) -> None:
    story.earn(0, 75)
    story.earn(2, 75, GLOBEX, "bo")
    story.judge_all((0, 1, 2))
    told = [oql3(0), oql3(2, GLOBEX)]
    assert messages(story) == told
    say(story, 3, corrections.merge, ACME, GLOBEX)
    story.judge_all(range(3, 20))
    assert messages(story) == told
    say(story, 20, corrections.unmerge, ACME)
    story.judge_all(range(20, 28))
    assert messages(story) == told


def test_an_unmerge_is_no_fall_to_be_warned_of(story: Judging) -> None:
    story.earn(0, 45)
    story.earn(0, 45, GLOBEX, "bo")
    say(story, 0, corrections.merge, GLOBEX, ACME)
    story.judge_all(range(10))
    say(story, 10, corrections.unmerge, GLOBEX)
    assert story.judge_all((10,)) == [(10, 3, 2), (10, 0, 2)]
    assert messages(story) == [oql3(0)]


def test_a_customer_stays_one_in_the_company_it_is_merged_into(story: Judging) -> None:
    story.earn(0, 25, GLOBEX, "bo")
    story.earn(0, 25)
    with story.ledger.write() as session:
        handed = Referral(
            request_key="1",
            made_at=noon(0),
            person_name="Bo",
            company_id=company_id(story, GLOBEX),
            team="sales",
            why="asked",
            origin="booth",
            referrer="U1",
            level=0,
            points=0,
        )
        made, _ = referrals.make(session, handed)
        for step, came in ((referrals.ACCEPTED, ""), (referrals.OUTCOME, "customer")):
            assert referrals.advance(session, made.id, step, "U2", "Sam", "", noon(0), came)
    say(story, 1, corrections.merge, GLOBEX, ACME)
    story.judge_all((1, 29, 30))
    assert messages(story) == [f"cold:{ACME}:{day(30).isoformat()}"]


# --- One after the other --------------------------------------------------------------------------


def test_before_the_day_the_old_one_earns_and_from_it_on_the_new_one(story: Judging) -> None:
    story.earn(5, 45)
    story.earn(5, 15, GLOBEX, "bo")
    story.judge(5)
    story.earn(12, 45)
    assert listed(story, 12) == {ACME: ("OQL3", 90), GLOBEX: ("OQL1", 15)}
    say(story, 12, corrections.succeed, ACME, GLOBEX, day(10))
    assert listed(story, 9) == {ACME: ("OQL2", 45), GLOBEX: ("OQL1", 15)}
    assert listed(story, 12) == {GLOBEX: ("OQL2", 60), ACME: ("OQL2", 45)}
    assert listed(story, 36) == {GLOBEX: ("OQL2", 45), ACME: ("OQL0", 0)}
    say(story, 13, corrections.succeed, ACME, GLOBEX, day(13))
    assert listed(story, 12) == {ACME: ("OQL3", 90), GLOBEX: ("OQL1", 15)}


@pytest.mark.parametrize(
    ("since", "note", "points"), [(-5, "succeeded", 90), (6, "succeeded", 85), (21, "", 15)]
)
def test_whoever_was_succeeded_before_it_earned_was_not_matched_wrongly(
    story: Judging, since: int, note: str, points: float
) -> None:
    story.earn(5, 5)
    story.earn(10, 45)
    story.earn(11, 15, GLOBEX, "bo")
    story.earn(12, 25)
    story.judge(12)
    say(story, 13, corrections.succeed, ACME, GLOBEX, day(since))
    one = story.assess(13)[ACME]
    assert (one.level, one.note) == ("OQL0" if note else "OQL3", note)
    assert listed(story, 13)[GLOBEX][1] == points


def test_whoever_was_succeeded_and_turned_down_is_unverified(story: Judging) -> None:
    story.earn(5, 45)
    story.earn(5, 15, GLOBEX, "bo")
    story.judge(5)
    say(story, 6, corrections.succeed, ACME, GLOBEX, day(0))
    say(story, 6, corrections.unverify, ACME)
    assert story.assess(6)[ACME].note == "unverified"


def test_whoever_is_acquired_does_not_go_cold(story: Judging) -> None:
    for number in (0, 20):
        story.earn(number, 75)
    story.earn(20, 15, GLOBEX, "bo")
    story.judge_all((0, 20, 40))
    say(story, 41, corrections.succeed, ACME, GLOBEX, day(41))
    assert story.judge_all((49, 50)) == [(50, 3, FORMER), (50, 1, FORMER)]
    assert messages(story) == [oql3(0)]


# --- A person's word on who its people are --------------------------------------------------------


def test_a_rejected_match_is_unverified_and_comes_back_as_it_was(story: Judging) -> None:
    story.earn(0, 75)
    story.judge(0)
    before = story.assess(2)
    say(story, 1, corrections.unverify, ACME)
    assert story.judge_all((1,)) == [(1, 3, FORMER)]
    one = story.assess(1)[ACME]
    assert (one.level, one.note, one.verified, one.people) == ("OQL0", "unverified", False, 0)
    say(story, 2, corrections.verify, ACME)
    assert story.judge_all((2, 3)) == [(2, FORMER, 3)]
    assert story.assess(2) == before
    assert messages(story) == [oql3(0)]


def test_a_rejected_match_that_never_qualified_is_in_no_list(story: Judging) -> None:
    story.earn(0, 5)
    assert listed(story, 0) == {ACME: ("none", 5)}
    say(story, 0, corrections.unverify, ACME)
    found = story.judge(0)
    assert (listed(story, 0), found.companies, found.changes) == ({}, 0, ())


def test_a_confirmed_candidate_counts_for_all_it_did(story: Judging) -> None:
    story.earn(0, 75, confidence=30)
    story.earn(1, 15, INITECH, "kim", confidence=30)
    assert story.judge(1).companies == 0
    say(story, 2, corrections.verify, ACME)
    assert story.judge_all((2,)) == [(2, 0, 3)]
    assert story.assess(2)[ACME].verified
    assert (list(listed(story, 2)), messages(story)) == ([ACME], [oql3(0)])


@pytest.mark.parametrize(("verified_on", "told"), [(3, [oql3(0)]), (7, [oql3(0)]), (8, [])])
def test_a_doubtful_rise_is_told_once_it_is_verified_while_it_is_news(
    story: Judging, verified_on: int, told: list[str]
) -> None:
    story.earn(0, 75, confidence=60)
    story.judge_all(range(verified_on))
    one = story.assess(0)[ACME]
    assert (one.level, one.verified, messages(story)) == ("OQL3", False, [])
    say(story, verified_on, corrections.verify, ACME)
    assert story.judge_all((verified_on, verified_on + 1)) == []
    assert messages(story) == told


@pytest.mark.parametrize("verb", [corrections.unverify, corrections.ignore])
def test_a_merge_makes_nobody_right_who_was_wrong(
    story: Judging, verb: Callable[..., Correction]
) -> None:
    story.earn(0, 45)
    story.earn(0, 45, GLOBEX, "bo")
    say(story, 0, verb, GLOBEX)
    say(story, 0, corrections.merge, GLOBEX, ACME)
    assert listed(story, 0) == {ACME: ("OQL2", 45)}
    say(story, 0, corrections.unmerge, GLOBEX)
    assert listed(story, 0) == {ACME: ("OQL2", 45)}


# --- One answer, wherever it is asked -------------------------------------------------------------


def test_card_reasons_replay_and_messages_agree_on_a_merged_company(
    story: Judging, ledger: Ledger
) -> None:
    story.earn(0, 45)
    story.earn(1, 45, GLOBEX, "bo")
    say(story, 1, corrections.merge, GLOBEX, ACME)
    acme, globex = company_id(story, ACME), company_id(story, GLOBEX)
    with ledger.read() as session:
        told = shares(session, story.rules, acme, day(1))
        credits = why(session, story.rules, acme, day(1))
        found = card(session, story.rules, acme, day(1))
        assert isinstance(found, Card)
        known = facts(session, story.rules, found.one, day(1))
        compared = compare(session, [story.rules], day(0), day(2), [(globex, day(2))])
        assert card(session, story.rules, globex, day(1)) is None
        assert why(session, story.rules, globex, day(1)) == ()
    assert sorted((one.who, one.credited) for one in told) == [("ada", 4500), ("bo", 4500)]
    assert sum(one.credited for one in credits) == found.one.score(30) == 9000
    assert found.scores[-2:] == (4500, 9000)
    assert [one["count"] for one in known["newest"]] == [18]
    [verdict], [flagged] = compared.verdicts, compared.flagged
    assert (compared.counts.ids.tolist(), verdict.level.tolist()) == ([acme], [3])
    assert flagged.tolist() == [day_number(day(1))]
