"""The command line as people and scripts use it: answers, exit codes, and mends for mistakes."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot import cli
from tests.bot.command_line import HEAD, Leadlight

ROOT = Path(__file__).parents[2]


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
    assert re.findall(r"^    ([\w-]+)(?: {2,}|$)", ran.stdout, re.M) == list(cli.COMMANDS)
    assert ran.stderr == ""


@pytest.mark.parametrize("args", [(), ("explode",), ("companies", "--levle", "OQL1")])
def test_wrong_use_is_2(leadlight: Leadlight, args: tuple[str, ...]) -> None:
    ran = leadlight(*args)
    assert (ran.code, ran.out) == (2, "")
    assert "usage: leadlight" in ran.err


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
        (("replay", "--rules", "none.toml"), {}, "none.toml: cannot be read"),
        (("replay",), {}, "RULES_FILE is in force already: name others by --rules FILE"),
        (("history", "--from", "2026-02-02", "--to", "2026-02-01"), {}, "is after --to 2026-02-01"),
        (("rules", "adopt", "community"), {}, "only RULES_FILE can be adopted"),
        (("companies",), {"RULES_FILE": "none.toml"}, "RULES_FILE is wrong: there is no such file"),
        (("companies",), {"DATABASE_URL": "leadlight.db"}, "write it as sqlite:///leadlight.db"),
        (("companies",), {"DATABASE_URL": "sqlite:///no/l.db"}, "there is no folder no: make it"),
        (
            ("companies",),
            {"DATABASE_URL": "postgresql+psycopg://h/d", "IDENTITY_KEY": ""},
            "IDENTITY_KEY is missing",
        ),
        (("companies",), {"TIMEZONE": "Mars"}, "use a name such as UTC or Europe/Berlin"),
        (("demo", "--port", "99999"), {}, "--port goes from 0 (any that is free) to 65535"),
        (("import", "/proc/self/mem"), {}, "Input/output error: check the file, its permissions"),
        (
            ("companies",),
            {"DATABASE_URL": "postgresql+psycopg://u:canary@host:port/db", "IDENTITY_KEY": "k"},
            "the port in the database's URL is no number",
        ),
        (
            ("companies",),
            {"DATABASE_URL": "postgresql+psycopg2://u:canary@host/db", "IDENTITY_KEY": "k" * 16},
            "begin the database's URL with postgresql+psycopg://",
        ),
        (
            ("restore", "none.db"),
            {"DATABASE_URL": "postgresql://u:canary@host/db", "IDENTITY_KEY": "k" * 16},
            "host:5432/db: this is for a ledger in a file",
        ),
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
    assert "canary" not in ran.err


@pytest.mark.sqlite_only  # of a server's disk only the server can say how full it is
def test_a_full_disk_is_told_and_keeps_what_was_finished(leadlight: Leadlight, file: Path) -> None:
    """A limit on a file's size stands for it; SQLite says the same of both."""
    leadlight("import", str(file))
    rest = f"download,2025-06-16T10:00:00+00:00,,,acme.example,,{'x' * 300}"
    file.write_text(HEAD + "".join(f"site,more{n},{rest}\n" for n in range(2_000)))
    code = (
        "import resource, sys\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))\n"
        "from bot import cli\n"
        "sys.exit(cli.main(sys.argv[1:]))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, "import", str(file)],
        cwd=file.parent,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (1, "")
    assert re.search(r"^The ledger failed \(.*\): .*; what was finished before is kept", ran.stderr)
    assert "Traceback" not in ran.stderr
    assert len(leadlight("companies", "--as-of", "2025-06-21", "--json").json["companies"]) == 2


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


@pytest.mark.sqlite_only  # elsewhere DATABASE_URL is set, and prevails
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
    assert ran.code == 1
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
