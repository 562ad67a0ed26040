"""How each warehouse spells the few things of our query that the others spell otherwise.

Everything else of it is the same text everywhere. Sessions are set to UTC, because an engine cuts a
time without a zone, or compares one, by the zone that its session happens to have.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Dialect:
    """`matches` and `found` take a text and an expression; `session` is said before the query."""

    matches: str  # whether the expression is found in the text
    found: str  # the part of the text that it finds
    session: tuple[str, ...] = ()
    moment: str = "CAST(… AS TIMESTAMPTZ)"  # how somebody makes a time of a text


DIALECTS: Final[Mapping[str, Dialect]] = {
    "duckdb": Dialect(
        "regexp_matches({0}, '{1}')", "regexp_extract({0}, '{1}')", ("SET TimeZone = 'UTC'",)
    ),
    "postgresql": Dialect("{0} ~ '{1}'", "SUBSTRING({0} FROM '{1}')", ("SET TIME ZONE 'UTC'",)),
    "spark": Dialect(
        "regexp_like({0}, '{1}')",
        "regexp_extract({0}, '{1}', 0)",
        ("SET spark.sql.session.timeZone = UTC",),
        "CAST(… AS TIMESTAMP)",
    ),
    "clickhouse": Dialect(
        "match({0}, '{1}')",
        "extract({0}, '{1}')",
        # Without the second an alias hides the column that it is made from.
        ("SET session_timezone = 'UTC'", "SET prefer_column_name_to_alias = 1"),
        "parseDateTimeBestEffort(…)",
    ),
    "bigquery": Dialect("REGEXP_CONTAINS({0}, '{1}')", "REGEXP_EXTRACT({0}, '{1}')"),
    "snowflake": Dialect(
        "REGEXP_INSTR({0}, '{1}') > 0",
        "REGEXP_SUBSTR({0}, '{1}')",
        ("ALTER SESSION SET TIMEZONE = 'UTC'",),
    ),
}
