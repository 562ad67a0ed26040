"""When a rise to OQL3, or a fall, is told: once a stay, as news, of a company that is certain."""

import re
from pathlib import Path

import pytest

from ledger import companies, levels, notices, referrals
from ledger.engine import Ledger
from ledger.tables_desk import Referral
from scoring.rules import read_rules
from tests.scoring.judging import ACME, Judging, day, noon, uncapped

STAY = 30  # points of one day count on so many days


@pytest.fixture
def story(ledger: Ledger, tmp_path: Path) -> Judging:
    return Judging(ledger, uncapped(tmp_path))


def oql3(number: int) -> str:
    return f"oql3:{ACME}:{day(number).isoformat()}"


def test_a_stay_is_told_once(story: Judging) -> None:
    story.earn(0, 75)
    story.earn(20, 75)
    story.judge_all(range(0, 60, 2))
    assert story.told() == [oql3(0)]


@pytest.mark.parametrize(
    ("below", "told", "days_of_judging"),
    [(1, 1, 5), (13, 1, 1), (13, 1, 5), (14, 2, 1), (14, 2, 5), (40, 2, 5)],
)
def test_again_only_after_14_days_below(
    story: Judging, below: int, told: int, days_of_judging: int
) -> None:
    story.earn(0, 75)
    story.earn(STAY + below, 75)
    story.judge_all(range(0, STAY + below + 10, days_of_judging))
    assert story.told() == [oql3(0), oql3(STAY + below)][:told]


@pytest.mark.parametrize("late", [9, 3, -10, -19])
def test_late_data_that_moves_the_first_day_tells_nothing_twice(story: Judging, late: int) -> None:
    story.earn(10, 75)
    story.judge(10)
    story.earn(late, 75)
    story.judge_all(range(11, 30))
    assert story.told() == [oql3(10)]


@pytest.mark.parametrize("number", [19, 21, 26])
def test_a_correction_that_moves_the_first_day_tells_nothing_twice(
    story: Judging, number: int
) -> None:
    """Nobody has heard of a fall, so nobody wants to hear of a rise."""
    story.earn(0, 75)
    story.earn(18, 75, who="grace")
    story.judge_all((0, 9, 18, number - 1))
    story.link(number, None)
    story.judge_all(range(number, 40, 2))
    assert story.told() == [oql3(0)]


def test_a_fall_of_a_day_by_correction_is_no_fall(story: Judging) -> None:
    story.earn(0, 75)
    story.judge(0)
    story.link(1, None)
    assert story.judge_all((1,)) == [(1, 3, -1)]
    story.earn(2, 75, who="grace")
    assert story.judge_all((2,)) == [(2, -1, 3)]
    assert story.told() == [oql3(0)]


def test_a_fall_that_nobody_judged_is_a_fall(story: Judging) -> None:
    """The service was away, so that the record has no word of it; the activities have."""
    story.earn(0, 75)
    story.judge_all((0, 15, STAY - 1))
    story.earn(50, 75)
    story.judge(60)
    assert story.told() == [oql3(0), oql3(50)]


@pytest.mark.parametrize(("ago", "told"), [(0, True), (7, True), (8, False), (20, False)])
def test_history_that_is_filled_in_tells_nothing(story: Judging, ago: int, told: bool) -> None:
    story.earn(40 - ago, 75)
    assert story.judge_all((40, 41)) == [(40, 0, 3)]
    assert bool(story.told()) is told


@pytest.mark.parametrize(("last_judged", "told"), [(19, True), (20, False), (39, False)])
def test_news_is_what_began_since_the_last_time(
    story: Judging, last_judged: int, told: bool
) -> None:
    story.judge(last_judged)
    story.earn(20, 75)
    story.judge(40)
    assert bool(story.told()) is told


@pytest.mark.parametrize(("confidence", "told"), [(50, False), (79, False), (80, True)])
def test_a_guess_is_listed_and_not_told(story: Judging, confidence: int, told: bool) -> None:
    story.earn(0, 75, confidence=confidence)
    assert story.judge_all((0, 1)) == [(0, 0, 3)]
    assert story.assess(1)[ACME].verified is told
    assert bool(story.told()) is told


@pytest.mark.parametrize(("number", "told"), [(3, True), (7, True), (8, False)])
def test_a_guess_that_a_human_confirms_is_told_while_it_is_news(
    story: Judging, number: int, told: bool
) -> None:
    story.earn(0, 75, confidence=60)
    story.judge_all(range(number))
    story.link(number, ACME)
    story.judge_all((number, number + 1))
    assert bool(story.told()) is told


def test_a_guess_after_a_stay_that_was_told_is_told_when_it_is_confirmed(story: Judging) -> None:
    story.earn(0, 75)
    story.judge_all((0, 15, 29, 30, 31, 45, 59))
    story.earn(60, 75, who="grace", confidence=60)
    story.link(60, None)
    story.judge_all((60, 61))
    assert story.told() == [oql3(0)]
    story.link(62, ACME, who="grace")
    story.judge_all((62, 63))
    assert story.told() == [oql3(0), oql3(60)]


