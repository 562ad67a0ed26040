"""What is needed to ask each engine."""

from typing import Final

CLIENTS: Final = {"duckdb": "duckdb", "clickhouse": "chdb", "spark": "pyspark"}
MISSING: Final = (
    "the warehouse query was NOT tested on {engine}: its client ({client}) is not installed"
)
