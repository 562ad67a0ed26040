"""A collector's page loop that is killed at one statement after the other, and what is left then.

A program of its own (`python -m tests.ledger.page_loop URL ORDER`), because only a real process
can be killed. For each death it prints one line of JSON: the statement that it never reached, and
the rows, tallies and cursor that the next start finds. ORDER is `together`, as the service does
it, or `cursor first`, the mistake that the test must be able to see.
"""

import json
import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import event

from bot.passes import record_pages
from bot.services import Services
from ledger import cursors
from ledger.drafts import Page
from ledger.engine import Ledger, Session
from ledger.schema import open_ledger
from scoring.rules import read_rules
from tests.builders import NOW, draft

CURSOR = "files"
SIZE, FORWARD = 25, 20  # each page repeats the last five of the one before
DEATHS = range(5, 30)  # the statement before which a loop dies; a page takes about a dozen
TOGETHER, CURSOR_FIRST = "together", "cursor first"
ZONE = ZoneInfo("UTC")


@dataclass(frozen=True)
class Left:
    """What a death left behind; `cursor` is the last row that was read to the end."""

    statement: str
    rows: list[int]
    tallied: int
    cursor: int


def main(url: str, order: str) -> None:
    """Runs and kills the loop once for each of `DEATHS`, and says what was left."""
    for fatal in DEATHS:
        heard, said = os.pipe()
        child = os.fork()
        if not child:
            _loop(url, order, fatal, said)
        os.close(said)
        _, status = os.waitpid(child, 0)
        if os.waitstatus_to_exitcode(status) != -signal.SIGKILL:
            raise SystemExit(f"the loop ended by itself before statement {fatal}")
        with os.fdopen(heard) as last_words:
            left = _left(url, last_words.read())
        sys.stdout.write(json.dumps(asdict(left)) + "\n")


def _loop(url: str, order: str, fatal: int, said: int) -> None:
    ledger = open_ledger(url, ZONE)
    seen = 0

    def die(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        nonlocal seen
        seen += 1
        if seen == fatal:
            os.write(said, " ".join(statement.split()).encode())
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(ledger.engine, "before_cursor_execute", die)
    services = Services(ledger, read_rules(), ZONE, leads_channel="", digest_channel="")
    with ledger.read() as session:
        begin = _cursor(session)
    record_pages(services, _pages(ledger, begin, order), lambda: NOW)


def _pages(ledger: Ledger, begin: int, order: str) -> Iterator[Page]:
    for end in range(begin + FORWARD, begin + 100 * FORWARD, FORWARD):
        if order == CURSOR_FIRST:
            with ledger.write() as session:
                cursors.save(session, CURSOR, str(end), NOW)
        numbers = range(max(0, end - SIZE), end)
        yield Page(CURSOR, str(end), tuple(draft(str(number)) for number in numbers))


def _left(url: str, statement: str) -> Left:
    ledger = open_ledger(url, ZONE)
    with ledger.read() as session:
        ask = session.connection().exec_driver_sql
        rows = ask("SELECT CAST(external_id AS INTEGER) FROM activity").scalars()
        tallied = ask("SELECT COALESCE(SUM(count), 0) FROM tally").scalar_one()
        left = Left(statement, sorted(rows), tallied, _cursor(session))
    ledger.close()
    return left


def _cursor(session: Session) -> int:
    return int(cursors.read(session, CURSOR) or 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
