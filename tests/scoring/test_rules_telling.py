"""To whom, where and when it is told: what a file may say of it, and that it judges nobody."""

from datetime import time
from pathlib import Path

import pytest

from scoring.rules import Quiet, Reminders, Rules, RulesError, parse_rules, read_rules

TEXT = (Path(__file__).parents[2] / "rules" / "points.toml").read_text("utf-8")
WITHOUT_TEAM = TEXT.replace('team = "sales"  ', "#")
TELLING = """
[project]
sells = false

[[routes]]
channel = "#customer-success"
customer = true

[[routes]]
channel = "#enterprise"
level = "OQL3"
tag = " Enterprise "
news = "rise"

[[routes]]
channel = "C0ELSE"

[quiet]
from = "22:30"
until = 07:00:00
weekends = false

[reminders]
accept_days = 3
"""


def parsed(more: str, text: str = TEXT) -> Rules:
    return parse_rules("mine.toml", f"{text}\n{more}")


def test_without_these_tables_all_is_told_in_one_channel_at_any_hour() -> None:
    rules = read_rules()
    assert (rules.project.sells, rules.routes, rules.quiet) == (True, (), None)
    assert (rules.reminders.accept_days, rules.reminders.outcome_days) == (2, 30)
    assert rules.announce.team == "sales"


def test_tables_are_read_as_they_are_written() -> None:
    rules = parsed(TELLING)
    assert not rules.project.sells
    assert [(one.channel, one.level, one.customer, one.tag, one.news) for one in rules.routes] == [
        ("#customer-success", None, True, None, None),
        ("#enterprise", "OQL3", None, "enterprise", "rise"),
        ("C0ELSE", None, None, None, None),
    ]
    assert rules.quiet is not None
    assert (rules.quiet.from_, rules.quiet.until) == (time(22, 30), time(7))
    assert not rules.quiet.weekends
    assert rules.reminders == Reminders(accept_days=3, outcome_days=30)


def test_an_empty_table_of_quiet_hours_has_the_usual_ones() -> None:
    assert parsed("[quiet]").quiet == Quiet()
    assert Quiet().model_dump(mode="json", by_alias=True) == {
        "from": "20:00",
        "until": "08:00",
        "weekends": True,
    }


@pytest.mark.parametrize("name", ["points", "signals", "community"])
def test_every_packaged_team_says_what_it_looks_for(name: str) -> None:
    teams = read_rules(name).teams.values()
    assert all(team.looking_for for team in teams)
    assert {(team.goal, team.questions) for team in teams} == {(None, ())}


@pytest.mark.parametrize("name", ["points", "signals", "community"])
def test_recruiting_asks_for_consent(name: str) -> None:
    teams = read_rules(name).teams
    assert [one for one, team in teams.items() if team.asks_consent] == ["recruiting"]


def test_a_team_asks_for_no_consent_unless_it_says_so() -> None:
    rules = parsed("[teams.hiring]\nchannel = 'a'\noutcomes = ['hired']\n")
    assert not rules.teams["hiring"].asks_consent


@pytest.mark.parametrize(
    ("text", "more", "team"),
    [
        (TEXT, "", "sales"),
        (TEXT, "[project]\nsells = false", "sales"),  # the file says so
        (WITHOUT_TEAM, "", "sales"),
        (WITHOUT_TEAM, "[project]\nsells = true", "sales"),
        (WITHOUT_TEAM, "[project]\nsells = false", "partnerships"),
    ],
)
def test_whom_a_company_is_offered_to(text: str, more: str, team: str) -> None:
    assert parsed(more, text).announce.team == team


def test_nothing_of_it_is_another_version() -> None:
    rules = parsed(TELLING)
    assert rules != read_rules()
    assert rules.version == read_rules().version
    assert rules.pages_version == read_rules().pages_version


