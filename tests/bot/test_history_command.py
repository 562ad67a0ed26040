"""`leadlight history`: the base by week, who fell, one company's days; and the page of each."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.services import Services
from scoring.rules import read_rules
from tests.bot.command_line import Leadlight, Ran
from tests.bot.looked_back import Page, three_companies
from tests.kept import where_is
from tests.scoring.judging import Judging

FORMER = {"cold": 2, "unverified": 0, "by_other_rules": 0}
SPAN = ("--from", "2026-06-01", "--to", "2026-07-19")


@pytest.fixture
def judging(services: Services, tmp_path: Path) -> Judging:
    return three_companies(services.ledger, tmp_path)


@pytest.fixture
def run(leadlight: Leadlight, judging: Judging) -> Leadlight:
    def ran(*args: str) -> Ran:
        return leadlight(*args, RULES_FILE="uncapped.toml", **where_is(judging.ledger))

    return ran


def test_the_base_by_week(run: Leadlight) -> None:
    found = run("history", *SPAN, "--json").json
    assert [week["until"] for week in found["weeks"]] == [
        "2026-06-07",
        "2026-06-14",
        "2026-06-21",
        "2026-06-28",
        "2026-07-05",
        "2026-07-12",
        "2026-07-19",
    ]
    by_level = [
        tuple(level["companies"] for level in week["levels"].values()) for week in found["weeks"]
    ]
    assert by_level == [
        (1, 2, 0),
        (1, 1, 1),
        (1, 1, 1),
        (1, 1, 1),
        (1, 2, 0),
        (0, 0, 0),
        (0, 0, 0),
    ]
    moves = [tuple(w[m] for m in ("entered", "left", "rose", "fell")) for w in found["weeks"]]
    nothing = (0, 0, 0, 0)
    assert moves == [
        (3, 0, 0, 0),
        (0, 0, 1, 0),
        nothing,
        nothing,
        (0, 0, 0, 1),
        (0, 3, 0, 0),
        nothing,
    ]
    assert [week["growth_percent"] for week in found["weeks"]] == [
        None,
        0.0,
        0.0,
        0.0,
        0.0,
        -100.0,
        None,
    ]
    assert [week["cold"] for week in found["weeks"]] == [0, 0, 0, 0, 0, 3, 3]
    assert found["growth"] == {"from": 3, "to": 0, "percent": -100.0}


def test_who_fell_from_where_and_what_fell_with_them(run: Leadlight) -> None:
    found = run("history", *SPAN, "--json").json
    assert found["fell"] == 3
    assert found["churn"] == [
        {
            "company": f"{name.lower()}.example",
            "name": name,
            "from": was,
            "to": "OQL0",
            "since": since,
            "before": before,
            "points": 0.0,
            "categories": {"download": -before},
        }
        for name, was, since, before in (
            ("Acme", "OQL3", "2026-07-01", 80.0),
            ("Bolt", "OQL2", "2026-07-06", 45.0),
            ("Cog", "OQL1", "2026-07-06", 15.0),
        )
    ]


def test_former_companies_are_cold_or_unverified(run: Leadlight, judging: Judging) -> None:
    judging.judge(12)
    judging.link(13, None, "bo")
    judging.judge(13)
    assert run("history", *SPAN, "--json").json["former"] == {**FORMER, "unverified": 1}
    judging.ignore("bolt.example")
    assert run("history", *SPAN, "--json").json["former"] == FORMER


def test_whoever_only_other_rules_saw_at_a_level_is_not_unverified(
    run: Leadlight, judging: Judging, tmp_path: Path
) -> None:
    judging.earn(12, 5, "dot.example", "di")
    text = (tmp_path / "uncapped.toml").read_text("utf-8")
    (tmp_path / "lenient.toml").write_text(text.replace("above = 10", "above = 1"), "utf-8")
    replace(judging, rules=read_rules(tmp_path / "lenient.toml")).judge(12)
    judging.judge(13)
    former = run("history", *SPAN, "--json").json["former"]
    assert former == {"cold": 3, "unverified": 0, "by_other_rules": 1}
    assert "OQL0: 3 cold, 0 unverified, 1 by other rules\n" in run("history", *SPAN).out


def test_one_company(run: Leadlight) -> None:
    found = run("history", "acme", "--from", "2026-06-08", "--to", "2026-07-19", "--json").json
    assert (found["company"], found["rules"], found["window_days"]) == (
        "acme.example",
        "points",
        30,
    )
    assert found["stays"] == [
        {"level": "OQL2", "entered": "2026-06-01", "left": "2026-06-11", "days": 10},
        {"level": "OQL3", "entered": "2026-06-11", "left": "2026-07-01", "days": 20},
        {"level": "OQL2", "entered": "2026-07-01", "left": "2026-07-11", "days": 10},
        {"level": "OQL0", "entered": "2026-07-11", "left": None, "days": 9},
    ]
    assert found["days_at"] == {"OQL2": 13, "OQL3": 20, "OQL0": 9}
    assert len(found["days"]) == 42
    assert found["days"][0] == {"day": "2026-06-08", "points": 40.0, "level": "OQL2"}
    assert found["days"][3] == {"day": "2026-06-11", "points": 80.0, "level": "OQL3"}
    assert found["days"][-1] == {"day": "2026-07-19", "points": 0.0, "level": "OQL0"}
    assert found["growth"] == {"from": 40.0, "to": 0.0, "percent": -100.0}


def test_as_people_read_it(run: Leadlight) -> None:
    base = run("history", *SPAN).out.splitlines()
    assert base[:2] == [
        "3 companies at a level in the first week, 0 now (-100 %)",
        "OQL0: 3 cold, 0 unverified",
    ]
    assert "2026-06-14     1     1     1        0     0     1     0     0" in base
    assert base[-3].split()[:4] == ["acme.example", "OQL3", "OQL0", "2026-07-01"]
    one = run("history", "acme.example", *SPAN).out.splitlines()
    assert one[0] == "acme.example: 40 points on 2026-06-01, 0 on 2026-07-19 (-100 %)"
    assert "OQL3   2026-06-11  2026-07-01    20" in one


@pytest.mark.parametrize("name", ["", "acme.example"])
def test_the_page_stands_alone(run: Leadlight, tmp_path: Path, name: str) -> None:
    ran = run("history", *filter(None, [name]), *SPAN, "--html", "page.html")
    assert (ran.code, ran.err) == (0, "The page is in page.html.\n")
    page = Page((tmp_path / "page.html").read_text("utf-8"))
    assert "script" not in page.tags
    assert page.asks == []
    assert "OQL3" in page.text
    assert page.tags.count("svg") == page.tags.count("desc") > 0


def test_a_ledger_in_which_nothing_happened(leadlight: Leadlight) -> None:
    found = leadlight("history", *SPAN, "--json").json
    assert (found["fell"], found["churn"], found["growth"]["percent"]) == (0, [], None)
    assert leadlight("history", *SPAN, "--html", "page.html").code == 0
    assert leadlight("replay", "--rules", "signals", *SPAN).code == 0


def test_a_name_that_fits_none(run: Leadlight) -> None:
    ran = run("history", "nobody.example")
    assert (ran.code, ran.err) == (
        1,
        "'nobody.example' is not one company: none is known by that name\n",
    )


def test_a_name_that_somebody_gave_it_finds_it(run: Leadlight) -> None:
    assert run("correct", "alias", "acme.example", "is", "Road Runner Supplies").code == 0
    found = run("history", "Road Runner Supplies", *SPAN, "--json")
    assert found.json["company"] == "acme.example"
