"""Levels are kept as they are found, and a rise to OQL3 is told once."""

from pathlib import Path

import pytest
from sqlmodel import select

from ledger import companies, levels, notices
from ledger.drafts import Standing
from ledger.engine import Ledger
from ledger.tables import Actor, LevelChange
from scoring.rescore import Rescored, assess, level_label, why
from scoring.rules import Rules
from tests.scoring.judging import ACME, Judging, day, noon, uncapped

GLOBEX = "globex.example"
FORMER = -1


@pytest.fixture
def story(ledger: Ledger, tmp_path: Path) -> Judging:
    return Judging(ledger, uncapped(tmp_path))


def rise(story: Judging) -> None:
    """15, 40 and 70 points on the days 0, 5 and 10, each of which leaves after 30 days."""
    for number, points in ((0, 15), (5, 25), (10, 30)):
        story.earn(number, points)


def oql3(number: int, domain: str = ACME) -> str:
    return f"oql3:{domain}:{day(number).isoformat()}"


# --- Levels ---------------------------------------------------------------------------------------


def test_every_change_of_level_is_kept(story: Judging, ledger: Ledger) -> None:
    rise(story)
    changes = story.judge_all(range(45))
    assert changes == [
        (0, 0, 1),
        (5, 1, 2),
        (10, 2, 3),
        (30, 3, 2),
        (35, 2, 1),
        (40, 1, FORMER),
    ]
    with ledger.read() as session:
        [company] = companies.find(session, ACME)
        kept = levels.of_company(session, company.id)
        assert [(one.day, one.from_level, one.to_level) for one in kept] == [
            (day(number), was, became) for number, was, became in changes
        ]
        third = kept[2]
        assert (third.points, third.window_days, third.recorded_at) == (7000, 30, noon(10))
        assert (third.rules_name, third.rules_version) == (story.rules.name, story.rules.version)
        record = levels.recorded(session, day(45))
        assert (record.ids.tolist(), record.level.tolist()) == ([company.id], [FORMER])
        assert [one.day for one in levels.between(session, day(5), day(30))] == [
            day(5),
            day(10),
            day(30),
        ]


def test_a_service_that_was_away_keeps_what_it_finds_then(story: Judging) -> None:
    rise(story)
    assert story.judge_all((7, 32, 60)) == [(7, 0, 2), (60, 2, FORMER)]


def test_the_same_day_twice_changes_nothing(story: Judging, ledger: Ledger) -> None:
    rise(story)
    first = story.judge(10)
    assert len(first.changes) == len(story.told()) == 1
    again = story.judge(10)
    assert first.companies == 1
    assert (again.companies, again.changes, again.stored) == (1, (), True)
    assert story.told() == [oql3(10)]
    with ledger.read() as session:
        assert len(session.exec(select(LevelChange)).all()) == 1


@pytest.mark.parametrize(
    ("number", "today", "stored"), [(9, 14, False), (10, 14, True), (11, 14, True), (15, 14, False)]
)
def test_a_day_before_the_last_or_to_come_is_computed_and_not_kept(
    story: Judging, ledger: Ledger, number: int, today: int, stored: bool
) -> None:
    story.judge(10)
    story.earn(5, 75)
    found = story.judge(number, today)
    assert found.stored is stored
    assert [one.level for one in story.assess(number).values()] == ["OQL3"]
    assert len(found.changes) == stored
    assert bool(story.told()) is stored
    with ledger.read() as session:
        assert len(session.exec(select(LevelChange)).all()) == stored


# --- The list -------------------------------------------------------------------------------------


def test_a_company_on_a_day(story: Judging) -> None:
    rise(story)
    story.earn(10, 5, who="grace")
    story.earn(10, 100, domain=GLOBEX, who="linus")
    assert list(story.assess(10)) == [GLOBEX, ACME]
    one = story.assess(12)[ACME]
    assert (one.level, one.name, one.people, one.verified, one.note) == (
        "OQL3",
        "Acme",
        2,
        True,
        "",
    )
    assert (one.since, one.last_activity) == (day(10), day(10))
    assert {window: one.score(window) for window in (30, 60, 90)} == dict.fromkeys(
        (30, 60, 90), 7500
    )
    assert one.standing.categories["download"] == 7500
    assert story.assess(36)[ACME].score(30) == 3500
    assert story.assess(36)[ACME].score(60) == 7500


@pytest.mark.parametrize(("number", "listed"), [(-1, False), (0, True), (89, True), (90, False)])
def test_who_was_active_in_90_days_is_listed(story: Judging, number: int, listed: bool) -> None:
    story.earn(0, 5)
    found = story.assess(number)
    assert bool(found) is listed
    assert all(one.level == "none" and one.since is None for one in found.values())


