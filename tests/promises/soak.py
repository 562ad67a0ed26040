"""Runs the promises at their figures for a release, and writes what came of them.

    python -m tests.promises.soak [arguments of pytest]

`LEADLIGHT_SOAK_SEED` repeats a run by its seed.
"""

import json
import os
import platform
import re
import secrets
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest

ROOT: Final = Path(__file__).parents[2]
REPORT: Final = ROOT / "docs" / "reliability-report.md"
NAMED: Final = re.compile(r"test_promise_(\d\d)_([^\[]*)")
HEAD: Final = """# What Leadlight was put through

Written by `make soak`, which runs the tests of the promises at their figures for a release. Each
fault is a real one: SIGKILL of a process, a power cut that takes what was not synced, a Slack
that answers late or not at all. *Lost* and *doubled* count what should not have been. The tests
that make the known mistakes, and must fail to keep the promise, are not listed.

"""
TABLE: Final = """| promise | fault | count | lost | doubled | seconds | seed |
|---|---|---|---|---|---|---|
"""


@dataclass
class Report:
    """A plugin of pytest that gathers what each promise recorded."""

    seed: str
    rows: list[tuple[str, str]] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    begun: float = field(default_factory=time.monotonic)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Of each phase of each test."""
        if report.failed:
            self.failed.append(report.nodeid)
        named = NAMED.search(report.nodeid)
        if report.when == "call" and named:
            for name, value in report.user_properties:
                if name == "promise":
                    row = json.loads(str(value))
                    self.rows.append((named[1], _row(named[1], row, report.duration)))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Of each file that was looked for tests."""
        if report.failed:
            self.failed.append(report.nodeid)

    def text(self) -> str:
        """The page."""
        machine = f"Python {platform.python_version()}, {os.cpu_count()} cores"
        end = "all promises kept" if not self.failed else f"failed: {len(set(self.failed))}"
        lines = "".join(row for _, row in sorted(self.rows))
        failed = "".join(f"- failed: `{name}`\n" for name in sorted(set(self.failed)))
        seconds = time.monotonic() - self.begun
        told = f"{machine}; seed {self.seed}; {seconds:,.0f} seconds; {end}.\n\n"
        repeat = f"\nThe same again: `LEADLIGHT_SOAK_SEED={self.seed} make soak`.\n"
        return HEAD + told + TABLE + lines + repeat + (f"\n{failed}" if failed else "")


def _row(number: str, row: dict[str, Any], seconds: float) -> str:
    cells = (number, row["fault"], row["count"], row["lost"], row["doubled"])
    return "| " + " | ".join(map(str, (*cells, f"{seconds:.0f}", row["seed"]))) + " |\n"


def main(arguments: list[str]) -> int:
    """Runs and writes; the exit code is pytest's own."""
    seed = os.environ.setdefault("LEADLIGHT_SOAK_SEED", str(secrets.randbelow(10**6)))
    os.environ["LEADLIGHT_SOAK"] = "1"
    report = Report(seed)
    sys.stdout.write(f"Seed {seed}\n")
    code = pytest.main([str(ROOT / "tests" / "promises"), *arguments], plugins=[report])
    REPORT.write_text(report.text(), "utf-8")
    return int(code)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
