"""What an engine says of a time column that keeps no times, and what is said instead of it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import duckdb
import psycopg
import pytest

from bot.warehouse_engines import opened
from collectors.errors import SourceError
from collectors.warehouse_asked import Events, Kind, bounds
from collectors.warehouse_dialects import DIALECTS
from collectors.warehouse_sql import query
from tests.postgres import USER, Server

TABLE = "SELECT '2026-11-16 09:30:00+00' AS said, 1794821400 AS seconds, 'ada' AS actor"
DAY = bounds(date(2026, 11, 16), date(2026, 11, 16), ZoneInfo("UTC"))


@pytest.fixture(params=["duckdb", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: object) -> tuple[str, str]:
    """An engine and how it is reached; it has a table `event` of one row."""
    name = str(request.param)
    if name == "duckdb":
        path = f"{tmp_path}/events.duckdb"
        with duckdb.connect(path) as made:
            made.execute(f"CREATE TABLE event AS {TABLE}")
        return name, path
    server: Server = request.getfixturevalue("postgres")
    connect = f"host=127.0.0.1 port={server.port} user={USER} dbname={server.database()}"
    with psycopg.connect(connect) as client:
        client.execute(f"CREATE TABLE event AS {TABLE}")
    return name, connect


def counts(engine: tuple[str, str], time: str, written: str = "timestamp") -> list[int]:
    """What the rows of the day count: its one event, and the mark that it was asked."""
    name, connect = engine
    events = Events(
        "site-events",
        "event",
        time,
        {"": Kind((), ("download", ""))},
        written,
        who={"actor": "actor"},
    )
    with opened("site-events", name, connect) as asked:
        return sorted(int(str(row[-1])) for row in asked.rows(query(events, DAY, DIALECTS[name])))


@pytest.mark.parametrize("time", ["said", "seconds"])
def test_a_column_that_keeps_no_times_is_told_with_the_mend(
    engine: tuple[str, str], time: str
) -> None:
    with pytest.raises(SourceError) as refused:
        counts(engine, time)
    assert "warehouse site-events: what is compared with a time is none" in str(refused.value)
    assert 'write `time = "CAST(… AS TIMESTAMPTZ)"`' in str(refused.value)


def test_the_mend_mends(engine: tuple[str, str]) -> None:
    assert datetime.fromtimestamp(1794821400, UTC).date() == DAY[0].day
    assert counts(engine, "CAST(said AS TIMESTAMPTZ)") == [0, 1]
    assert counts(engine, "seconds", "unix") == [0, 1]


def test_another_refusal_keeps_its_own_words(engine: tuple[str, str]) -> None:
    with pytest.raises(SourceError, match="gone") as refused:
        counts(engine, "gone")
    assert "--print-sql shows what is asked" in str(refused.value)
    assert "is none" not in str(refused.value)
