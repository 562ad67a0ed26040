"""Every engine comes to the same tallies: those of our own intake, and of Python's calendar.

All that asks more than DuckDB is in this file, so that one process opens each engine, once. A query
of Spark's takes as long as a hundred of the others': it is asked of each week by one column.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import warehouses
from bot.commands.import_files import bring
from bot.commands.imported import Result
from collectors.warehouse_asked import LEFT_OUT
from collectors.warehouse_dialects import DIALECTS
from tests.mmdb import write_mmdb
from tests.scale.asking import SOURCE, WAREHOUSE, opened_in, tallies, write_rules
from tests.scale.engines import HOSTILE
from tests.scale.events import (
    AGENTS,
    COLUMNS,
    FIRST,
    NETWORKS,
    events,
    write_activities,
    write_events,
    write_networks,
)
from tests.scale.moments import KEPT, TYPES, WEEKS, expected, write_moments
from tests.scale.tables import Asked, write_parquet
from tests.scale.weeks_asked import MOMENTS, counted, ranged, reads_a_range, text_of

NOW = datetime(2025, 11, 4, 12, tzinfo=UTC)
NOBODYS = "network:"
# By each engine's own words, and of which column it would then cut the days otherwise.
ELSEWHERE = {
    "duckdb": (f"SET TimeZone = '{HOSTILE}'", "zoned"),
    "postgresql": (f"SET TIME ZONE '{HOSTILE}'", "zoned"),
    "clickhouse": (f"SET session_timezone = '{HOSTILE}'", "bare"),
    "spark": (f"SET spark.sql.session.timeZone = {HOSTILE}", "zoned"),
}
Tallies = Counter[tuple[int, str, str, str]]


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Tallies:
    """What an import of the same events as an activity file comes to."""
    folder = tmp_path_factory.mktemp("own")
    business = {"name": "", "domain": "", "type": "business"}
    records = {
        network: {"company": {**business, "domain": owner, "name": owner}}
        for network, owner in NETWORKS.items()
    }
    database = write_mmdb(folder / "networks.mmdb", records)
    file = write_activities(folder / "activities.jsonl", events(), SOURCE)
    with opened_in(folder, write_rules(folder, ""), "imported", (database,)) as o:
        bring(o, str(file), result := Result())
        assert result.rejected == []
        return tallies(o.ledger)


@pytest.fixture(scope="module")
def dated(asked: Asked, tmp_path_factory: pytest.TempPathFactory) -> Asked:
    """The engine, with a table of moments."""
    lines = write_moments(tmp_path_factory.mktemp(MOMENTS) / "moments.jsonl")
    asked.view(MOMENTS, write_parquet(lines, TYPES))
    return asked


def test_tallies_are_those_of_our_own_intake(asked: Asked, own: Tallies, tmp_path: Path) -> None:
    """Day by day in a zone whose clocks change meanwhile; networks of nobody stay behind."""
    place = asked.in_rules("events", write_events(tmp_path / "events.jsonl", events()))
    networks = asked.in_rules("networks", write_networks(tmp_path / "networks.csv"))
    told = WAREHOUSE.format(engine=asked.name, connect="", place=place, networks=networks)
    with opened_in(tmp_path, write_rules(tmp_path, told), "asked") as o:
        [warehouse] = o.rules.warehouses
        days = FIRST.date() - timedelta(days=1), NOW.date()
        came = warehouses.ask_opened(
            asked.engine, o.services, o.settings, warehouse, lambda: NOW, days
        )
        found = tallies(o.ledger)
    assert (came.rejected, came.left_out) == ([], None)
    assert found == {key: n for key, n in own.items() if key[1] != NOBODYS}
    assert len(found) == came.tallies > 400
    assert {who for _, who, _, _ in own} - {NOBODYS} == {who for _, who, _, _ in found}


def test_rows_that_became_no_tally_are_counted_by_reason(asked: Asked, tmp_path: Path) -> None:
    """The first reason counts: a bot that names nobody is a bot."""
    bot = next(agent for agent in AGENTS if "Googlebot" in agent)
    empty: dict[str, object] = dict.fromkeys((*COLUMNS, "ip"), "")
    empty |= {"happened": int(FIRST.timestamp()), "event": "docs", "times": 1}
    named = empty | {"actor": "user-1"}
    owned = empty | {"ip": "192.0.2.9", "times": 0}
    rows = [named | {"event": "other"}, named | {"agent": bot}, empty | {"agent": bot}, empty]
    rows += [empty | {"ip": "198.51.100.4"}, empty, named | {"times": 0}, owned, owned, owned]
    place = asked.in_rules("few", write_events(tmp_path / "few.jsonl", rows))
    networks = asked.in_rules("owners_of", write_networks(tmp_path / "owners.csv"))
    told = WAREHOUSE.format(engine=asked.name, connect="", place=place, networks=networks)
    told = told.replace('ip = "ip"', 'ip = "ip"\ncount = "times"')
    with opened_in(tmp_path, write_rules(tmp_path, told), "few") as o:
        [warehouse] = o.rules.warehouses
        days = FIRST.date() - timedelta(days=1), NOW.date()
        came = warehouses.ask_opened(
            asked.engine, o.services, o.settings, warehouse, lambda: NOW, days
        )
    assert (came.tallies, came.rejected) == (0, [])
    expected_rows = {"kind": 1, "bot": 2, "nobody": 3, "count": 4}
    assert came.left_out == {LEFT_OUT[fate]: n for fate, n in expected_rows.items()}


def test_days_are_those_of_the_configured_zone(dated: Asked) -> None:
    """To the millisecond, around clock changes, however the time is kept."""
    for week, columns in zip(WEEKS, columns_of(dated), strict=True):
        for column in columns:
            assert counted(dated, week, column) == expected(week), (week, column)


def columns_of(asked: Asked) -> Sequence[Sequence[str]]:
    """By which columns an engine is asked for each of the weeks."""
    if asked.name != "spark":
        return [list(KEPT)] * len(WEEKS)
    every = list(KEPT) * len(WEEKS)
    return [[every[number]] for number in range(len(WEEKS))]


def test_a_session_in_another_zone_would_count_otherwise(dated: Asked) -> None:
    """So it is the zone which a session is given when it opens that makes all of them equal."""
    statement, astray = ELSEWHERE[dated.name]
    week = WEEKS[1]
    try:
        said(dated, statement)
        assert counted(dated, week, astray) != expected(week)
        assert counted(dated, week, "seconds") == expected(week)
    finally:
        said(dated, *DIALECTS[dated.name].session)
    assert counted(dated, week, astray) == expected(week)


def said(asked: Asked, *statements: str) -> None:
    """Statements that answer with nothing of interest."""
    for statement in statements:
        list(asked.engine.rows(statement))


@pytest.mark.parametrize("column", KEPT)
def test_nothing_is_read_but_the_days_that_were_asked(dated: Asked, column: str) -> None:
    """Else each late day costs a reading of years: the bounds are of the bare column."""
    week, table = WEEKS[1], ranged(dated, column)
    assert reads_a_range(dated, text_of(dated.name, week, column, table), column)
    if table != MOMENTS:
        assert counted(dated, week, column, table) == expected(week)
