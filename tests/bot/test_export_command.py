"""What is taken away can be brought in again, and is everything of whoever asks for theirs."""

import csv
import io
import json
import stat
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import SQLModel

from bot.cells import FORMULA, exact
from bot.commands import exported_person
from collectors.activity_formats import csv_rows
from collectors.lines import Lines
from ledger.engine import Ledger
from ledger.schema import open_ledger
from tests.bot.command_line import Leadlight
from tests.conftest import UTC_ZONE
from tests.ledger.forgetful import live, person

FILES = ["activities.csv", "companies.csv", "levels.csv", "referrals.csv"]
OF_ONE = ["person.csv", "person.json"]
DAY = "2025-06-20"
ROW = {"source": "site", "kind": "download", "occurred_at": "2025-06-19T10:00:00Z"}


def read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text))


def levels(leadlight: Leadlight, **environment: str) -> Any:
    told = leadlight("companies", "--as-of", DAY, "--json", **environment).json["companies"]
    return [{**one, "people": 0, "verified": True} for one in told]


def again(leadlight: Leadlight, tmp_path: Path) -> dict[str, str]:
    """A new ledger that holds what the old one was exported to."""
    other = {"DATABASE_URL": f"sqlite:///{tmp_path / 'other.db'}"}
    told = leadlight("import", "out/activities.csv", "--json", **other)
    assert (told.code, told.json["rejected"], told.json["duplicate"]) == (0, [], 0)
    return other


@pytest.fixture
def imported(leadlight: Leadlight, file: Path, tmp_path: Path) -> Leadlight:
    """A ledger with activities of files, one of whom moved, and of GitHub and Slack."""
    more = tmp_path / "more.jsonl"
    rows = [
        {**ROW, "id": "=cmd|' /C calc'!A0", "actor": "+ada", "domain": "acme.example"},
        {**ROW, "id": "'=quoted", "actor": "@bo", "title": "-1+1", "domain": "acme.example"},
        {
            **ROW,
            "id": "u1",
            "kind": "web_view",
            "url": "https://x.example/pricing",
            "ip": "9.9.9.9",
        },
        {**ROW, "id": "m1", "actor": "mover", "domain": "rocket.example"},
        {**ROW, "source": "github", "id": "issue:1", "actor": "4711", "domain": "acme.example"},
        {**ROW, "source": "slack", "id": "signup:T1:U1", "actor": "T1:U1", "company": "Umlaut Öl"},
    ]
    more.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert leadlight("import", str(file), str(more)).code == 0
    assert leadlight("score", "--as-of", DAY).code == 0
    return leadlight


def test_an_export_makes_the_same_scores_in_an_empty_ledger(
    imported: Leadlight, tmp_path: Path
) -> None:
    assert imported("export", "out").code == 0
    assert sorted(one.name for one in (tmp_path / "out").iterdir()) == FILES
    other = again(imported, tmp_path)
    assert levels(imported, **other) == levels(imported) != []
    assert imported("export", "twice", **other).code == 0
    first, second = (read(tmp_path / name / "activities.csv") for name in ("out", "twice"))
    assert second == first
    told = imported("import", "out/activities.csv", "--json").json
    assert (told["new"], told["duplicate"]) == (0, len(first))


def test_it_holds_no_address_and_repeats_the_domain(imported: Leadlight, tmp_path: Path) -> None:
    imported("export", "out")
    rows = read(tmp_path / "out" / "activities.csv")
    assert ",".join(rows[0]) == (
        "source,id,kind,occurred_at,actor,email,company,domain,ip,url,title,user_agent,count"
    )
    assert {(row["email"], row["ip"]) for row in rows} == {("", "")}
    by_id = {row["id"]: row for row in rows}
    assert by_id["1"]["domain"] == by_id["issue:1"]["domain"] == "acme.example"
    assert (by_id["signup:T1:U1"]["company"], by_id["signup:T1:U1"]["domain"]) == ("Umlaut Öl", "")
    assert (by_id["5"]["company"], by_id["5"]["domain"]) == ("", "")  # of whom nothing is known


