"""What is needed to ask each engine."""

from typing import Final

CLIENTS: Final = {"duckdb": "duckdb", "clickhouse": "chdb", "spark": "pyspark"}
MISSING: Final = (
    "the warehouse query was NOT tested on {engine}: install what requirements-scale.lock names"
)
