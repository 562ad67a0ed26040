"""`leadlight import` of tallies: asked of a warehouse, printed for one, brought as a file."""

import io
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from bot.clock import hurry
from tests.bot.command_line import Leadlight, Ran
from tests.bot.warehoused import Warehouse, day

ADA, BO = "ada@acme.example", "bo@acme.example"
ASK = ("import", "--warehouse", "site-events")
HEAD = "source,day,kind,topic,email,domain,count\n"
Import = Callable[..., Ran]


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    """Downloads of two days by two people, and pages of two more; midnight waits for the test."""
    hurry(1e-9)
    made = Warehouse(tmp_path)
    made.hold(1, f"pull {ADA}", f"pull {ADA}", f"danced {ADA}")
    made.hold(2, f"pull {BO}")
    made.hold(4, f"read {ADA}")
    made.hold(9, f"read {BO}")
    yield made
    hurry(1)


@pytest.fixture
def run(leadlight: Leadlight, warehouse: Warehouse) -> Import:
    """The command line with the warehouse's rules."""
    return lambda *args: leadlight(*args, RULES_FILE=warehouse.rules)


def earned(run: Import) -> dict[str, float]:
    """What each company has in 30 days."""
    told = run("companies", "--json").json["companies"]
    return {one["company"]: one["score"]["30"] for one in told}


def test_days_that_are_due_are_asked_and_the_same_again_changes_nothing(run: Import) -> None:
    ran = run(*ASK)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "5 days: 3 tallies, 3 of them new or changed\n"
    assert earned(run) == {"acme.example": 15.25}
    again = run(*ASK, "--json")
    assert again.json == {"days": 2, "tallies": 2, "changed": 0, "rejected": []}
    assert earned(run) == {"acme.example": 15.25}


def test_all_days_since_one_are_asked_for_on_request(run: Import) -> None:
    run(*ASK)
    ran = run(*ASK, "--from", str(day(9)), "--json")
    assert ran.json == {"days": 9, "tallies": 4, "changed": 1, "rejected": []}
    assert earned(run) == {"acme.example": 15.5}
    assert run(*ASK, "--json").json["days"] == 2
    none = run(*ASK, "--from", str(day(0)))
    assert (none.code, none.out) == (0, "0 days: 0 tallies, 0 of them new or changed\n")


def test_rows_of_which_no_tally_came_are_told_by_reason(run: Import, warehouse: Warehouse) -> None:
    """A table that is asked in vain looks like an empty one otherwise."""
    for ago in (1, 2, 4, 9):
        warehouse.hold(ago)
    warehouse.hold(2, f"danced {ADA}", f"sang {BO}", "pull ")
    ran = run(*ASK)
    assert (ran.code, ran.out) == (0, "5 days: 0 tallies, 0 of them new or changed\n")
    assert "Nothing came over of 3 rows in these days." in ran.err
    assert "2 left out: no pattern of [[pages]], or no value of `kinds`" in ran.err
    assert "1 left out: nobody named, or an address without an owner" in ran.err
    assert ADA not in ran.err
    assert list(run(*ASK, "--json").json["left_out"].values()) == [2, 1]
    assert run(*ASK, "--from", str(day(1)), "--json").json["left_out"] == {}
    assert "Nothing came over of 0 rows" in run(*ASK, "--from", str(day(1))).err


def test_a_late_day_is_replaced_whole(run: Import, warehouse: Warehouse) -> None:
    """What is asked again is what came since, and the days that are said to be late."""
    run(*ASK)
    warehouse.hold(1, f"read {BO}")
    warehouse.hold(4, f"pull {ADA}")
    assert run(*ASK, "--json").json == {"days": 2, "tallies": 2, "changed": 2, "rejected": []}
    assert earned(run) == {"acme.example": 5.5}


@pytest.mark.parametrize(
    ("engine", "said"),
    [
        ("duckdb", "SET TimeZone = 'UTC';"),
        ("postgresql", "SET TIME ZONE 'UTC';"),
        ("spark", "SET spark.sql.session.timeZone = UTC;"),
        ("clickhouse", "SET session_timezone = 'UTC';"),
        ("bigquery", "WITH page AS"),
        ("snowflake", "ALTER SESSION SET TIMEZONE = 'UTC';"),
    ],
)
@pytest.mark.parametrize("name", ["site-events", "big"])
def test_the_query_is_printed_for_each_engine(
    run: Import, engine: str, said: str, name: str
) -> None:
    """With what its session is told first, and the days that are due; nothing is asked."""
    ran = run("import", "--warehouse", name, "--print-sql", engine)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(said)
    assert f"'{name}'" in ran.out
    assert [str(day(ago)) in ran.out for ago in range(7)] == [True] * 6 + [False]
    assert ran.out.endswith(";\n")
    assert earned(run) == {}