def test_companies_and_levels_are_as_they_are_listed(imported: Leadlight, tmp_path: Path) -> None:
    assert imported("export", "out", "--json").json["rows"]["levels.csv"] >= 1
    companies = {row["company"]: row for row in read(tmp_path / "out" / "companies.csv")}
    assert companies["acme.example"]["domain"] == "acme.example"
    listed = {one["company"] for one in levels(imported)}
    assert listed <= set(companies)
    [change] = [r for r in read(tmp_path / "out" / "levels.csv") if r["company"] == "acme.example"]
    assert (change["day"], change["from"], change["to"]) == (DAY, "none", "OQL1")


def test_a_spreadsheet_runs_nothing_of_it(imported: Leadlight, tmp_path: Path) -> None:
    imported("export", "out")
    for name in FILES:
        path = tmp_path / "out" / name
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        text = path.read_text(encoding="utf-8-sig")
        assert all(line.startswith('"') and line.endswith('"') for line in text.splitlines())
        assert not [cell for row in read(path) for cell in row.values() if cell.startswith(FORMULA)]
    assert "\"'=cmd|' /C calc'!A0\"" in (tmp_path / "out" / "activities.csv").read_text("utf-8-sig")


PLAIN = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=20)
SIGNS = st.sampled_from([*FORMULA[:4], "'", "''", "'=", "''=", "'-"])


@given(st.builds("".join, st.tuples(SIGNS, PLAIN)) | PLAIN)
def test_import_takes_exactly_the_marks_away(text: str) -> None:
    cell = exact(text)
    assert not cell.startswith(FORMULA)
    quoted = cell.replace('"', '""')
    lines = Lines(io.BytesIO(f'source,id,kind,occurred_at,actor\na,"{quoted}",b,c,d\n'.encode()))
    [(_, row)] = csv_rows(lines, lambda _: None)
    assert isinstance(row, dict)
    assert row["id"] == text


