"""Killed at any statement, a page loop leaves rows, tallies and cursor that belong together."""

import json
import subprocess
import sys

from ledger import health
from ledger.engine import Ledger
from tests.ledger.page_loop import CURSOR_FIRST, DEATHS, TOGETHER, Left

# Killed here, rows are stored and what belongs to them is not.
HALF_DONE = ("INSERT INTO tally", "INSERT INTO cursor", "UPDATE cursor")


def deaths(ledger: Ledger, order: str) -> list[Left]:
    command = [sys.executable, "-m", "tests.ledger.page_loop", str(ledger.engine.url), order]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [Left(**json.loads(line)) for line in done.stdout.splitlines()]


def test_rows_and_cursor_never_disagree(ledger: Ledger) -> None:
    told = deaths(ledger, TOGETHER)
    assert len(told) == len(DEATHS)
    for left in told:
        assert left.rows == list(range(left.cursor)), left.statement
        assert left.tallied == len(left.rows), left.statement
    assert told[-1].cursor > 0
    with ledger.read() as session:
        assert health.damage(session) == ""
    for statement in HALF_DONE:
        assert any(left.statement.startswith(statement) for left in told)


def test_a_cursor_before_its_rows_is_caught(ledger: Ledger) -> None:
    assert any(left.rows != list(range(left.cursor)) for left in deaths(ledger, CURSOR_FIRST))
