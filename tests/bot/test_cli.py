"""The command line as people and scripts use it: answers, exit codes, and mends for mistakes."""

import io
import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot import cli
from bot.settings import NOT_YET, Settings
from demo.slack import Fault, open_workspace

ROOT = Path(__file__).parents[2]
HEAD = "source,id,kind,occurred_at,email,company,domain,count,title\n"
ROWS = """\
site,1,download,2025-06-16T10:00:00+00:00,ada@acme.example,,,,anvil 1.0
site,2,download,2025-06-17T10:00:00+00:00,ada@acme.example,,,,anvil 1.1
site,3,download,2025-06-18T10:00:00+00:00,bo@acme.example,,,,anvil 1.2
site,4,doc_view,2025-06-20T23:30:00+00:00,,,acme.example,100,Getting started
site,5,download,2025-06-20T10:00:00+00:00,someone@gmail.com,,,,anvil 1.2
site,6,issue,2025-06-19T10:00:00+00:00,,Rocket Works,,,
"""
BROKEN = """\
site,7,downlod,2025-06-16T10:00:00+00:00,ada@acme.example,,,,
site,8,download,yesterday,ada@acme.example,,,,
"""


class Ran(SimpleNamespace):
    """How a command ended, and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its answer to a program."""
        return json.loads(self.out)


Leadlight = Callable[..., Ran]


