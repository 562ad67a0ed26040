"""A collector's page loop as the service runs it, and with the two mistakes that lose or double."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bot.passes import record_pages
from bot.services import Services
from ledger import cursors
from ledger.drafts import Page
from ledger.engine import Ledger
from ledger.schema import open_ledger
from scoring.rules import read_rules
from tests.builders import NOW, draft
from tests.conftest import UTC_ZONE
from tests.promises.zygote import Witness

CURSOR: Final = "files"
SIZE, FORWARD = 25, 20  # each page repeats the last five of the one before
RULES: Final = read_rules()  # once, before any life begins
TOGETHER, CURSOR_FIRST, NO_KEY = "together", "cursor first", "no key"


@dataclass(frozen=True)
class Left:
    """What a death left; `cursor` is the last row that was read to the end."""

    rows: list[int]
    tallied: int
    cursor: int

    @property
    def lost(self) -> int:
        """Rows that nobody will read again."""
        return len(set(range(self.cursor)) - set(self.rows))

    @property
    def doubled(self) -> int:
        """Rows that count more than once."""
        return max(len(self.rows), self.tallied) - len(set(self.rows))


def collect(witness: Witness, url: str, order: str) -> None:
    """Reads on from where the last life ended."""
    ledger = open_ledger(url, UTC_ZONE)
    witness.watch(ledger.engine)
    services = Services(ledger, RULES, UTC_ZONE, leads_channel="", digest_channel="")
    record_pages(services, pages(ledger, left(ledger).cursor, order), lambda: NOW)


def left(ledger: Ledger) -> Left:
    """What is stored."""
    with ledger.read() as session:
        ask = session.connection().exec_driver_sql
        rows = ask("SELECT CAST(external_id AS INTEGER) FROM activity").scalars()
        tallied = ask("SELECT COALESCE(SUM(count), 0) FROM tally").scalar_one()
        return Left(sorted(rows), tallied, int(cursors.read(session, CURSOR) or 0))


def pages(ledger: Ledger, begin: int, order: str) -> Iterator[Page]:
    run = f" of {os.getpid()}" if order == NO_KEY else ""
    for end in range(begin + FORWARD, begin + 1000 * FORWARD, FORWARD):
        if order == CURSOR_FIRST:
            with ledger.write() as session:
                cursors.save(session, CURSOR, str(end), NOW)
        numbers = range(max(0, end - SIZE), end)
        yield Page(CURSOR, str(end), tuple(draft(f"{number}{run}") for number in numbers))
