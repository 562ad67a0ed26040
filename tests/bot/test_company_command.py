"""`leadlight company`: since when categories moved, and names of levels that are no more."""

from importlib.resources import files
from pathlib import Path

import pytest

from scoring.rules import read_rules
from tests.bot.command_line import Leadlight

FOURTH = '[[levels]]\nname = "Fan"\nfrom = 12\nmeaning = "reads a lot"\n\n# --- Announcing'
ON = ("--as-of", "2025-06-20")


@pytest.fixture
def four_levels(tmp_path: Path) -> str:
    """A rules file with a level above the three, of as many points as the example has."""
    text = (files("rules") / "points.toml").read_text(encoding="utf-8")
    for least, lower in (("from = 40", "from = 10.5"), ("from = 70", "from = 11")):
        assert least in text
        text = text.replace(least, lower)
    (tmp_path / "four.toml").write_text(text.replace("# --- Announcing", FOURTH, 1))
    return "four.toml"


def test_levels_that_are_no_more_are_told_by_their_names(
    leadlight: Leadlight, file: Path, four_levels: str
) -> None:
    leadlight("import", str(file), RULES_FILE=four_levels)
    assert "none to Fan" in leadlight("score", *ON, RULES_FILE=four_levels).out
    assert leadlight("rules", "adopt", "--yes").code == 0
    scored = leadlight("score", *ON)
    assert (scored.code, scored.err) == (0, "")
    assert "level 4 to OQL1" in scored.out
    history = leadlight("company", "acme", *ON, "--json").json["history"]
    assert [(one["from"], one["to"]) for one in history] == [("none", "Fan"), ("Fan", "OQL1")]
    assert "Fan" in leadlight("company", "acme", *ON).out.rpartition("Levels")[2]


@pytest.mark.parametrize(
    ("since", "moves", "told"),
    [
        (
            "2025-06-17",
            {"docs": 5.0, "download": 5.0},
            "Documentation +5 (0 to 5), Downloads +5 (10 to 15)",
        ),
        ("2025-06-19", {"docs": 5.0}, "Documentation +5 (0 to 5)"),
    ],
)
def test_which_categories_rose_since_a_day(
    leadlight: Leadlight, file: Path, since: str, moves: dict[str, float], told: str
) -> None:
    leadlight("import", str(file))
    found = leadlight("company", "acme", *ON, "--since", since, "--json").json
    assert (found["moved_since"], found["moves"]) == (since, moves)
    assert f"\nSince {since}: {told}\n" in leadlight("company", "acme", *ON, "--since", since).out


def test_which_categories_fell(leadlight: Leadlight, file: Path) -> None:
    leadlight("import", str(file))
    out = leadlight("company", "acme", "--as-of", "2025-07-18", "--since", "2025-07-16").out
    assert "\nSince 2025-07-16: Downloads -10 (10 to 0)\n" in out
    still = leadlight("company", "acme", "--as-of", "2025-07-19", "--since", "2025-07-18").out
    assert "\nSince 2025-07-18: no category rose or fell\n" in still


def test_since_lies_before_the_day_that_is_shown(leadlight: Leadlight, file: Path) -> None:
    leadlight("import", str(file))
    ran = leadlight("company", "acme", *ON, "--since", "2025-06-20")
    assert ran.code == 2
    assert "--since 2025-06-20 is not before 2025-06-20" in ran.err


def test_a_company_that_is_not_listed_has_all_keys(leadlight: Leadlight, file: Path) -> None:
    leadlight("import", str(file))
    listed = leadlight("company", "acme", *ON, "--json").json
    found = leadlight("company", "rocket", "--as-of", "2026-01-01", "--json").json
    assert found.keys() == listed.keys()
    assert (found["name"], found["level"], found["people"]) == ("Rocket Works", "none", 0)
    assert found["score"] == {"30": 0.0, "60": 0.0, "90": 0.0}
    assert found["categories"] == dict.fromkeys(listed["categories"], 0.0)
    assert (found["gates"], found["next"], found["days"]) == ([], None, [])


def test_nothing_in_the_window_is_said(leadlight: Leadlight, file: Path) -> None:
    leadlight("import", str(file))
    text = leadlight("company", "rocket", "--as-of", "2025-08-01").out
    assert text.count("nothing in these 30 days") == 2
    assert "credited" not in text


def test_levels_are_those_that_scores_recorded(leadlight: Leadlight, file: Path) -> None:
    leadlight("import", str(file))
    leadlight("score", *ON)
    assert "\nLevels, as recorded by scores\n" in leadlight("company", "acme", *ON).out


def test_the_first_of_what_is_lacking_is_said(
    leadlight: Leadlight, file: Path, tmp_path: Path
) -> None:
    leadlight("import", str(file))
    assert "\nTo OQL2: 20 more points\n" in leadlight("company", "acme", *ON).out
    signals = leadlight("company", "rocket", *ON, RULES_FILE="signals").out
    assert signals.count("\nTo OQL1: downloads: count >= 2, downloads: span_days > 3, doc") == 1
    (tmp_path / "mine.toml").write_text(
        (files("rules") / "signals.toml")
        .read_text("utf-8")
        .replace('needs = ["count >= 2", ', 'needs = ["count >= 2", "days >= 2", ', 1)
    )
    mine = leadlight("company", "rocket", *ON, RULES_FILE="mine.toml").out
    [way] = [line for line in mine.splitlines() if line.startswith("To OQL1")]
    assert way == (
        "To OQL1: downloads: count >= 2, downloads: days >= 2, downloads: span_days > 3,"
        " 1 more, below"
    )


def test_a_figure_of_nothing_is_none_or_never(leadlight: Leadlight, file: Path) -> None:
    leadlight("import", str(file))
    gates = leadlight("company", "rocket", *ON, "--json", RULES_FILE="signals").json["gates"]
    assert {gate["need"]: gate["figure"] for gate in gates if gate["gate"] == "downloads"} == {
        "count >= 2": 0,
        "span_days > 3": 0,
    }
    assert all(gate["figure"] is None or 0 <= gate["figure"] < 1_000 for gate in gates)


@pytest.mark.parametrize(
    "command", [("companies",), ("company", "acme"), ("score", "--as-of", "2025-06-20")]
)
def test_rules_that_are_not_in_force_are_named(
    leadlight: Leadlight, file: Path, command: tuple[str, ...]
) -> None:
    leadlight("import", str(file))
    assert leadlight("score", *ON, RULES_FILE="signals").code == 0
    ran = leadlight(*command, "--json")
    signals = read_rules("signals")
    assert ran.json["rules"] == "points"
    assert ran.json["in_force"] == {"name": "signals", "version": signals.version}
    assert f"this ledger judges by signals, version {signals.version}" in ran.err
    same = leadlight(*command, "--json", RULES_FILE="signals")
    assert (same.err, "in_force" in same.json) == ("", False)


def test_what_would_lift_it_and_how_long_it_stands(leadlight: Leadlight, file: Path) -> None:
    leadlight("import", str(file))
    out = leadlight("company", "acme", *ON).out
    first = out.index("To OQL2")
    assert out[first:].partition("\n\n")[0] == (
        "To OQL2: 20 more points\n"
        "It takes all of these within 2 days: 10 × website page of high value (Website, 10 "
        "points) and 2 × pull request (Community, 10 points)\n"
        "Nothing more counts today where a cap is reached: Documentation (day)\n"
        "With nothing new it stays OQL1 until 16 Jul 2025 (9.99 points to spare)"
    )