@pytest.mark.parametrize(("today", "told"), [(10, 1), (17, 1), (18, 0), (200, 0)])
def test_judging_days_of_long_ago_announces_nothing(story: Judging, today: int, told: int) -> None:
    story.earn(10, 75)
    assert story.judge(10, today).stored
    assert len(story.told()) == told


# --- Other rules ----------------------------------------------------------------------------------


def with_download_at(story: Judging, folder: Path, points: int) -> Judging:
    """The same ledger under rules in which a download is worth more or less."""
    text = (folder / "uncapped.toml").read_text(encoding="utf-8")
    other = re.sub(r"(?m)^download = 5$", f"download = {points}", text)
    assert other != text
    (folder / "other.toml").write_text(other)
    return Judging(story.ledger, read_rules(folder / "other.toml"))


def test_a_rise_that_only_other_rules_make_is_no_news(story: Judging, tmp_path: Path) -> None:
    story.earn(0, 40)
    story.judge_all((0, 4))
    anew = with_download_at(story, tmp_path, 10)
    assert anew.judge_all((5, 6)) == [(5, 2, 3)]
    anew.earn(20, 40)
    anew.judge_all((7, 19, 20, 21, 30, 49, 50))
    assert anew.told() == []
    with anew.ledger.read() as session:
        [company] = companies.find(session, ACME)
        kept = levels.of_company(session, company.id)
    assert [one.rules_version for one in kept] == [
        story.rules.version,
        *[anew.rules.version] * (len(kept) - 1),
    ]


def test_after_other_rules_a_true_rise_is_news_again(story: Judging, tmp_path: Path) -> None:
    story.earn(0, 40)
    story.judge_all((0, 4))
    anew = with_download_at(story, tmp_path, 10)
    anew.judge_all((5, 6, 29, 30, 31))
    assert anew.told() == []
    anew.earn(60, 40)
    anew.judge_all((59, 60))
    assert anew.told() == [oql3(60)]


def test_a_fall_that_other_rules_make_is_no_warning(story: Judging, tmp_path: Path) -> None:
    story.earn(0, 75)
    story.judge_all((0, 14))
    anew = with_download_at(story, tmp_path, 1)
    assert anew.judge_all((15, 16, 29, 30, 31)) == [(15, 3, 1), (30, 1, -1)]
    assert warned(anew) == []


def test_names_and_teams_are_no_other_rules(story: Judging, tmp_path: Path) -> None:
    text = (tmp_path / "uncapped.toml").read_text(encoding="utf-8")
    other = re.sub(r"(?m)^name = .*$", 'name = "renamed"', text, count=1)
    (tmp_path / "renamed.toml").write_text(other)
    renamed = Judging(story.ledger, read_rules(tmp_path / "renamed.toml"))
    story.judge(0)
    renamed.earn(1, 75)
    renamed.judge(1)
    assert renamed.told() == [oql3(1)]


# --- Falls ----------------------------------------------------------------------------------------


def warned(story: Judging) -> list[str]:
    """The falls that were queued for telling, oldest first."""
    with story.ledger.read() as session:
        return [one.key for one in notices.with_prefix(session, "cold:")]


def cold(number: int) -> str:
    """Known by its day."""
    return f"cold:{ACME}:{day(number).isoformat()}"


@pytest.mark.parametrize(("days_of_judging", "seen_on"), [(1, STAY), (3, STAY), (4, STAY + 2)])
def test_a_fall_after_a_stay_is_told_once(
    story: Judging, days_of_judging: int, seen_on: int
) -> None:
    story.earn(0, 75)
    story.earn(10, 20, kind="issue")
    story.judge_all((*range(0, 34, days_of_judging), 48))
    assert warned(story) == [cold(STAY)]
    with story.ledger.read() as session:
        told = notices.by_key(session, cold(STAY))
    assert told is not None
    assert (told.kind, told.channel) == ("cold", notices.LEADS)
    facts = {key: told.facts[key] for key in ("company", "was", "level", "since", "points")}
    assert facts == {
        "company": ACME,
        "was": "OQL3",
        "level": "OQL0",
        "since": day(STAY).isoformat(),
        "points": 800,
    }
    assert told.facts["before"] == 8300
    assert told.facts["as_of"] == day(seen_on).isoformat()
    assert told.facts["last_activity"] == day(10).isoformat()
    downloads = {"title": "Downloads", "contributed": False, "before": 7500, "points": 0}
    assert told.facts["categories"] == [{**downloads, "last": day(0).isoformat()}]


@pytest.mark.parametrize(("stay", "told"), [(6, False), (7, True), (8, True)])
def test_a_fall_after_a_short_stay_is_not_told(story: Judging, stay: int, told: bool) -> None:
    """The last points come when the first ones are about to go."""
    story.earn(0, 40)
    story.earn(STAY - stay, 35)
    story.judge_all(range(STAY - stay, STAY + 2))
    assert story.told() == [oql3(STAY - stay)]
    assert bool(warned(story)) is told


