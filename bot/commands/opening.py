"""What commands open: settings for their use, the rules, the ledger; and how they print."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.clock import now
from bot.correction_line import LineError, day_of
from bot.identity_key import hiding
from bot.ip_database import IpDatabases
from bot.services import Services, services_of
from bot.settings import Settings, Use, load
from collectors.reading import OwnerOf, nobodys
from ledger.engine import Ledger, name_of
from ledger.schema import is_made, open_ledger
from ledger.types import day_in
from scoring.rules import Rules, read_rules


class UsageError(Exception):
    """An argument that cannot be used; the message says why and what would do."""


@dataclass(frozen=True)
class Opened:
    """What a command works with; the ledger closes when it ends."""

    settings: Settings
    rules: Rules
    ledger: Ledger
    services: Services
    owner_of: OwnerOf = nobodys  # by an address, where there is an IP database

    @property
    def today(self) -> date:
        """Today in the configured zone."""
        return day_in(self.settings.timezone, now())


@contextmanager
def opened(use: Use = "ledger") -> Iterator[Opened]:
    """Everything a command needs for one use, checked before anything is done."""
    settings = load(use)
    rules = read_rules(settings.rules_file)
    with (
        IpDatabases(settings.ip_database) as databases,
        closing(open_ledger(settings.database_url, settings.timezone, hiding(settings))) as ledger,
    ):
        services = services_of(settings, ledger, rules, [])
        yield Opened(settings, rules, ledger, services, databases.owner_of)


def made_before() -> None:
    """For what makes no sense on a new ledger, which would be made for it.

    Raises:
        UsageError: there is no ledger yet.
    """
    url = load("ledger").database_url
    if not is_made(url):
        raise UsageError(
            f"there is no ledger {name_of(url)}: check DATABASE_URL, and where you are"
        )


def day(text: str) -> date:
    """A day as it is typed.

    Raises:
        UsageError: it is none.
    """
    try:
        return day_of(text)
    except LineError as error:
        raise UsageError(str(error)) from None


def say(text: str = "") -> None:
    """A line of the answer, on standard output."""
    sys.stdout.write(text + "\n")


def say_json(answer: Any) -> None:
    """The answer for programs."""
    say(json.dumps(answer, indent=2, ensure_ascii=False))


def complain(text: str) -> None:
    """A line about what is wrong, on standard error."""
    sys.stderr.write(text + "\n")


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Columns as wide as they need to be; numbers to the right."""
    cells = [list(head), *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(row[at]) for row in cells) for at in range(len(head))]
    numeric = [all(isinstance(row[at], int | float) for row in rows) for at in range(len(head))]
    for row in cells:
        padded = (
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(row, widths, numeric, strict=True)
        )
        say("  ".join(padded).rstrip())