def test_a_printed_querys_answer_is_brought_as_a_file(run: Import, tmp_path: Path) -> None:
    """By the same command of two tools: what they count is what would have been asked."""
    text = run(*ASK, "--print-sql", "duckdb").out
    with duckdb.connect() as tool:
        tool.execute(f"CREATE VIEW warehouse_events AS FROM '{tmp_path}/events-*.csv'")
        answer = tool.execute(text)
        names = [column[0] for column in answer.description]
        rows = [dict(zip(names, map(str, row), strict=True)) for row in answer.fetchall()]
    file = tmp_path / "answer.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    ran = run("import", "--format", "tallies", str(file), "--json")
    assert ran.json == {"days": 5, "tallies": 3, "changed": 3, "rejected": []}
    assert earned(run) == {"acme.example": 15.25}
    assert run(*ASK, "--json").json["changed"] == 0


def test_a_days_tallies_in_a_file_take_the_place_of_what_was_told(
    run: Import, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From a file and from standard input; other days and other sources stay."""
    file = tmp_path / "tallies.csv"
    rows = [
        f"big,{day(1)},download,,{ADA},,1",
        f"big,{day(1)},download,,{BO},,1",
        f"big,{day(2)},doc_view,sso,,acme.example,4",
        f"other,{day(1)},doc_view,,,acme.example,8",
    ]
    file.write_text(HEAD + "\n".join(rows) + "\n")
    tallies = ("import", "--format", "tallies")
    assert run(*tallies, str(file)).out == "3 days: 4 tallies, 4 of them new or changed\n"
    assert earned(run) == {"acme.example": 13.0}
    assert run(*tallies, str(file), "--json").json["changed"] == 0
    corrected = "\n".join([rows[0].replace("download", "doc_view"), rows[1], ""])
    stream = io.TextIOWrapper(io.BytesIO((HEAD + corrected).encode()))
    monkeypatch.setattr(sys, "stdin", stream)
    figures = {"days": 1, "tallies": 2, "changed": 2, "rejected": []}
    assert run(*tallies, "-", "--json").json == figures
    assert earned(run) == {"acme.example": 8.25}


def test_rows_that_cannot_be_read_are_named_and_stop_nothing(run: Import, tmp_path: Path) -> None:
    file = tmp_path / "tallies.csv"
    rows = [f"big,{day(1)},danced,,{ADA},,2", f"big,{day(1)},download,,{ADA},,1"]
    file.write_text(HEAD + "\n".join(rows) + "\n")
    ran = run("import", "--format", "tallies", str(file))
    assert ran.code == 1
    assert ran.out == "1 day: 1 tally, 1 of them new or changed, 1 row not readable\n"
    assert f"{file} line 2: column kind: not a kind of the rules file" in ran.err
    assert ADA not in ran.err
    told = run("import", "--format", "tallies", str(file), "--json").json["rejected"]
    assert [one["place"] for one in told] == [f"{file} line 2"]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--warehouse", "events"), "no warehouse events: there is site-events, big"),
        (("--warehouse", "big"), "bigquery is asked by your own tool"),
        (("--warehouse", "big"), "--print-sql bigquery`, then `leadlight import --format tallies"),
        (("--warehouse", "site-events", "a.csv"), "either files of tallies or a --warehouse"),
        (("--format", "tallies"), "either files of tallies or a --warehouse"),
        (("--format", "tallies", "gone.csv"), "there is no file gone.csv"),
        (("--print-sql", "duckdb", "a.csv"), "ask a --warehouse: name one"),
        (("--warehouse", "site-events", "--dry-run"), "tallies go without"),
        (("--warehouse", "site-events", "--from", "soon"), "soon"),
        (("--warehouse", "site-events", "--print-sql", "oracle"), "invalid choice"),
        (
            ("--warehouse", "site-events", "--print-sql", "duckdb", "--from", "2099-01-01"),
            "no day is due",
        ),
    ],
)
def test_what_does_not_go_together_is_refused(
    run: Import, args: tuple[str, ...], said: str
) -> None:
    ran = run("import", *args)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_an_engine_that_refuses_is_told_with_the_warehouse(
    run: Import, warehouse: Warehouse
) -> None:
    """And without the address in the cell that it could not read; nothing is stored."""
    (warehouse.folder / "events-1.csv").write_text(f"happened,event\n{ADA},pull\n")
    ran = run(*ASK)
    assert (ran.code, ran.out) == (1, "")
    assert "warehouse site-events" in ran.err
    assert "what is compared with a time is none" in ran.err
    assert ADA not in ran.err
    assert earned(run) == {}


def test_a_missing_client_is_told_with_how_to_get_it(
    run: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    ran = run(*ASK)
    assert (ran.code, ran.out) == (1, "")
    assert "the client of duckdb is missing" in ran.err
    assert "pip install 'leadlight[warehouse]'" in ran.err


def test_a_source_with_activities_of_its_own_is_not_replaced(run: Import, tmp_path: Path) -> None:
    file = tmp_path / "activities.csv"
    file.write_text(
        f"source,id,kind,occurred_at,email\nsite-events,1,download,{day(1)}T12:00:00Z,{ADA}\n"
    )
    assert run("import", str(file)).code == 0
    ran = run(*ASK)
    assert (ran.code, ran.out) == (2, "")
    assert 'the source "site-events" has activities of its own' in ran.err
    assert "give the warehouse another name" in ran.err
    assert run("import", str(file), "--json").json["duplicate"] == 1
