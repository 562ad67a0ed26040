"""`leadlight rules`: files are checked, and shown as people and programs read them."""

from pathlib import Path

import pytest

from scoring.rules import PACKAGED, read_rules
from tests.bot.command_line import Leadlight

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", PACKAGED)
def test_packaged_files_are_found_by_their_bare_names(leadlight: Leadlight, name: str) -> None:
    ran = leadlight("rules", "check", name)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == f"{name}: fine (version {read_rules(name).version})\n"


def test_gates_are_shown_as_sentences(leadlight: Leadlight) -> None:
    shown = leadlight("rules", "show", "signals").out
    levels = shown[shown.index("OQL1: Interest") : shown.index("channel  ")]
    assert levels.splitlines()[:5] == [
        "OQL1: Interest",
        "  downloads: at least 2 times, and at least 4 days from the first to the last, in 90 days",
        "  documentation: on at least 2 days, in 90 days",
        "  any activity: in at least 1 channel, in 90 days",
        "  any activity: last seen at most 31 days ago, in 90 days",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "OQL1: actively investigating",
        "  more than 10 points in 90 days",
        "  any activity: by at least 3 people, and in each of the last 3 months, in 90 days",
        "Slack    slack_signup, slack_message, slack_reaction",
        "/pricing*   web_view_high_value  pricing",
        "A rise to OQL3 is announced within 7 days, and again only after",
        "14 days below, with an offer to refer the company to sales.",
        "A fall is told of a company that was there for at least 7 days.",
        "A team is reminded after 2 working days without an answer, and",
        "30 days after it accepted, where it recorded no outcome.",
        "sales         somebody who told you what their company needs from us",
    ],
)
def test_every_table_is_shown(leadlight: Leadlight, line: str) -> None:
    assert line in leadlight("rules", "show", "community").out.splitlines()


def test_where_and_when_it_is_told_is_shown(leadlight: Leadlight, tmp_path: Path) -> None:
    more = """
[project]
sells = false
[[routes]]
channel = "#big"
customer = true
tag = "enterprise"
news = "fall"
[[routes]]
channel = "#other"
[quiet]
[teams.support]
channel = "#support"
outcomes = ["solved"]
questions = ["since when?"]
goal = 4
"""
    text = (ROOT / "rules" / "points.toml").read_text("utf-8")
    (tmp_path / "mine.toml").write_text(text + more, "utf-8")
    shown = leadlight("rules", "show", "mine.toml").out
    for line in (
        "The project sells nothing: words are of sponsors and advocates, not of customers.",
        "Nothing is told unasked from 20:00 until 08:00, and on weekends.",
        "fall, customers, tag enterprise  #big",
        "everything else                  #other",
        "support       asks: since when?",
    ):
        assert line in shown.splitlines()
    tables = leadlight("rules", "show", "mine.toml", "--json").json
    assert tables["project"] == {"sells": False}
    assert tables["quiet"] == {"from": "20:00", "until": "08:00", "weekends": True}
    assert [one["channel"] for one in tables["routes"]] == ["#big", "#other"]
    assert tables["teams"]["support"]["goal"] == 4


@pytest.mark.parametrize("name", PACKAGED)
def test_the_tables_for_programs_are_those_of_the_file(leadlight: Leadlight, name: str) -> None:
    rules, shown = read_rules(name), leadlight("rules", "show", name, "--json").json
    assert (shown["name"], shown["version"]) == (name, rules.version)
    assert {
        kind: points
        for category in shown["categories"].values()
        for kind, points in category["kinds"].items()
    } == {kind: points / 100 for kind, (_, points) in rules.kinds.items()}
    assert [one["name"] for one in shown["levels"]] == list(rules.level_names[1:])
    assert [gate["sentence"] for level in shown["levels"] for gate in level["gates"]] == [
        gate.sentence for _, gate in rules.gates
    ]
    assert shown["channels"]["GitHub"] == ["issue", "pull_request", "issue_comment", "discussion"]
    assert shown["pages"][0] == {
        "match": "/pricing*",
        "kind": "web_view_high_value",
        "topic": "pricing",
    }
    assert shown["announce"]["fall_after_days"] == 7
    assert shown["teams"]["sales"]["outcomes"] == ["opportunity", "customer"]


def test_a_check_for_programs_names_what_was_checked(leadlight: Leadlight) -> None:
    assert leadlight("rules", "check", "--json").json == {
        "name": "points",
        "version": read_rules().version,
        "window_days": 30,
        "problems": [],
    }


def test_mistakes_for_programs(leadlight: Leadlight, tmp_path: Path) -> None:
    text = (ROOT / "rules" / "points.toml").read_text("utf-8")
    (tmp_path / "mine.toml").write_text("hue = 1\n" + text, "utf-8")
    ran = leadlight("rules", "check", "mine.toml", "--json")
    assert (ran.code, ran.err) == (1, "")
    [problem] = ran.json["problems"]
    assert (problem["file"], problem["line"]) == ("mine.toml", 1)
    assert problem["wrong"].startswith('unknown key "hue"')
    [problem] = leadlight("rules", "check", "none.toml", "--json").json["problems"]
    assert (problem["file"], problem["line"]) == ("none.toml", None)


def test_every_mistake_is_named_with_file_and_line(leadlight: Leadlight, tmp_path: Path) -> None:
    text = (ROOT / "rules" / "signals.toml").read_text("utf-8")
    text = text.replace('"span_days > 3"', '"spandays > 3"').replace("months >= 3", "months >= 4")
    (tmp_path / "mine.toml").write_text(text, "utf-8")
    ran = leadlight("rules", "check", "mine.toml")
    assert ran.code == 1
    assert ran.out == ""
    span, months = (text[: text.index(word)].count("\n") + 1 for word in ("spandays", "months >="))
    assert ran.err.splitlines() == [
        f'mine.toml:{span}: "needs" knows no "spandays"; allowed: count, days, span_days, people,'
        " channels, months, days_since",
        f'mine.toml:{months + 1}: "window_days" is too short for "months >= 4": say 120 or more,'
        " or leave it out",
    ]


def test_a_file_of_ones_own_may_be_called_like_a_packaged_one(
    leadlight: Leadlight, tmp_path: Path
) -> None:
    text = (ROOT / "rules" / "points.toml").read_text("utf-8")
    (tmp_path / "signals").write_text(text.replace('name = "points"', 'name = "ours"'), "utf-8")
    assert leadlight("rules", "check", "signals").out.startswith("signals: fine")
    assert leadlight("rules", "check", "./signals").out.startswith("ours: fine")
