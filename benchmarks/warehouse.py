"""A warehouse's query over Parquet, to DuckDB's bare GROUP BY over the same columns.

A hundred million made-up events of thirty days: four in five say no more of who it was than an
address, visitors and pages are as unequal as in real traffic, one view in eleven is a bot's. The
query is the product's own, for all of them at once, with the packaged rules and a few pages.
"""

import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from importlib import import_module
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any, Final
from zoneinfo import ZoneInfo

from benchmarks.plan import Plan, medians
from benchmarks.table import Row, times
from benchmarks.traffic import FULL
from bot.commands.progress import progress
from bot.warehouse_engines import DuckDB
from bot.warehouses import AT_ONCE, EVENTS, NETWORKS, events_of
from collectors.warehouse_asked import bounds
from collectors.warehouse_dialects import DIALECTS
from collectors.warehouse_sql import query
from scoring.rules import parse_rules

MANY: Final = 100_000_000
PARTS: Final = 10
RUNS: Final = 3
QUIETLY: Final = ("SET threads = 2", "SET enable_progress_bar = false")
FIRST, LAST = date(2026, 10, 20), date(2026, 11, 18)
BARE: Final = f"""
SELECT CAST(happened AS DATE), url, user_agent, actor, ip, COUNT(*) FROM {EVENTS} GROUP BY ALL
"""
OWNERS: Final = """
COPY (SELECT DISTINCT (20 + v % 100) || '.' || (v // 100 % 200) || '.' || (v // 20000 % 256)
  AS prefix, 'company' || (v % 30000) || '.example' AS owner
 FROM range(0, 5000000, 7) r(v)) TO '{path}' (FORMAT parquet)
"""
MADE: Final = """
COPY (
 SELECT
  TIMESTAMPTZ '2026-10-20 00:00:00+00' + to_microseconds(CAST(i * {step} AS BIGINT)) AS happened,
  'https://' || ['docs.acme.example/guide/', 'www.acme.example/blog/', 'www.acme.example/',
   'docs.acme.example/sso/'][1 + CAST(page % 4 AS INT)]
   || 'page-' || CAST(pow(20000, (page >> 8) % 1000003 / 1000003.0) AS INT) AS url,
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/' || agent % 900
   || CASE WHEN agent % 11 = 0 THEN ' Googlebot/2.1' ELSE ' Safari/537.36' END AS user_agent,
  CASE WHEN v % 5 = 0 THEN 'user' || v ELSE '' END AS actor,
  (20 + v % 100) || '.' || (v // 100 % 200) || '.' || (v // 20000 % 256) || '.' || v % 251 AS ip
 FROM (SELECT i, hash(i * 4) AS page, hash(i * 4 + 1) AS agent,
   CAST(pow(5000000, (hash(i * 4 + 2) >> 8) % 1000003 / 1000003.0) AS BIGINT) AS v
  FROM range({first}, {until}) r(i))
) TO '{path}' (FORMAT parquet)
"""
RULES: Final = """
[[pages]]
match = "docs.acme.example/sso/*"
kind = "doc_view_high_value"
topic = "sso"
[[pages]]
match = "docs.acme.example/*"
kind = "doc_view"
[[pages]]
match = "www.acme.example/blog/*"
kind = "blog_view"
[[pages]]
match = "www.acme.example/*"
kind = "web_view"
[[warehouses]]
name = "events"
engine = "duckdb"
files = "events-*.parquet"
[warehouses.columns]
time = "happened"
url = "url"
user_agent = "user_agent"
actor = "actor"
ip = "ip"
[warehouses.networks]
files = "owners.parquet"
"""


def rows(plan: Plan) -> list[Row]:
    """Seconds of both, on two cores, and of processor, which a busy machine changes least.

    Both answers are counted, and not fetched. None where DuckDB is not installed, which is said: it
    does not come with Leadlight.
    """
    if find_spec("duckdb") is None:
        sys.stderr.write("warehouse: NOT measured: pip install 'leadlight[warehouse]'\n")
        return []
    many = max(100_000, MANY * plan.size.activities // FULL.activities)
    engine = _engine()
    folder = _made(engine, plan.folder / f"events-{many}", many)
    engine.view(EVENTS, str(folder / "events-*.parquet"))
    engine.view(NETWORKS, str(folder / "owners.parquet"))
    bare, ours = _Timed(engine, [BARE]), _Timed(engine, _queries())
    took_bare, took = medians(min(plan.runs, RUNS), bare, ours)
    what = f"Warehouse: {many:,} events in Parquet to tallies (bare GROUP BY)"
    return [
        Row(what, took, took_bare, "s", times(1.3)),
        Row("its processor time, of both cores", median(ours.spent), median(bare.spent), "s"),
    ]


class _Timed:
    """Runs queries one after the other; `spent` are the seconds of processor, of each call."""

    def __init__(self, engine: DuckDB, queries: list[str]) -> None:
        self._engine, self._queries = engine, queries
        self.spent: list[float] = []

    def __call__(self) -> None:
        began = time.process_time()
        for one in self._queries:
            _count(self._engine, one)
        self.spent.append(time.process_time() - began)


def _engine() -> DuckDB:
    engine = DuckDB(import_module("duckdb"), "")
    for statement in (*DIALECTS["duckdb"].session, *QUIETLY):
        list(engine.rows(statement))
    return engine


def _queries() -> list[str]:
    packaged = (files("rules") / "points.toml").read_text()
    rules = parse_rules("benchmark", packaged + RULES)
    events = events_of(rules, rules.warehouses[0])
    days = bounds(FIRST, LAST, ZoneInfo("UTC"))
    spans = (days[at : at + AT_ONCE.days] for at in range(0, len(days), AT_ONCE.days))
    return [query(events, span, DIALECTS["duckdb"]) for span in spans]


def _count(engine: DuckDB, sql: str) -> int:
    [[count]] = engine.rows(f"SELECT COUNT(*) FROM ({sql}) answer")
    return int(str(count))


def _made(engine: DuckDB, folder: Path, many: int) -> Path:
    """The events, in files of the same size; those that are there are taken as they are."""
    if not (folder / "owners.parquet").exists():
        folder.mkdir(parents=True, exist_ok=True)
        span = datetime(2026, 11, 19, tzinfo=UTC) - datetime(2026, 10, 20, tzinfo=UTC)
        step = span.total_seconds() * 1_000_000 / many
        with progress(f"Making {many:,} events", "rows", many) as advance:
            _write(engine, folder, many, step, advance)
        list(engine.rows(OWNERS.format(path=folder / "owners.parquet")))
    return folder


def _write(
    engine: DuckDB, folder: Path, many: int, step: float, advance: Callable[[int], Any]
) -> None:
    for part in range(PARTS):
        first, until = many * part // PARTS, many * (part + 1) // PARTS
        path = folder / f"events-{part}.parquet"
        if not path.exists():
            began = path.with_suffix(".unfinished")
            list(engine.rows(MADE.format(step=step, first=first, until=until, path=began)))
            began.rename(path)
        advance(until - first)
