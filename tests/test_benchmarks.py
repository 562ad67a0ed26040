"""The benchmarks measure what they say: their traffic is skewed and seeded, every part runs."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks import company, intake, news, past, resolving, score, table
from benchmarks.__main__ import PARTS, main
from benchmarks.ledger import build
from benchmarks.memory import held, peak
from benchmarks.plan import Plan, medians
from benchmarks.table import Row, Target
from benchmarks.traffic import FULL, KINDS, Size, draw, employers
from ledger.engine import DRIVER

TINY = Size(2_000, 400, 200)


def _all(path: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(DRIVER.connect(path)) as connection:
        return [tuple(row) for row in connection.execute(query)]


def test_a_ledger_holds_what_was_asked_for(tmp_path: Path) -> None:
    """Tallies are the counts of the activities; everybody stands for a company; days are 400."""
    stored: list[int] = []
    path = build(tmp_path, TINY, stored.append)
    tables = ("company", "actor", "affiliation", "activity", "tally")
    [counts] = _all(path, "SELECT " + ", ".join(f"(SELECT COUNT(*) FROM {t})" for t in tables))
    assert counts[:4] == (200, 400, 400, 2_000)
    assert sum(stored) == sum(counts)
    grouped = "SELECT day, actor_id, kind, topic, SUM(count) FROM activity GROUP BY 1, 2, 3, 4"
    assert _all(path, grouped) == _all(path, "SELECT * FROM tally ORDER BY 1, 2, 3, 4")
    assert _all(path, "SELECT COUNT(DISTINCT company_id) FROM affiliation") == [(200,)]
    [(first, last)] = _all(path, "SELECT MIN(day), MAX(day) FROM activity WHERE kind <> ''")
    assert 300 < last - first < 430
    assert {row[0] for row in _all(path, "SELECT DISTINCT kind FROM activity")} <= KINDS.keys()
    assert _all(path, "PRAGMA integrity_check") == [("ok",)]
    indexes = "SELECT COUNT(*) FROM sqlite_master WHERE name = 'ix_tally_actor'"
    assert _all(path, indexes) == [(1,)]


def test_a_ledger_that_is_there_is_taken_as_it_is(tmp_path: Path) -> None:
    """And one that was cut short is made anew."""
    (tmp_path / "2000-400-200-1.unfinished").write_text("half of one")
    path = build(tmp_path, TINY, lambda _: None)
    written = path.stat().st_mtime_ns
    assert build(tmp_path, TINY, lambda _: None) == path
    assert path.stat().st_mtime_ns == written
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("raw", [True, False])
def test_twice_as_many_activities_are_the_same_tallies_doubled(tmp_path: Path, raw: bool) -> None:
    """So that only the counts differ between the two ledgers that are compared."""
    once, twice = (
        build(tmp_path, replace(TINY, repeats=repeats), lambda _: None, raw=raw)
        for repeats in (1, 2)
    )
    query = "SELECT day, actor_id, kind, count * {} FROM tally ORDER BY 1, 2, 3"
    assert _all(once, query.format(2)) == _all(twice, query.format(1))
    assert _all(twice, "SELECT COUNT(*) FROM activity") == [(4_000 if raw else 0,)]


def test_traffic_is_seeded_and_skewed() -> None:
    """A tenth of the companies does most of it; another seed is other traffic."""
    size = Size(20_000, 4_000, 2_000)

    def drawn(seed: int) -> tuple[np.ndarray, np.ndarray]:
        random = np.random.default_rng(seed)
        company = employers(random, size)
        [one] = draw(random, size)
        return company[one.actor - 1], one.day

    (company, day), (again, day_again), (other, _) = drawn(1), drawn(1), drawn(2)
    assert np.array_equal(company, again)
    assert np.array_equal(day, day_again)
    assert not np.array_equal(company, other)
    largest_first = np.sort(np.bincount(company))[::-1]
    assert largest_first[:200].sum() > 0.5 * len(company) == 10_000
    assert np.bincount(day - day.min()).max() < 0.02 * len(day)


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """Ten thousand activities stand for ten million."""
    tenth = FULL.tenth.tenth
    return Plan(tmp_path_factory.mktemp("ledgers"), tenth.tenth, runs=1)


MEASURED: list[tuple[Callable[[Plan], list[Row]], int]] = [
    (score.largest, 1),
    (company.rows, 3),
    (news.rows, 4),
    (past.rows, 2),
    (resolving.rows, 2),
    (intake.rows, 5),
    (lambda plan: [score.against_reading(plan), score.against_objects(plan)], 2),
    (lambda plan: [score.doubled(plan)], 1),
]


@pytest.mark.parametrize(("part", "count"), MEASURED)
def test_a_part_measures(plan: Plan, part: Callable[[Plan], list[Row]], count: int) -> None:
    """Each of those that need no other process; how long it takes is nobody's business here."""
    rows = part(plan)
    assert len(rows) == count
    assert all(row.ours > 0 and row.baseline > 0 for row in rows)
    assert [one.name for one in plan.folder.iterdir() if one.suffix != ".db"] == []


@pytest.mark.parametrize(
    ("target", "ours", "ratio", "met", "words"),
    [
        (table.times(1.4), 9.0, 1.4, True, "at most 1.4 times"),
        (table.times(1.4), 0.1, 1.41, False, "at most 1.4 times"),
        (table.times_at_least(0.7), 1.0, 0.69, False, "at least 0.7 times"),
        (table.under(20), 20.0, 99.0, True, "at most 20 ms"),
        (table.under(20), 20.1, 0.1, False, "at most 20 ms"),
        (table.at_least(60_000), 60_000.0, 0.1, True, "at least 60,000 ms"),
    ],
)
def test_a_target_is_met_or_not(
    target: Target, ours: float, ratio: float, met: bool, words: str
) -> None:
    """By the ratio or by our own figure; the limit itself is met."""
    row = Row("what", ours, ours / ratio, "ms", target)
    assert target.holds(ours, ratio) == met
    assert f"| {words} " in table.line(row)
    assert ("| yes |" in table.line(row)) == row.met


def test_times_are_medians_of_works_that_take_turns() -> None:
    """In the order in which they were given."""
    done: list[str] = []
    found = medians(3, lambda: done.append("ours"), lambda: done.append("baseline"))
    assert done == ["ours", "baseline"] * 3
    assert len(found) == 2


def test_the_peak_is_no_less_than_what_is_held() -> None:
    """In bytes, both."""
    assert 10_000_000 < held() <= peak()


def test_an_unknown_part_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """With those that there are."""
    with pytest.raises(SystemExit, match="2"):
        main(["scores"])
    said = capsys.readouterr().err
    assert "no part is called scores" in said
    assert all(part in said for part in PARTS)