@pytest.fixture
def leadlight(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Leadlight]:
    """Runs a command in an empty folder with no settings but those given as keywords."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    monkeypatch.chdir(tmp_path)
    for name in (*Settings.model_fields, *NOT_YET):
        monkeypatch.delenv(name.upper(), raising=False)

    def run(*args: str, **environment: str) -> Ran:
        with monkeypatch.context() as now:
            for name, value in environment.items():
                now.setenv(name, value)
            try:
                code = cli.main(args)
            except SystemExit as ended:  # argparse ends by itself
                code = int(ended.code or 0)
        written = capsys.readouterr()
        return Ran(code=code, out=written.out, err=written.err)

    yield run
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """An activity file in which every row can be read."""
    path = tmp_path / "activities.csv"
    path.write_text(HEAD + ROWS)
    return path


@pytest.mark.parametrize("command", cli.COMMANDS)
def test_every_command_explains_itself_by_an_example(leadlight: Leadlight, command: str) -> None:
    helped = leadlight(command, "--help")
    assert helped.code == 0
    example = helped.out.split("example:\n")[1]
    assert f"leadlight {command}" in example


def test_the_whole_is_explained_and_the_module_is_the_command() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "bot", "--help"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.startswith("usage: leadlight ")
    assert re.findall(r"^    (\w+)(?: {2,}|$)", ran.stdout, re.M) == list(cli.COMMANDS)
    assert ran.stderr == ""


@pytest.mark.parametrize("args", [(), ("explode",), ("companies", "--levle", "OQL1")])
def test_wrong_use_is_2(leadlight: Leadlight, args: tuple[str, ...]) -> None:
    ran = leadlight(*args)
    assert (ran.code, ran.out) == (2, "")
    assert "usage: leadlight" in ran.err


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
    why, history = told.pop("why"), told.pop("history")
    assert told == {**REPORT, **ACME}
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
        "name:rocketworks: no activity in the 90 days to 2026-01-01, and never an OQL.\n"
    )


@pytest.mark.parametrize(
    ("args", "environment", "mend"),
    [
        (("companies", "--level", "OQL9"), {}, "there is OQL0, none, OQL1, OQL2, OQL3"),
        (
            ("companies", "--as-of", "yesterday"),
            {},
            "is no day: write it as 2026-11-20",
        ),
        (("companies", "--as-of", "2025-02-30"), {}, "is no day"),
        (("score", "--as-of", "0001-01-01"), {}, "days go from 1990 to 2100"),
        (("digest", "--as-of", "9999-12-31"), {}, "days go from 1990 to 2100"),
        (("company", "acme", "--as-of", "x"), {}, "is no day"),
        (("import", "none.csv", "nor.csv"), {}, "there is no file none.csv, nor.csv"),
        (("import", "."), {}, "there is no file ."),
        (("import", "-", "--format", "xml"), {}, "'xml' is no format: there is auto, csv, jsonl"),
        (("collect", "gitlab"), {}, "'gitlab' is no polled source: there is github"),
        (("rules", "check", "none.toml"), {}, "none.toml:1: cannot be read"),
        (("companies",), {"RULES_FILE": "none.toml"}, "RULES_FILE is wrong: there is no such file"),
        (("companies",), {"DATABASE_URL": "leadlight.db"}, "write it as sqlite:///leadlight.db"),
        (("companies",), {"DATABASE_URL": "sqlite:///no/l.db"}, "there is no folder no: make it"),
        (("companies",), {"DATABASE_URL": "postgresql://h/d"}, "must name a SQLite file"),
        (("companies",), {"TIMEZONE": "Mars"}, "use a name such as UTC or Europe/Berlin"),
        (("refer", "Ada", "sale", "x", "--origin", "booth"), {}, "'sale' is no team: there is m"),
        (
            ("refer", "Ada", "sales", "x", "--origin", "bar"),
            {},
            "'bar' is no origin",
        ),
        (("refer", " ", "sales", "x", "--origin", "booth"), {}, "a person's name and a reason"),
        (
            ("refer", "Ada", "sales", "x", "--origin", "booth", "--company", "gmail.com"),
            {},
            "--company: gmail.com is no company's domain (free): name the company",
        ),
    ],
)
def test_a_mistake_is_2_with_its_mend(
    leadlight: Leadlight, args: tuple[str, ...], environment: dict[str, str], mend: str
) -> None:
    ran = leadlight(*args, **environment)
    assert (ran.code, ran.out) == (2, "")
    assert mend in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("args", "environment", "named"),
    [
        (("run",), {}, ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "LEADS_CHANNEL"]),
        (("run",), {"GITHUB_REPOS": "a/b", "DIGEST_AT": "never"}, ["GITHUB_TOKEN", "DIGEST_AT"]),
        (("collect",), {}, ["GITHUB_REPOS", "GITHUB_TOKEN"]),
        (("digest", "--send"), {}, ["SLACK_BOT_TOKEN", "LEADS_CHANNEL"]),
    ],
)
def test_all_missing_settings_are_named(
    leadlight: Leadlight, args: tuple[str, ...], environment: dict[str, str], named: list[str]
) -> None:
    ran = leadlight(*args, **environment)
    assert (ran.code, ran.out) == (2, "")
    for name in named:
        assert f"\n{name} is " in f"\n{ran.err}"
    assert ran.err.endswith(".env.example explains each.\n")


def test_settings_come_from_the_folder(leadlight: Leadlight, file: Path) -> None:
    (file.parent / ".env").write_text("DATABASE_URL=sqlite:///kept.db\n")
    leadlight("import", str(file))
    assert (file.parent / "kept.db").is_file()
    assert not (file.parent / "leadlight.db").exists()


def test_rules_are_checked_and_shown(leadlight: Leadlight, tmp_path: Path) -> None:
    assert leadlight("rules", "check").out.startswith("points: fine (version ")
    shown = leadlight("rules", "show").out
    assert re.search(r"^download +download +5.0 +10 +20 +50$", shown, re.M)
    assert "70 or more" in shown
    assert "#dql-sales" in shown
    broken = (ROOT / "rules" / "points.toml").read_text().replace("day = 5\n", "dya = 5\n", 1)
    (tmp_path / "mine.toml").write_text(broken.replace("window_days = 30", "window_days = 31"))
    wrong = {
        number
        for number, line in enumerate(broken.splitlines(), start=1)
        if line.startswith(("dya", "window_days"))
    }
    assert len(wrong) == 2
    ran = leadlight("rules", "check", "mine.toml")
    assert ran.code == 2
    lines = {int(line.split(":")[1]) for line in ran.err.splitlines()}
    assert wrong <= lines
    assert leadlight("companies", RULES_FILE="mine.toml").err == ran.err


def test_another_time_zone_is_refused_until_it_is_counted_anew(
    leadlight: Leadlight, file: Path
) -> None:
    leadlight("import", str(file))
    refused = leadlight("companies", TIMEZONE="Europe/Berlin")
    assert refused.code == 2
    assert "counts its days in UTC, but TIMEZONE is Europe/Berlin" in refused.err
    counted = leadlight("retally", TIMEZONE="Europe/Berlin")
    assert counted.out == "Days are counted in Europe/Berlin now; 1 activities changed their day.\n"
    told = leadlight("companies", "--as-of", "2025-06-21", "--json", TIMEZONE="Europe/Berlin").json
    assert told["companies"][0]["last_activity"] == "2025-06-21"
    assert leadlight("companies").code == 2


def test_a_referral_without_slack(leadlight: Leadlight) -> None:
    assert leadlight("referrals").out == "Nobody was referred so far. In Slack: /dql refer\n"
    line = ("refer", "Ada Byte", "sales", "asked about SSO", "--origin", "BOOTH")
    first = leadlight(*line, "--which", "KubeCon EU", "--company", "acme.example", "--json").json
    assert (first["id"], first["origin"], first["company"]) == (1, "booth", "acme.example")
    second = leadlight(*line)
    assert second.out.splitlines() == [
        "DQL-2: Ada Byte is handed to sales; the service posts the card.",
        "The same person went to sales before: DQL-1.",
    ]
    listed = leadlight("referrals", "--json").json["referrals"]
    assert [(one["id"], one["state"], one["origin_detail"]) for one in listed] == [
        (2, "open", ""),
        (1, "open", "KubeCon EU"),
    ]
    assert "DQL-1   Ada Byte  acme.example  sales  open" in leadlight("referrals").out


def test_the_digest_is_shown_and_nothing_is_sent(leadlight: Leadlight, file: Path) -> None:
    leadlight("import", str(file))
    week = ("digest", "--as-of", "2025-06-22")
    text = leadlight(*week).out
    assert text.startswith("Leadlight, week to 2025-06-22\n")
    assert "acme.example: none → OQL1 · 20 points (+20)" in text
    facts = leadlight(*week, "--json").json
    assert (facts["until"], [one["name"] for one in facts["new"]]) == (
        "2025-06-22",
        ["acme.example"],
    )


def test_the_digest_is_sent_once(leadlight: Leadlight, file: Path) -> None:
    leadlight("import", str(file))
    with open_workspace() as slack:
        settings = {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_API_URL": slack.api_url,
            "LEADS_CHANNEL": "#leads",
        }
        week = ("digest", "--send", "--as-of", "2025-06-22")
        slack.faults.next("chat.postMessage", Fault("rate_limited", seconds=1))
        limited = sent = leadlight(*week, **settings)
        assert (limited.code, limited.out) == (1, "")
        assert limited.err.startswith("The digest is not posted yet: rate limited.\n")
        assert "It stays queued" in limited.err
        while sent.err == limited.err:
            sent = leadlight(*week, **settings)
        assert (sent.code, sent.out) == (0, "The digest of the week to 2025-06-22 is posted.\n")
        again = leadlight(*week, **settings)
        assert (again.code, again.out) == (1, "")
        assert again.err == "This week's digest was sent before: nothing is said twice.\n"
        assert [message.text[:30] for message in slack.messages("#leads")] == [
            "Leadlight, week to 2025-06-22:"
        ]


def test_a_slack_that_is_away_is_said_so(leadlight: Leadlight) -> None:
    ran = leadlight(
        *("digest", "--send"),
        SLACK_BOT_TOKEN="xoxb-canary",
        SLACK_API_URL="http://127.0.0.1:9/api/",
        LEADS_CHANNEL="#leads",
    )
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.splitlines()[-1].startswith("Slack cannot be reached: ")
    assert "Traceback" not in ran.err
    assert "canary" not in ran.err


def test_doctor_names_what_is_wrong_with_its_mend(leadlight: Leadlight) -> None:
    ran = leadlight("doctor")
    assert ran.code == 1
    assert "WRONG setting: SLACK_BOT_TOKEN is missing → the app's bot token" in ran.out
    assert "WRONG Slack: no token → set SLACK_BOT_TOKEN" in ran.out
    assert "ok    GitHub: off: GITHUB_REPOS names no repository" in ran.out
    found = leadlight("doctor", "--json").json
    assert {frozenset(one) for one in found} == {frozenset(("what", "fine", "saw", "mend"))}


def test_doctor_looks_at_every_channel(leadlight: Leadlight) -> None:
    with open_workspace(channels=["#leads", "#dql-sales"]) as slack:
        ran = leadlight(
            "doctor",
            SLACK_BOT_TOKEN=slack.bot_token,
            SLACK_APP_TOKEN=slack.app_token,
            SLACK_API_URL=slack.api_url,
            LEADS_CHANNEL="#leads",
        )
    assert "ok    channel for leads: #leads" in ran.out
    assert "ok    channel for sales: #dql-sales" in ran.out
    assert "WRONG channel for product: #dql-product does not exist → make #dql-product" in ran.out
    assert "at most" in ran.out
    assert slack.bot_token not in ran.out + ran.err