def test_what_was_judged_by_earlier_is_the_same_version() -> None:
    """A ledger knows its rules by these; another figure here has everybody adopt them anew."""
    assert {name: read_rules(name).version for name in ("points", "signals", "community")} == {
        "points": "0f769623c1da",
        "signals": "265ce44c01d2",
        "community": "435c7e155c73",
    }


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ('[project]\nsells = "no" # here', '"sells" must be true or false'),
        ("[project]\nsell = false # here", 'did you mean "sells"?'),
        ("[[routes]] # here\nlevel = 'OQL3'", '"channel" is missing in "routes"'),
        ("[[routes]]\nchannel = 'a'\nchanel = 'b' # here", 'did you mean "channel"?'),
        ("[[routes]]\nchannel = 'a'\nlevel = 'OQL9' # here", 'no level "OQL9"; allowed: OQL1'),
        ("[[routes]]\nchannel = 'a'\nlevel = 'OQL0' # here", 'no level "OQL0"; allowed: OQL1'),
        (
            "[[routes]]\nchannel = 'a'\nnews = 'fal' # here",
            "\"news\" must be one of 'rise', 'fall'",
        ),
        ("[[routes]]\nchannel = 'a'\ntag = ' ' # here", '"tag" must not be empty'),
        (f"[[routes]]\nchannel = 'a'\ntag = '{'a' * 41}' # here", '"tag" has more than 40 letters'),
        ("[[routes]]\nchannel = 'a'\ncustomer = 1 # here", '"customer" must be true or false'),
        ("[[routes]]\nchannel = 'a'\n[[routes]] # here\nchannel = 'b'\ntag = 'x'", "never reached"),
        (
            "[[routes]]\nchannel = 'a'\ntag = 'x'\n[[routes]] # here\nchannel = 'b'\ntag = 'x'\n"
            "news = 'rise'",
            "is never reached: an earlier route takes all of it",
        ),
        ("[routes] # here\nchannel = 'a'", '"routes" must be a list'),
        ("[quiet]\nfrom = '8 pm' # here", '"from" must be a time of day in quotes'),
        ("[quiet]\nuntil = '24:00' # here", '"until" must be a time of day in quotes'),
        ("[quiet]\nuntil = 8 # here", '"until" must be a time of day in quotes'),
        ("[quiet]\nuntil = '20:00' # here", "would be quiet all day"),
        ("[quiet]\nfrom = '08:00' # here", "would be quiet all day"),
        ("[quiet]\nweekend = true # here", 'did you mean "weekends"?'),
        ("[reminders]\naccept_days = 0 # here", "must be greater than or equal to 1"),
        ("[reminders]\noutcome_days = 366 # here", "must be less than or equal to 365"),
        ("[teams.x]\nchannel = 'a'\noutcomes = ['b']\ngoal = 0 # here", "must be greater than or"),
        ("[teams.x]\nchannel = 'a'\noutcomes = ['b']\ngoal = '5' # here", "must be a whole number"),
        (
            f"[teams.x]\nchannel = 'a'\noutcomes = ['b']\nlooking_for = '{'a' * 301}' # here",
            '"looking_for" has more than 300 letters',
        ),
        (
            f"[teams.x]\nchannel = 'a'\noutcomes = ['b']\nquestions = {['a'] * 6} # here",
            '"questions" has more than 5 entries',
        ),
        (
            "[teams.x]\nchannel = 'a'\noutcomes = ['b']\nquestions = [''] # here",
            '"questions" must not be empty',
        ),
    ],
)
def test_a_mistake_is_named_with_its_line(more: str, wrong: str) -> None:
    text = f"{TEXT}\n{more}"
    here = text[: text.index("# here")].count("\n") + 1
    with pytest.raises(RulesError) as caught:
        parse_rules("mine.toml", text)
    assert [one.line for one in caught.value.problems] == [here]
    assert wrong in caught.value.problems[0].wrong


def test_routes_that_leave_something_to_each_other_stand() -> None:
    rules = parsed(
        "[[routes]]\nchannel = 'a'\ntag = 'x'\n[[routes]]\nchannel = 'b'\ncustomer = true\n"
        "[[routes]]\nchannel = 'c'\nnews = 'fall'\ncustomer = false\n[[routes]]\nchannel = 'd'\n"
    )
    assert [route.channel for route in rules.routes] == ["a", "b", "c", "d"]


def test_a_project_that_sells_nothing_needs_a_team_to_offer_companies_to() -> None:
    text = WITHOUT_TEAM.replace("[teams.partnerships]", "[teams.friends]")
    with pytest.raises(RulesError, match='no team "partnerships"; allowed: marketing'):
        parsed("[project]\nsells = false", text)
