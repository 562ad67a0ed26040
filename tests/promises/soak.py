"""Runs the promises at their figures for a release, and writes what came of them.

    python -m tests.promises.soak [arguments of pytest]

`LEADLIGHT_SOAK_SEED` repeats a run by its seed. A soak may be run in parts, such as by
`-k promise_20`: what the page says of promises that were not asked this time stays.
"""

import json
import os
import platform
import re
import secrets
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest

ROOT: Final = Path(__file__).parents[2]
REPORT: Final = ROOT / "docs" / "reliability-report.md"
NAMED: Final = re.compile(r"test_promise_(\d\d)_")
ROW: Final = re.compile(r"\| (\d\d) \| ")
ON_IT: Final = "PostgreSQL"  # else on SQLite
HEAD: Final = """# What Leadlight was put through

Written by `make soak`, which runs the tests of the promises at their figures for a release. Each
fault is a real one: SIGKILL of a process, a power cut that takes what was not synced, a Slack
that answers late or not at all. *Lost* and *doubled* count what should not have been. The tests
that make the known mistakes, and must fail to keep the promise, are not listed. `make soak` may be
run in parts: each row tells its day, the commit that it tried, and the seed that repeats it by
`LEADLIGHT_SOAK_SEED=... make soak ARGS="-k promise_..."`.

"""
TABLE: Final = """| promise | fault | count | lost | doubled | seconds | day | commit | seed |
|---|---|---|---|---|---|---|---|---|
"""


@dataclass
class Report:
    """A plugin of pytest that gathers what each promise recorded."""

    day: str  # in UTC
    commit: str
    rows: list[str] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)  # the numbers of promises
    failed: list[str] = field(default_factory=list)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Of each phase of each test."""
        named = NAMED.search(report.nodeid)
        if named is None:
            return
        if report.failed:
            cells = named[1], f"**failed**: `{report.nodeid}`", *[""] * 4, self.day, self.commit, ""
            self.failed.append("| " + " | ".join(cells) + " |")
        self.asked.add(named[1])
        if report.when == "call" and report.passed:
            for name, value in report.user_properties:
                if name == "promise":
                    row = json.loads(str(value))
                    if "postgresql" in report.nodeid and ON_IT not in row["fault"]:
                        row["fault"] += f", on {ON_IT}"
                    self.rows.append(self._row(named[1], row, report.duration))

    def _row(self, number: str, row: dict[str, Any], seconds: float) -> str:
        figures = row["fault"], row["count"], row["lost"], row["doubled"], f"{seconds:,.0f}"
        cells = (number, *figures, self.day, self.commit, row["seed"])
        return "| " + " | ".join(map(str, cells)) + " |"

    def text(self, before: str) -> str:
        """The page, with what it said `before` of the promises that were not asked."""
        known = [(named[1], line) for line in before.splitlines() if (named := ROW.match(line))]
        kept = [line for number, line in known if number not in self.asked]
        new = self.rows + self.failed
        machine = f"Python {platform.python_version()}, {os.cpu_count()} cores.\n\n"
        return HEAD + machine + TABLE + "".join(f"{line}\n" for line in sorted(kept + new))


def main(arguments: list[str]) -> int:
    """Runs and writes; the exit code is pytest's own."""
    seed = os.environ.setdefault("LEADLIGHT_SOAK_SEED", str(secrets.randbelow(10**6)))
    os.environ["LEADLIGHT_SOAK"] = "1"
    report = Report(f"{datetime.now(UTC):%Y-%m-%d}", _commit())
    sys.stdout.write(f"Seed {seed}\n")
    code = pytest.main([str(ROOT / "tests" / "promises"), *arguments], plugins=[report])
    # Read as late as this, so that another part may have ended meanwhile.
    before = REPORT.read_text("utf-8") if REPORT.exists() else ""
    REPORT.write_text(report.text(before), "utf-8")
    return int(code)


def _commit() -> str:
    """Which code is tried; with a star where other files than the report were changed since."""
    git = ["git", "-C", str(ROOT)]
    ask = [*git, "rev-parse", "--short", "HEAD"]
    named = subprocess.run(ask, capture_output=True, text=True, check=True).stdout.strip()
    others = ["--", str(ROOT), f":(exclude){REPORT}"]
    changed = subprocess.run([*git, "diff", "--quiet", "HEAD", *others], check=False).returncode
    return f"{named}*" if changed else named


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
