"""What is told of a rise or a fall, where, when, and of whom nothing is told for a while."""

import re
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from ledger import companies, hushes, notices, referrals, tags
from ledger.engine import Ledger
from ledger.spoken import By
from ledger.tables import Notice
from ledger.tables_desk import Introduction, Referral
from scoring.rescore import rescore
from scoring.rescore.risen import by_week
from scoring.rules import read_rules
from tests.scoring.judging import ACME, Judging, day, noon, uncapped

ROUTES = """
[project]
sells = false
[[routes]]
customer = true
channel = "#customers"
[[routes]]
tag = "big"
news = "rise"
channel = "#big"
"""


@pytest.fixture
def story(ledger: Ledger, tmp_path: Path) -> Judging:
    return Judging(ledger, uncapped(tmp_path))


@pytest.fixture
def routed(ledger: Ledger, tmp_path: Path) -> Judging:
    """The same with routes, of a project that sells nothing."""
    text = (files("rules") / "points.toml").read_text(encoding="utf-8")
    text = re.sub(r"(?m)^(day|week|month) = .*$", "", text)
    (tmp_path / "routed.toml").write_text(text + ROUTES)
    return Judging(ledger, read_rules(tmp_path / "routed.toml"))


def said(story: Judging, number: int, word: str) -> None:
    """Somebody tags Acme, or hushes it from that day until another ("until 30")."""
    by = By("U1", "Dana", noon(number))
    with story.ledger.write() as session:
        [acme] = companies.find(session, ACME)
        if word.startswith("until"):
            hushes.hush(session, acme.id, day(int(word.removeprefix("until "))), by)
        else:
            tags.tag(session, acme.id, word, by)


def told(story: Judging) -> list[Notice]:
    with story.ledger.read() as session:
        found = [*notices.with_prefix(session, "oql3:"), *notices.with_prefix(session, "cold:")]
        return sorted(found, key=lambda one: one.id)


def days(story: Judging) -> list[tuple[str, int]]:
    """The kind of each notice and the day of its rise or fall."""
    return [
        (one.kind, (date.fromisoformat(one.facts["since"]) - day(0)).days) for one in told(story)
    ]


@pytest.mark.parametrize(
    ("word", "channels"),
    [
        ("", [notices.LEADS, notices.LEADS]),
        ("customer", ["#customers", "#customers"]),
        ("BIG", ["#big", notices.LEADS]),
    ],
)
def test_routes_say_where(routed: Judging, word: str, channels: list[str]) -> None:
    routed.earn(0, 5)
    routed.judge(0)
    if word:
        said(routed, 0, word)
    routed.earn(1, 75)
    routed.judge_all((1, 30, 31))
    assert [one.channel for one in told(routed)] == channels
    assert {one.facts["sells"] for one in told(routed)} == {False}
    assert {one.facts["team"] for one in told(routed)} == {routed.rules.announce.team}
    assert told(routed)[0].facts["customer"] is (word == "customer")


def test_a_tagged_customer_is_warned_of_at_any_level(story: Judging) -> None:
    story.earn(0, 30)
    story.judge(0)
    said(story, 1, "customer")
    story.judge_all((1, 29, 30, 31))
    assert days(story) == [("cold", 30)]
    assert told(story)[0].facts["customer"] is True


def test_news_waits_as_long_as_the_caller_says(story: Judging) -> None:
    story.earn(0, 75)
    morning = datetime(2026, 6, 2, 8, tzinfo=UTC)
    rescore(story.ledger, story.rules, day(0), day(0), noon(0), morning)
    rescore(story.ledger, story.rules, day(29), day(29), noon(29))
    rescore(story.ledger, story.rules, day(30), day(30), noon(30), noon(33))
    assert [one.due_at for one in told(story)] == [morning, noon(33)]


# --- Why ------------------------------------------------------------------------------------------


def test_a_rise_says_why_and_who_is_known_there(story: Judging) -> None:
    story.earn(0, 10)
    story.earn(10, 70, who="grace")
    story.judge(0)
    with story.ledger.write() as session:
        [acme] = companies.find(session, ACME)
        for number, state in enumerate((referrals.OPEN, referrals.WITHDRAWN)):
            referrals.make(
                session,
                Referral(
                    request_key=str(number),
                    made_at=noon(0),
                    person_name="Ada Secret",
                    company_id=acme.id,
                    team="sales",
                    why="asked",
                    origin="booth",
                    referrer="U1",
                    referrer_name="Dana",
                    state=state,
                    level=0,
                    points=0,
                ),
            )
    story.judge(10)
    [rise] = told(story)
    assert rise.facts["moves"] == [{"title": "Downloads", "points": 7_000}]
    assert rise.facts["known"] == {
        "referrals": [{"id": 1, "team": "sales", "state": "open", "by": "U1", "by_name": "Dana"}],
        "more": 0,
        "introduced_by": [],
    }
    assert [week["points"] for week in rise.facts["weeks"]][-3:] == [0, 1_000, 8_000]
    assert rise.facts["weeks"][-1]["day"] == day(10).isoformat()
    assert "Secret" not in str(rise.facts)