@pytest.mark.parametrize("kind", ["star", "carrier_pigeon"])
def test_evidence_without_points_is_listed_with_none(story: Judging, kind: str) -> None:
    story.earn(0, 5, kind=kind)
    one = story.assess(0)[ACME]
    assert (one.level, one.score(30), one.last_activity) == ("none", 0, day(0))
    assert story.judge(0).changes == ()


def test_who_went_cold_is_oql0_for_ever(story: Judging) -> None:
    story.earn(0, 15)
    for number in (30, 400):
        one = story.assess(number)[ACME]
        assert (one.level, one.note, one.since, one.people) == (
            "OQL0",
            "cold",
            day(30),
            number == 30,
        )


def test_whose_match_was_taken_back_is_oql0_unverified(story: Judging) -> None:
    story.earn(0, 50)
    story.judge(0)
    story.link(1, None)
    assert story.judge(1).companies == 1
    one = story.assess(1)[ACME]
    assert (one.level, one.note, one.verified, one.score(30)) == ("OQL0", "unverified", False, 0)
    assert story.judge_all((2, 3)) == []
    story.link(4, ACME)
    assert story.judge_all((4, 5)) == [(4, FORMER, 2)]


def test_a_match_taken_back_before_it_was_kept_leaves_nothing(story: Judging) -> None:
    story.earn(0, 50)
    story.link(1, None)
    found = story.judge(1)
    assert (found.companies, found.changes) == (0, ())


def test_who_never_scores_is_absent(story: Judging, ledger: Ledger) -> None:
    story.earn(0, 75)
    story.earn(0, 75, domain=GLOBEX, who="robot")
    story.earn(0, 75, domain="initech.example", who="guess", confidence=49)
    story.ignore(ACME)
    with ledger.write() as session:
        [robot] = session.exec(select(Actor).where(Actor.key == "robot"))
        robot.standing = Standing.BOT
    found = story.judge(0)
    assert (found.companies, found.changes, story.told()) == (0, (), [])


def test_a_company_that_is_ignored_later_is_heard_of_no_more(story: Judging) -> None:
    story.earn(0, 50)
    story.judge(0)
    story.ignore(ACME)
    found = story.judge(40)
    assert (found.companies, found.changes) == (0, ())


def test_the_reasons_add_up_to_the_score(story: Judging, ledger: Ledger, rules: Rules) -> None:
    capped = Judging(ledger, rules)
    rise(capped)
    one = capped.assess(12)[ACME]
    with ledger.read() as session:
        told = why(session, rules, one.company_id, day(12))
    assert sum(credit.credited for credit in told) == one.score(30) == 3000
    assert {credit.cut for credit in told} == {"day"}


def test_levels_have_the_names_of_the_rules(rules: Rules) -> None:
    named = {code: level_label(rules, code) for code in (FORMER, 0, 1, 2, 3)}
    assert named == {FORMER: "OQL0", 0: "none", 1: "OQL1", 2: "OQL2", 3: "OQL3"}


def test_nobody_was_there_yet(story: Judging) -> None:
    assert story.judge(0) == Rescored(day(0), (), 0, stored=True)


def test_what_is_told_of_a_rise(story: Judging, ledger: Ledger) -> None:
    rise(story)
    story.earn(10, 5, who="grace", kind="issue")
    story.judge(10)
    with ledger.read() as session:
        notice = notices.by_key(session, oql3(10))
        assert notice is not None
        facts = notice.facts
        assert (notice.kind, notice.channel, notice.due_at) == ("oql3", notices.LEADS, noon(10))
    assert facts.pop("company_id") > 0
    newest, weeks = facts.pop("newest"), facts.pop("weeks")
    assert weeks[-1] == {"day": day(10).isoformat(), "points": 7200}
    assert [(one["kind"], one["day"], one["count"]) for one in newest] == [
        ("issue", day(10).isoformat(), 1),
        ("download", day(10).isoformat(), 14),  # what was done often is one line
    ]
    assert facts == {
        "company": ACME,
        "name": "Acme",
        "level": "OQL3",
        "meaning": "may be ready to be a customer",
        "points": 7200,
        "window_days": 30,
        "people": 2,
        "categories": [
            {"title": "Downloads", "points": 7000, "cap": None},
            {"title": "Community", "points": 200, "cap": None},
        ],
        "signals": [],
        "team": "sales",
        "since": day(10).isoformat(),
        "sells": True,
        "customer": False,
        "moves": [
            {"title": "Downloads", "points": 5500},
            {"title": "Community", "points": 200},
        ],
        "gates": [],
        "known": {"referrals": [], "more": 0, "introduced_by": []},
    }


def test_one_company_alone_is_judged_as_among_all(story: Judging, ledger: Ledger) -> None:
    rise(story)
    story.earn(10, 100, domain=GLOBEX, who="linus")
    for one in story.assess(12).values():
        with ledger.read() as session:
            assert assess(session, story.rules, day(12), one.company_id) == (one,)
