"""Runs the benchmarks and prints one table: `make bench`, or `make bench ARGS="score company"`."""

import argparse
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks import (
    access_log,
    accuracy,
    company,
    demo_start,
    ingest,
    instances,
    intake,
    moving,
    news,
    past,
    postgres,
    resolving,
    score,
    service,
    table,
    warehouse,
)
from benchmarks.plan import Plan, in_new_process
from benchmarks.table import Row
from benchmarks.traffic import FULL
from ledger.engine import DRIVER

PARTS: Final[dict[str, Callable[[Plan], list[Row]]]] = {
    "score": score.rows,
    "largest": score.largest,
    "company": company.rows,
    "news": news.rows,
    "past": past.rows,
    "intake": intake.rows,
    "postgres": postgres.rows,
    "service": service.rows,
    "instances": instances.rows,
    "move": moving.rows,
    "access-log": access_log.rows,
    "ingest": ingest.rows,
    "demo": demo_start.rows,
    "accuracy": accuracy.rows,
    "resolve": resolving.rows,
    "warehouse": warehouse.rows,
}
SIZES: Final = {"full": FULL, "tenth": FULL.tenth, "hundredth": FULL.tenth.tenth}


def main(arguments: Sequence[str]) -> int:
    """Prints each part's rows as they come; 1 where a target is missed."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"some of {', '.join(PARTS)}")
    parser.add_argument("--size", choices=SIZES, default="full", help="of the ledgers (full)")
    parser.add_argument("--runs", type=int, default=5, help="whose median is taken (5)")
    parser.add_argument("--seconds", type=int, default=60, help="that a load lasts (60)")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the ledgers, or use these")
    asked = parser.parse_args(arguments)
    if unknown := sorted(set(asked.parts) - PARTS.keys()):
        parser.error(f"no part is called {', '.join(unknown)}: {', '.join(PARTS)}")
    if asked.runs < 1 or asked.seconds < 1:
        parser.error("--runs and --seconds go from 1")
    print(f"{machine()}\n\n{table.head()}", flush=True)
    missed = 0
    with _folder(asked.keep) as folder:
        plan = Plan(folder, SIZES[asked.size], asked.runs, asked.seconds)
        for name in asked.parts or PARTS:
            # Each in a Python of its own, so that none finds memory or caches that others filled.
            rows = in_new_process(PARTS[name], plan)
            print(table.lines(rows), flush=True)
            missed += sum(not row.met for row in rows)
    print(f"\n{missed} missed." if missed else "\nAll targets are met.")
    return 1 if missed else 0


def machine() -> str:
    """What the figures were measured with."""
    versions = f"Python {platform.python_version()}, SQLite {DRIVER.sqlite_version}"
    day = datetime.now(UTC).date().isoformat()
    return f"{_processor()}, {versions}, numpy {np.__version__}, {platform.system()}, {day}"


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    lines = described.read_text().splitlines() if described.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{len(names)} x {names[0]}" if names else platform.machine()


@contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    """Where the ledgers lie: a folder to stay, or one that is gone at the end."""
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept
    else:
        with tempfile.TemporaryDirectory(prefix="leadlight-bench-") as folder:
            yield Path(folder)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