def test_whoever_introduced_somebody_there_is_named(story: Judging) -> None:
    story.earn(0, 5)
    story.judge(0)
    with story.ledger.write() as session:
        session.add(
            Introduction(
                request_key="one",
                made_at=noon(0),
                first_name="Ada",
                first_actor_id=1,
                second_name="Grace",
                why="both run it on ARM",
                referrer="U2",
                referrer_name="Sam",
            )
        )
    story.earn(1, 75)
    story.judge(1)
    assert told(story)[0].facts["known"]["introduced_by"] == [{"by": "U2", "by_name": "Sam"}]


def test_weeks_end_on_the_day_that_is_told_of() -> None:
    rows = by_week(list(range(90)), date(2026, 11, 20))
    assert [row["points"] for row in rows] == list(range(5, 90, 7))
    assert (rows[0]["day"], rows[-1]["day"]) == ("2026-08-28", "2026-11-20")
    assert by_week([7], date(2026, 11, 20)) == [{"day": "2026-11-20", "points": 7}]


# --- Hushed ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hush", "earned", "judged", "heard"),
    [
        ("until 20", (10,), (10, 11, 19), []),  # hushed still
        ("until 20", (10,), (10, 19, 20, 21), [("oql3", 10)]),  # as soon as the hush ends
        ("until 20", (10,), (10, 19, 25, 26), [("oql3", 10)]),  # also if nobody judged that day
        ("until 20", (10,), (10, 19, 28), []),  # by now it is no news any more
        ("until 50", (10,), (10, 39, 40, 50, 51), []),  # gone again before that
        ("until 20", (21,), (20, 21, 22), [("oql3", 21)]),
    ],
)
def test_a_rise_under_a_hush_is_told_when_it_ends_if_it_holds(
    story: Judging,
    hush: str,
    earned: tuple[int, ...],
    judged: tuple[int, ...],
    heard: list[tuple[str, int]],
) -> None:
    story.earn(0, 5)
    story.judge(0)
    said(story, 1, hush)
    for number in earned:
        story.earn(number, 75)
    story.judge_all((1, *judged))
    assert days(story) == heard


@pytest.mark.parametrize(
    ("until", "judged", "heard"),
    [
        (45, (29, 30, 31, 44), ["oql3"]),
        (45, (29, 30, 31, 44, 45, 46), ["oql3", "cold"]),
        (30, (29, 30, 31), ["oql3", "cold"]),
    ],
)
def test_a_fall_under_a_hush_is_told_when_it_ends(
    story: Judging, until: int, judged: tuple[int, ...], heard: list[str]
) -> None:
    story.earn(0, 75)
    story.judge(0)
    said(story, 5, f"until {until}")
    story.judge_all((5, *judged))
    assert [kind for kind, _ in days(story)] == heard
    assert days(story)[1:] == [("cold", 30)] * (len(heard) - 1)


def test_who_was_told_of_before_the_hush_is_not_told_of_again(story: Judging) -> None:
    story.earn(0, 75)
    story.judge(0)
    said(story, 1, "until 10")
    story.judge_all(range(1, 14))
    assert days(story) == [("oql3", 0)]


def test_a_fall_and_a_return_under_a_hush_is_no_fall(story: Judging) -> None:
    story.earn(0, 75)
    story.judge(0)
    said(story, 5, "until 45")
    story.judge_all((5, 29, 30))
    story.earn(35, 75)
    story.judge_all((35, 45, 46))
    assert days(story) == [("oql3", 0)]


def test_taking_a_hush_back_tells_what_is_news(story: Judging) -> None:
    story.earn(0, 5)
    story.judge(0)
    said(story, 1, "until 40")
    story.earn(5, 75)
    story.judge_all((5, 6))
    with story.ledger.write() as session:
        [acme] = companies.find(session, ACME)
        hushes.unhush(session, acme.id, By("U1", "Dana", noon(6) + timedelta(hours=1)))
    story.judge(7)
    assert days(story) == [("oql3", 5)]