def test_an_export_replaces_its_own_files_alone(imported: Leadlight, tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    assert imported("export", str(folder)).code == 0
    (folder / "mine.txt").write_text("stays")
    (folder / "activities.csv").write_text("old")
    assert imported("export", str(folder)).code == 0
    assert len(read(folder / "activities.csv")) > 1
    assert (folder / "mine.txt").read_text() == "stays"
    told = imported("export", str(folder / "mine.txt"))
    assert (told.code, "is a file: name a folder" in told.err) == (2, True)


@pytest.fixture
def lively(leadlight_url: str) -> Ledger:
    """A ledger that speaks of two people in every table there is."""
    with closing(open_ledger(leadlight_url, UTC_ZONE)) as ledger:
        with ledger.write() as session:
            for name in ("zofiax", "bertay"):
                live(session, person(name))
        return ledger


def test_a_person_gets_everything_of_theirs(
    leadlight: Leadlight, lively: Ledger, tmp_path: Path
) -> None:
    told = leadlight("export", "hers", "--person", "slack:zofiax")
    assert told.code == 0
    assert "Look before you hand it over" in told.out
    folder = tmp_path / "hers"
    assert sorted(one.name for one in folder.iterdir()) == sorted(
        [*FILES, "person.csv", "person.json"]
    )
    assert len(read(folder / "activities.csv")) == 3
    assert {row["actor"] for row in read(folder / "activities.csv")} == {"T0TEAM:U0ZOFIAX"}
    assert [row["person"] for row in read(folder / "referrals.csv")] == ["Zofiax Quill"] * 2
    assert "Zofiax Quill is gone" in read(folder / "referrals.csv")[0]["steps"]
    lines = json.loads((folder / "person.json").read_text(encoding="utf-8"))
    assert {row["table"] for row in lines} == {
        *("actor", "evidence", "affiliation", "referral", "referral_step", "introduction"),
        *("audit", "correction", "handoff", "job", "notice", "follow", "tag", "refusal"),
        "inbox_event",
    }
    said = {(row["table"], row["column"]): row["value"] for row in lines}
    assert said["actor", "name"] == "Zofiax Quill"
    assert said["referral", "why"] == "Zofiax Quill wants SSO"
    assert said["referral_step", "note"] == "Zofiax Quill is gone"
    assert len(lines) == len({tuple(row.items()) for row in lines})
    assert stat.S_IMODE((folder / "person.json").stat().st_mode) == 0o600


def test_what_they_read_is_in_words(leadlight: Leadlight, lively: Ledger, tmp_path: Path) -> None:
    """No row's number of the ledger, no hash, and no JSON."""
    leadlight("export", "hers", "--person", "slack:zofiax")
    lines = read(tmp_path / "hers" / "person.csv")
    assert list(lines[0]) == ["what", "which", "about", "value"]
    said = {(row["what"], row["which"], row["about"]): row["value"] for row in lines}
    assert said["account", "1", "name"] == "Zofiax Quill"
    assert said["referral", "DQL-1", "why"] == "Zofiax Quill wants SSO"
    assert said["step of a referral", "DQL-2", "note"] == "Zofiax Quill is gone"
    assert said["company they stand for", "1", "company"] == "zofiaxs-own.example"
    assert said["company followed", "1", "company"] == "acme.example"
    assert "person: Zofiax Quill" in said["message of Leadlight", "1", "what it tells"]
    assert not [row for row in lines if row["value"].startswith(("{", "["))]
    assert not [row for row in lines if "_" in row["what"] + row["about"]]


OWN = {
    "actor": {"node_id", "handle_key", "profile_due_at", "stale", "weigh_on"},
    "actor_signal": {"placed", "address_hash", "shared"},
    "referral": {"request_key", "level", "points"},
    "referral_step": {"request_key"},
    "introduction": {"request_key"},
    "notice": {"key", "operation", "anchor", "attempts", "due_at", "started_at", "event"}
    | {"sent_channel", "sent_ts"},
    "job": {"due_at", "started_at"},
    "inbox_event": {"team_id", "event_id"},
}


@pytest.mark.parametrize("table", exported_person.WORDS)
def test_each_column_has_a_name_or_is_the_ledgers_own(table: str) -> None:
    """A column that comes later has to be one or the other."""
    kept = "actor_signal" if table == "evidence" else table
    columns = set(SQLModel.metadata.tables[kept].columns.keys())
    own = OWN.get(kept, set())
    keys = {name for name in columns if name == "id" or name.endswith("_id")} - {"user_id"}
    named = set(exported_person.WORDS[table][1])
    assert not own & named
    assert columns - own - keys - named == set()


def test_of_others_it_holds_only_what_names_both(
    leadlight: Leadlight, lively: Ledger, tmp_path: Path
) -> None:
    leadlight("export", "hers", "--person", "slack:zofiax")
    for name in (*FILES, *OF_ONE):
        assert "bertay" not in (tmp_path / "hers" / name).read_text("utf-8-sig").lower()


def test_what_is_exported_is_what_forgetting_takes(
    leadlight: Leadlight, lively: Ledger, tmp_path: Path
) -> None:
    assert leadlight("forget", "slack:zofiax", "--yes").code == 0
    told = leadlight("export", "hers", "--person", "slack:T0TEAM:U0ZOFIAX")
    assert (told.code, "was forgotten on" in told.err) == (2, True)
    leadlight("export", "all")
    for name in FILES:
        assert "zofiax" not in (tmp_path / "all" / name).read_text("utf-8-sig").lower()
    told = leadlight("export", "hers", "--person", "slack:nobody")
    assert (told.code, "nobody is called slack:nobody" in told.err) == (2, True)
    assert not (tmp_path / "hers").exists()