@pytest.mark.parametrize(
    ("until", "back", "falls"),
    [
        (42, 33, [30]),
        (43, 33, [30, 44]),
        (43, 38, [30]),
        (43, 37, [30, 44]),
        (52, 33, [30, 53]),
    ],
)
def test_who_was_back_for_a_week_and_two_weeks_after_a_fall_falls_again(
    story: Judging, until: int, back: int, falls: list[int]
) -> None:
    """A score that trembles is one warning."""
    story.earn(0, 40)
    story.earn(until + 1 - STAY, 35)
    story.earn(back, 35, who="grace")
    story.judge_all(range(until - STAY + 2, 60, 4))
    assert warned(story) == [cold(number) for number in falls]


def test_a_dip_does_not_silence_the_fall_of_months_later(story: Judging) -> None:
    for number in (0, 34, 64, 94, 124):
        story.earn(number, 75)
    story.judge_all((0, 29, *range(30, 162, 4)))
    assert story.told() == [oql3(0)]
    assert warned(story) == [cold(30), cold(154)]


@pytest.mark.parametrize("late", [1, 3, 12])
def test_late_data_that_moves_a_fall_warns_of_nothing_twice(story: Judging, late: int) -> None:
    story.earn(0, 75)
    story.judge_all((0, 29, 30))
    story.earn(late, 75, who="grace")
    story.judge_all(range(31, 46, 2))
    assert warned(story) == [cold(30)]


def test_who_was_never_told_of_is_not_warned_of(story: Judging) -> None:
    story.earn(0, 75, confidence=60)
    story.judge_all((0, 1, 29, 30, 31))
    assert (story.told(), warned(story)) == ([], [])


def test_a_fall_by_correction_is_no_fall(story: Judging) -> None:
    story.earn(0, 75)
    story.judge_all((0, 14))
    story.link(15, None)
    story.judge_all((15, 16, 29, 30))
    assert warned(story) == []


@pytest.mark.parametrize("last_judged", [20, 29])
def test_a_fall_while_the_service_was_away_is_news(story: Judging, last_judged: int) -> None:
    story.earn(0, 75)
    story.judge_all((0, last_judged))
    story.judge(60)
    assert warned(story) == [cold(STAY)]


def test_a_fall_of_long_ago_is_none(story: Judging) -> None:
    """Judged for a day of long ago."""
    story.earn(0, 75)
    story.judge_all((0, 19))
    story.judge(40, today=60)
    assert warned(story) == []


# --- Customers ------------------------------------------------------------------------------------


def won(story: Judging, outcome: str, team: str = "sales") -> None:
    """Somebody of the company was handed to a team, and this came of it."""
    with story.ledger.write() as session:
        [company] = companies.find(session, ACME)
        handed = Referral(
            request_key=team,
            made_at=noon(0),
            person_name="Ada",
            company_id=company.id,
            team=team,
            why="asked",
            origin="booth",
            referrer="U1",
            level=0,
            points=0,
        )
        made, _ = referrals.make(session, handed)
        for step in (referrals.ACCEPTED, referrals.OUTCOME):
            came = outcome if step == referrals.OUTCOME else ""
            assert referrals.advance(session, made.id, step, "U2", "Sam", "", noon(0), came)


@pytest.mark.parametrize(
    ("outcome", "team", "falls"),
    [("customer", "sales", [30, 55]), ("opportunity", "sales", []), ("hired", "recruiting", [])],
)
def test_a_customer_is_warned_of_at_any_fall(
    story: Judging, outcome: str, team: str, falls: list[int]
) -> None:
    story.earn(0, 45)
    story.earn(25, 15)
    won(story, outcome, team)
    assert story.judge_all((0, 25, 29, 30, 31, 54, 55, 56)) == [(0, 0, 2), (30, 2, 1), (55, 1, -1)]
    assert warned(story) == [cold(number) for number in falls]
    with story.ledger.read() as session:
        told = [notices.by_key(session, cold(number)) for number in falls]
    assert [
        (one.facts["was"], one.facts["level"], one.facts["customer"]) for one in told if one
    ] == [
        ("OQL2", "OQL1", True),
        ("OQL1", "OQL0", True),
    ][: len(falls)]


def test_a_customer_who_trembles_is_warned_of_once_a_level(story: Judging) -> None:
    """OQL2 until day 30, again from 32 to 39, OQL1 until day 62."""
    story.earn(0, 45)
    story.earn(10, 20)
    story.earn(32, 20)
    won(story, "customer")
    assert story.judge_all((0, 29, 30, 31, 32, 39, 40, 61, 62, 63))[1:] == [
        (30, 2, 1),
        (32, 1, 2),
        (40, 2, 1),
        (62, 1, -1),
    ]
    assert warned(story) == [cold(30), cold(62)]


def test_others_are_warned_of_at_the_announced_level_only(story: Judging) -> None:
    story.earn(0, 75)
    story.earn(10, 45)
    story.judge_all((0, 29, 30, 31, 39, 40, 41))
    assert warned(story) == [cold(STAY)]
    with story.ledger.read() as session:
        told = notices.by_key(session, cold(STAY))
    assert told is not None
    assert told.facts["customer"] is False
