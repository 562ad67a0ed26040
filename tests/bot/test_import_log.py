"""`leadlight import` of access logs: what is told, and one ledger from whichever pieces."""

import gzip
import io
import shutil
import sys
from pathlib import Path

import pytest

from tests.bot.command_line import HEAD, ROWS, Leadlight
from tests.bot.logged import log_lines, stored, write_rules

SAMPLE = Path(__file__).parents[1] / "collectors" / "fixtures" / "access.log"


@pytest.fixture
def rules_file(tmp_path: Path) -> str:
    return str(write_rules(tmp_path))


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return Path(shutil.copy(SAMPLE, tmp_path / "access.log"))


def test_a_log_in_figures_and_again(
    leadlight: Leadlight, leadlight_url: str, log: Path, rules_file: str
) -> None:
    first = leadlight("import", str(log), "--json", RULES_FILE=rules_file)
    assert (first.code, first.err) == (0, "")
    told = first.json
    assert (told["read"], told["new"], told["filtered"], told["rejected"]) == (20, 5, 15, [])
    assert sum(told["filtered_by"].values()) == 15
    assert told["unmapped"][0]["requests"] == 1
    kept = stored(leadlight_url)
    again = leadlight("import", str(log), "--json", RULES_FILE=rules_file).json
    assert (again["new"], again["duplicate"]) == (0, 5)
    assert stored(leadlight_url) == kept


def test_a_dry_run_stores_nothing(
    leadlight: Leadlight, leadlight_url: str, log: Path, rules_file: str
) -> None:
    ran = leadlight("import", str(log), str(log), "--dry-run", RULES_FILE=rules_file)
    assert "40 rows read: 5 would be new, 5 known already, 30 left out" in ran.out
    assert stored(leadlight_url) == []


def test_pages_without_a_pattern_are_told_loudly(leadlight: Leadlight, tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    log.write_text(log_lines(0, 3) + log_lines(2, 3))
    ran = leadlight("import", "access.log")
    assert "Nothing scores: no page that was asked for has a pattern" in ran.err
    assert "Most asked for without a pattern: /docs/2 (2), /docs/0 (1)" in ran.err
    assert "4 left out: no pattern of [[pages]]" in ran.out


@pytest.mark.parametrize("name", ["access.log.1.gz", "access.log.gz", "anything"])
def test_gzip_is_known_by_its_bytes(
    leadlight: Leadlight, log: Path, rules_file: str, name: str
) -> None:
    (log.parent / name).write_bytes(gzip.compress(log.read_bytes()))
    assert leadlight("import", name, "--json", RULES_FILE=rules_file).json["new"] == 5


def test_halves_in_any_order_and_the_whole_are_one_ledger(
    leadlight: Leadlight, leadlight_url: str, log: Path, rules_file: str
) -> None:
    given = {"RULES_FILE": rules_file, "IDENTITY_KEY": "k" * 32}
    leadlight("import", str(log), **given)
    whole = stored(leadlight_url)
    other = f"sqlite:///{log.parent / 'halves.db'}"
    lines = log.read_text().splitlines(keepends=True)
    for name, some in (("late", lines[7:]), ("early", lines[:9])):
        (log.parent / name).write_text("".join(some))
        leadlight("import", name, **given, DATABASE_URL=other)
    assert whole
    assert stored(other) == whole


def test_a_site_of_its_own_name(
    leadlight: Leadlight, leadlight_url: str, log: Path, rules_file: str
) -> None:
    leadlight("import", str(log), "--source", "docs.acme.example", RULES_FILE=rules_file)
    rows = stored(leadlight_url)
    assert {row[0] for row in rows} == {"docs.acme.example"}
    assert all(row[4].startswith("docs.acme.example/") for row in rows)


def test_standard_input_and_other_files_beside(
    leadlight: Leadlight, log: Path, rules_file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (log.parent / "activities.csv").write_text(HEAD + ROWS)
    stdin = io.TextIOWrapper(io.BytesIO(log.read_bytes()))
    monkeypatch.setattr(sys, "stdin", stdin)
    ran = leadlight("import", "-", "--format", "access-log", "--json", RULES_FILE=rules_file)
    assert ran.json["new"] == 5
    both = leadlight("import", "activities.csv", str(log), "--json", RULES_FILE=rules_file).json
    assert (both["new"], both["duplicate"]) == (6, 5)


@pytest.mark.parametrize(
    ("args", "mend"),
    [
        (("--source", "two words"), "--source is a short name of letters"),
        (("--source", "site", "--format", "csv"), "--source does not go with csv"),
        (("--follow", "--dry-run"), "--follow keeps up with one file and stores what it reads"),
        (("--follow", "other.log"), "--follow keeps up with one file"),
        (("--follow", "--format", "jsonl"), "--follow is for access logs, not for jsonl"),
    ],
)
def test_wrong_use(leadlight: Leadlight, log: Path, args: tuple[str, ...], mend: str) -> None:
    (log.parent / "other.log").touch()
    ran = leadlight("import", *args, str(log))
    assert ran.code == 2
    assert mend in ran.err
