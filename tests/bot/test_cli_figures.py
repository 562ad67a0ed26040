"""Files in, figures out: the JSON that scripts depend on, and the columns that people read."""

import io
import json
import re
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import now
from tests.bot.command_line import BROKEN, HEAD, ROWS, Leadlight


def test_import_and_the_same_again(leadlight: Leadlight, file: Path) -> None:
    file.write_text(HEAD + ROWS + BROKEN)
    first = leadlight("import", "activities.csv", "--json")
    assert first.code == 1
    assert first.json == {
        "read": 8,
        "new": 6,
        "duplicate": 0,
        "filtered": 0,
        "rejected": [
            {
                "file": "activities.csv",
                "line": 8,
                "reason": 'column kind: "downlod" is not in the rules file; did you mean download?',
            },
            {
                "file": "activities.csv",
                "line": 9,
                "reason": "column occurred_at: neither ISO 8601 (2026-11-20T09:30:00+00:00) "
                "nor Unix seconds",
            },
        ],
        "without_company": 1,
    }
    again = leadlight("import", "activities.csv", "--json").json
    assert (again["read"], again["new"], again["duplicate"]) == (8, 0, 6)


def test_import_in_words(leadlight: Leadlight, file: Path) -> None:
    file.write_text(HEAD + ROWS + BROKEN)
    ran = leadlight("import", str(file))
    assert "8 rows read: 6 new, 0 known already, 2 not readable" in ran.out
    assert "1 of them belong to no company yet" in ran.out
    assert f"{file} line 8: column kind" in ran.err


def test_a_dry_run_stores_nothing(leadlight: Leadlight, file: Path) -> None:
    tried = leadlight("import", str(file), "--dry-run", "--json")
    assert (tried.code, tried.json["new"]) == (0, 6)
    assert "6 would be new" in leadlight("import", str(file), str(file), "--dry-run").out
    assert leadlight("companies", "--as-of", "2025-06-20", "--json").json["companies"] == []
    assert leadlight("import", str(file), "--json").json["new"] == 6


def test_import_from_standard_input(leadlight: Leadlight, monkeypatch: pytest.MonkeyPatch) -> None:
    row = {"source": "site", "id": "1", "kind": "download", "occurred_at": 1_750_000_000}
    line = json.dumps({**row, "domain": "acme.example"}).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(line + b"\nnonsense\n")))
    ran = leadlight("import", "-", "--format", "jsonl", "--json")
    assert ran.json["new"] == 1
    assert ran.json["rejected"][0]["file"] == "standard input"
    assert ran.json["rejected"][0]["line"] == 2


ACME = {
    "company": "acme.example",
    "name": "acme.example",
    "level": "OQL1",
    "since": "2025-06-18",
    "score": {"30": 20.0, "60": 20.0, "90": 20.0},
    "categories": {"docs": 5.0, "blog": 0.0, "website": 0.0, "download": 15.0, "community": 0.0},
    "people": 2,
    "last_activity": "2025-06-20",
    "verified": True,
    "handoff": "none",
    "handoff_since": None,
}
ROCKET = {
    "company": "name:rocketworks",
    "name": "Rocket Works",
    "level": "none",
    "since": None,
    "score": {"30": 2.0, "60": 2.0, "90": 2.0},
    "categories": {"docs": 0.0, "blog": 0.0, "website": 0.0, "download": 0.0, "community": 2.0},
    "people": 0,
    "last_activity": "2025-06-19",
    "verified": True,
    "handoff": "none",
    "handoff_since": None,
}
REPORT = {"as_of": "2025-06-20", "window_days": 30, "rules": "points"}


def test_companies(leadlight: Leadlight, file: Path) -> None:
    leadlight("import", str(file))
    on = ("--as-of", "2025-06-20")
    assert leadlight("companies", *on, "--json").json == {**REPORT, "companies": [ACME, ROCKET]}
    only = leadlight("companies", *on, "--level", "oql1", "--json").json
    assert only == {**REPORT, "companies": [ACME]}
    before = leadlight("companies", "--as-of", "2025-06-17", "--json").json["companies"]
    assert [(one["company"], one["level"]) for one in before] == [("acme.example", "none")]
    head, acme, rocket = leadlight("companies", *on).out.splitlines()
    assert re.split(r"  +", head) == [
        *("company", "level", "since", "30 days", "60 days", "90 days", "people", "last seen")
    ]
    points = ["20.0"] * 3
    assert acme.split() == ["acme.example", "OQL1", "2025-06-18", *points, "2", "2025-06-20"]
    assert rocket.split()[:2] == ["name:rocketworks", "none"]
    cold = leadlight("companies", "--as-of", "2025-07-25", "--json").json["companies"]
    assert [(one["company"], one["level"]) for one in cold] == [
        ("acme.example", "OQL0"),
        ("name:rocketworks", "none"),
    ]


