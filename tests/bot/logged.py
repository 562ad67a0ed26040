"""A made-up access log, the rules that give its pages kinds, and what a ledger holds of it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

from bot.commands.opening import Opened
from bot.services import services_of
from bot.settings import Settings
from ledger.engine import Ledger
from ledger.schema import open_ledger
from scoring.rules import read_rules

PAGES = """
[[pages]]
match = "/docs/*"
kind = "doc_view"

[[pages]]
match = "/get/*"
kind = "download"
"""
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:139.0) Gecko/20100101 Firefox/139.0"


def write_rules(folder: Path) -> Path:
    """The packaged rules with patterns for docs and downloads."""
    path = folder / "rules.toml"
    path.write_text((files("rules") / "points.toml").read_text() + PAGES)
    return path


@contextmanager
def opened_in(folder: Path) -> Iterator[Opened]:
    """What a command would open in that folder."""
    rules = write_rules(folder)
    settings = Settings(
        database_url=url_in(folder),
        rules_file=str(rules),
        identity_key="a key of sixteen bytes and more",
    )
    read, ledger = read_rules(rules), open_ledger(settings.database_url, settings.timezone)
    try:
        yield Opened(settings, read, ledger, services_of(settings, ledger, read, []))
    finally:
        ledger.close()


def log_line(number: int) -> str:
    """A view of a page of its own."""
    return (
        f"198.51.{number % 200}.7 - - [17/Jun/2025:10:05:03 +0000] "
        f'"GET /docs/{number} HTTP/1.1" 200 512 "-" "{BROWSER}"\n'
    )


def log_lines(first: int, behind: int) -> str:
    """Views of the pages from `first` on."""
    return "".join(map(log_line, range(first, behind)))


def stored(url: str) -> list[tuple[Any, ...]]:
    """All activities of a ledger, in an order of their own."""
    query = (
        "SELECT a.source, external_id, kind, occurred_at, url, count, key FROM activity a "
        "JOIN actor ON actor.id = actor_id ORDER BY 1, 2"
    )
    with closing(Ledger(url)) as ledger, ledger.read() as session:
        return [tuple(row) for row in session.connection().exec_driver_sql(query)]


def url_in(folder: Path) -> str:
    """Where the folder's ledger is, a file."""
    return f"sqlite:///{folder / 'leadlight.db'}"


def pages(folder: Path) -> list[int]:
    """The numbers of the pages that were seen, in order, one for each activity of its ledger."""
    return sorted(int(row[4].rpartition("/")[2]) for row in stored(url_in(folder)))


def count(folder: Path) -> int:
    """How many activities the folder's ledger holds."""
    with closing(sqlite3.connect(folder / "leadlight.db")) as connection:
        return int(connection.execute("SELECT COUNT(*) FROM activity").fetchone()[0])
