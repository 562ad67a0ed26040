"""What an engine is asked for a week's days, what it counts, and what it plans to read for it."""

import re
from collections import Counter
from contextlib import closing
from importlib import import_module
from typing import Any, Final
from zoneinfo import ZoneInfo

from collectors.warehouse_asked import Events, Kind, bounds
from collectors.warehouse_dialects import DIALECTS
from collectors.warehouse_rows import cells_of
from collectors.warehouse_sql import query
from tests.scale.asking import SOURCE
from tests.scale.moments import KEPT, Week
from tests.scale.tables import Asked

MOMENTS: Final = "moments"
_ORDERED: Final = f"""
CREATE OR REPLACE TABLE {MOMENTS}_by_{{column}} ENGINE = MergeTree ORDER BY {{column}}
SETTINGS allow_nullable_key = 1, index_granularity = 64 AS SELECT * FROM {MOMENTS}
"""


def ranged(asked: Asked, column: str) -> str:
    """A table of the moments that can be read by ranges of a column, where one must be made."""
    if asked.name == "clickhouse":
        assert not list(asked.engine.rows(_ORDERED.format(column=column)))
        return f"{MOMENTS}_by_{column}"
    if asked.name == "postgresql":
        _on_server(asked, f"CREATE INDEX ON {MOMENTS} ({column})")
    return MOMENTS


def text_of(engine: str, week: Week, column: str, table: str = MOMENTS) -> str:
    """The query for a week's days, by the column that keeps the time."""
    kinds = {"": Kind(otherwise=("download", ""))}
    told = Events(SOURCE, table, column, kinds, KEPT[column], who={"actor": "actor"})
    return query(told, bounds(week.first, week.last, ZoneInfo(week.zone)), DIALECTS[engine])


def counted(asked: Asked, week: Week, column: str, table: str = MOMENTS) -> Counter[str]:
    """How many moments the engine finds on each day."""
    found: Counter[str] = Counter()
    for row in asked.engine.rows(text_of(asked.name, week, column, table)):
        cells = cells_of(row)
        found[cells["day"]] += int(cells["count"])
    return found


def reads_a_range(asked: Asked, text: str, column: str) -> bool:
    """Whether the engine's plan says that it reads between two bounds of a column alone."""
    if asked.name == "postgresql":
        plan = _on_server(asked, "SET enable_seqscan = off", f"EXPLAIN {text}")
        return re.search(rf"Index Cond: \(\({column} >= .* AND \({column} < ", plan) is not None
    if asked.name == "clickhouse":
        explained = f"SELECT explain FROM viewExplain('EXPLAIN', 'indexes = 1', ({text}))"
        plan = _told(asked, f"WITH 1 AS one {explained}")
        read = [tuple(map(int, one)) for one in re.findall(r"Granules: (\d+)/(\d+)", plan)]
        return bool(read) and all(some < every / 2 for some, every in read)
    if asked.name == "spark":
        bounded = rf"GreaterThanOrEqual\({column},[^\n]*LessThan\({column},"
        plan = _told(asked, f"EXPLAIN {text}")
        return re.search(rf"PushedFilters: \[[^\n]*{bounded}", plan) is not None
    plan = _told(asked, f"EXPLAIN (FORMAT json) {text}")
    return re.search(rf'"{column}>=[^"]* AND {column}<', plan) is not None


def _told(asked: Asked, text: str) -> str:
    return "\n".join(str(row[-1]) for row in asked.engine.rows(text))


def _on_server(asked: Asked, *statements: str) -> str:
    """What the last of some statements told, in a session of its own."""
    client: Any = import_module("psycopg")
    with closing(client.connect(asked.connect, autocommit=True)) as server:
        for statement in statements:
            cursor = server.execute(statement)
        return "\n".join(row[0] for row in cursor) if cursor.description else ""