def test_companies_that_are_not_certain_are_marked(leadlight: Leadlight, tmp_path: Path) -> None:
    """Two people at a mail domain count, and leave doubt; three do not, until it is long ago."""
    today = now().date()
    days = [(today - timedelta(days=ago)).isoformat() for ago in (10, 12)]
    rows = (
        f"site,{domain}-{who}-{day},download,{day}T10:00:00Z,{who}@{domain}.example"
        for domain, people in (("two", "ab"), ("three", "abc"))
        for who in people
        for day in days
    )
    file = tmp_path / "mail.csv"
    file.write_text("\n".join(["source,id,kind,occurred_at,email", *rows]))
    assert leadlight("import", str(file)).code == 0
    on = ("--as-of", today.isoformat())
    found = leadlight("companies", *on, "--json").json["companies"]
    assert {one["name"]: one["verified"] for one in found} == {
        "three.example": True,
        "two.example": False,
    }
    _, *lines = leadlight("companies", *on).out.splitlines()
    assert [line.split()[0] for line in lines if line.endswith("not confirmed yet")] == [
        "two.example"
    ]


def test_no_companies(leadlight: Leadlight) -> None:
    ran = leadlight("companies")
    assert (ran.code, ran.out) == (0, "No company has an activity in 90 days, or a level.\n")


def test_score(leadlight: Leadlight, file: Path) -> None:
    leadlight("import", str(file))
    change = {
        "company": "acme.example",
        "name": "acme.example",
        "from": "none",
        "to": "OQL1",
        "points": 20.0,
    }
    on = ("--as-of", "2025-06-20")
    first = leadlight("score", *on, "--json").json
    assert first == {**REPORT, "companies": [ACME, ROCKET], "changes": [change]}
    again = leadlight("score", *on)
    assert again.out == "2 companies on 2025-06-20, 0 changed their level\n"
    earlier = leadlight("score", "--as-of", "2025-06-17")
    assert "Nothing was stored: this day lies before" in earlier.out


def test_company(leadlight: Leadlight, file: Path) -> None:
    leadlight("import", str(file))
    on = ("--as-of", "2025-06-20")
    leadlight("score", *on)
    told = leadlight("company", "https://www.acme.example/", *on, "--json").json
    why, history, days = told.pop("why"), told.pop("history"), told.pop("days")
    assert told.pop("moved_since") == "2025-06-13"
    assert (len(days), days[-1]) == (90, {"day": "2025-06-20", "points": 20.0, "level": 1})
    assert told.pop("signals") == []
    assert told.pop("who") == {
        "evidence": "2 people, mail domain; also stated by the sender",
        "confirmed": None,
        "verdict": None,
        "parent": None,
        "becomes": None,
        "merged": [],
        "formerly": [],
    }
    assert (told.pop("gates"), told.pop("moves")) == ([], {"docs": 5.0, "download": 15.0})
    ahead = told.pop("next")
    lift = ahead.pop("lift")
    assert ahead == {"level": "OQL2", "points": 20.0, "gates": []}
    assert lift == {
        "deeds": [
            {"kind": "web_view_high_value", "title": "Website", "count": 10, "points": 10.0},
            {"kind": "pull_request", "title": "Community", "count": 2, "points": 10.0},
        ],
        "days": 2,
        "together": True,
        "full": [{"title": "Documentation", "cap": "day"}],
    }
    assert told.pop("hold") == {"level": "OQL1", "points": 9.99, "until": "2025-07-16"}
    assert told == {**REPORT, **ACME}
    for row in why:
        done = row.pop("activities")
        assert sum(one["raw"] for one in done) == row["raw"]
        assert sum(one["credited"] for one in done) == row["credited"]
    day = {"category": "download", "raw": 5.0, "credited": 5.0, "cap": None}
    assert why == [
        {"category": "docs", "day": "2025-06-20", "raw": 25.0, "credited": 5.0, "cap": "day"},
        *({**day, "day": f"2025-06-{number}"} for number in (16, 17, 18)),
    ]
    [change] = history
    assert {**change, "rules": change["rules"].split()[0]} == {
        "day": "2025-06-20",
        "from": "none",
        "to": "OQL1",
        "points": 20.0,
        "rules": "points",
    }
    text = leadlight("company", "acme", *on).out
    assert "Why: points of the 30 days to 2025-06-20" in text
    assert "Getting started" in text
    assert "OQL1" in text.rpartition("Levels")[2]


def test_one_company_is_wanted(leadlight: Leadlight, file: Path) -> None:
    leadlight("import", str(file))
    nobody = leadlight("company", "nobody.example")
    assert (nobody.code, nobody.out) == (1, "")
    assert nobody.err == "'nobody.example' is not one company: none is known by that name\n"
    several = leadlight("company", "e")
    assert several.code == 1
    assert "acme.example" in several.err
    assert "name:rocketworks" in several.err
    long_after = leadlight("company", "rocket", "--as-of", "2026-01-01")
    assert long_after.out == (
        "Rocket Works: no activity in the 90 days to 2026-01-01, and never an OQL.\n"
        "Known by: stated by the sender\n"
    )
