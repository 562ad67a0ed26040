"""What intake costs on PostgreSQL: rows that were read, against COPY of the same rows.

The baseline is the least that anybody pays who wants these rows found again and true: COPY, from
bytes that lie ready, into a table with the columns, indexes and foreign key of the activities, as
their model has it and a server keeps it: row by row. (The ledger asks once a statement, see its
step 0008; a second baseline has no foreign key at all.) It does without what intake adds: actors
and their evidence, tallies, and that nothing counts twice.
All take turns, a batch and a commit each, on a server of this machine that syncs to its disk; the
time is the clock's, for client and server work beside each other; that of both processors, which a
busy machine changes least, is told as well where Linux tells it. Reading the lines is no part.
"""

import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Final

import psycopg

from benchmarks.intake import NOW, ZONE, lines, reading, stream
from benchmarks.plan import Plan
from benchmarks.table import Row, times_at_least
from bot.__main__ import collect_seldom
from bot.commands.storing import ROWS_IN_POSTGRESQL
from collectors import activity_file
from collectors.batch import Batch
from ledger import intake
from ledger.engine import Ledger
from ledger.schema import open_ledger
from tests.postgres import server

SERVER: Final = {
    "fsync": "on",
    "full_page_writes": "on",
    "autovacuum": "on",
    "shared_buffers": "256MB",
    "max_wal_size": "4GB",
}
COLUMNS: Final = "source, external_id, actor_id, kind, topic, occurred_at, day, count, url, title"
TABLES: Final = """
CREATE TABLE indexed (LIKE activity INCLUDING ALL);
CREATE TABLE same (LIKE activity INCLUDING ALL, FOREIGN KEY (actor_id) REFERENCES actor)
"""
NEWEST: Final = f"COPY (SELECT {COLUMNS} FROM activity WHERE id > %s ORDER BY id) TO STDOUT"


@dataclass
class Took:
    """Seconds of each, for so many rows: by the clock, of both processes, and of the server's."""

    count: int
    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    spent: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    served: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))

    def time(self, what: str, server_process: int, work: Callable[[], object]) -> None:
        """Adds what a piece of work takes, which that process of the server answers."""
        began, spent, served = time.perf_counter(), time.process_time(), _spent(server_process)
        work()
        self.seconds[what] += time.perf_counter() - began
        self.served[what] += (serving := _spent(server_process) - served)
        self.spent[what] += time.process_time() - spent + serving

    def rate(self, what: str) -> float:
        """Rows a second."""
        return self.count / self.seconds[what]

    def each(self, seconds: defaultdict[str, float], what: str) -> float:
        """Microseconds a row."""
        return seconds[what] / self.count * 1e6


def rows(plan: Plan) -> list[Row]:
    """Of a tenth of the plan's activities; none where no server is installed, which is said."""
    collect_seldom()
    count = plan.size.activities // 10
    try:
        ordered, random = (_measured(count, random_ids=one) for one in (False, True))
    except LookupError as missing:
        sys.stderr.write(f"postgres: NOT measured: {missing}\n")
        return []
    what = f"PostgreSQL: intake of {count:,} rows"
    copied, bare = "(COPY, a foreign key)", "(COPY, without a foreign key)"
    same = random.rate("same")
    return [
        _row(f"{what}, ordered ids {copied}", ordered, "same", 0.6),
        _row(f"{what}, random ids {copied}", random, "same", 0.6),
        _row(f"{what}, ordered ids {bare}", ordered, "indexed"),
        _row(f"{what}, random ids {bare}", random, "indexed"),
        Row(f"the same once more, nothing new {copied}", random.rate("again"), same, "rows/s"),
        *_processors(ordered),
    ]


def _processors(took: Took) -> list[Row]:
    if not Path("/proc/self/stat").exists():
        return []
    ways = {"a foreign key": "same", "without a foreign key": "indexed"}
    of = {"client and server": took.spent, "the server alone": took.served}
    return [
        Row(
            f"processors, {whose}, a row, ordered ids (COPY, {way})",
            took.each(seconds, "intake"),
            took.each(seconds, baseline),
            "us",
        )
        for whose, seconds in of.items()
        for way, baseline in ways.items()
    ]


def _row(what: str, took: Took, baseline: str, least: float | None = None) -> Row:
    target = None if least is None else times_at_least(least)
    return Row(what, took.rate("intake"), took.rate(baseline), "rows/s", target)


def _measured(count: int, *, random_ids: bool) -> Took:
    took = Took(count)
    with _ledger() as (ledger, connection):
        ours = _process(ledger)
        for batch in _batches(count, random_ids=random_ids):
            newest = _newest(connection)
            took.time("intake", ours, partial(_store, ledger, batch))
            copied = _copied(connection, newest)
            for table in ("same", "indexed"):
                copies = partial(_copy, connection, table, copied)
                took.time(table, connection.info.backend_pid, copies)
        for batch in _batches(count, random_ids=random_ids):
            took.time("again", ours, partial(_store, ledger, batch))
    return took


@contextmanager
def _ledger() -> Iterator[tuple[Ledger, psycopg.Connection]]:
    """A new ledger, and a connection to its database, with the tables of the baselines in it."""
    with server(**SERVER) as running:
        url = running.url(running.database())
        with (
            closing(open_ledger(url, ZONE)) as ledger,
            closing(psycopg.connect(url.replace("+psycopg", ""), autocommit=True)) as connection,
        ):
            connection.execute(TABLES)
            yield ledger, connection


def _batches(count: int, *, random_ids: bool) -> Iterator[Batch]:
    read = replace(reading(), batch_rows=ROWS_IN_POSTGRESQL)
    return activity_file.read(stream(lines(count, random_ids=random_ids)), "a.jsonl", read)


def _store(ledger: Ledger, batch: Batch) -> None:
    with ledger.write() as session:
        intake.record(session, batch.drafts, ZONE, NOW)


def _process(ledger: Ledger) -> int:
    """The server's process behind the one connection that a single writer needs."""
    with ledger.write() as session:
        found = session.connection().exec_driver_sql("SELECT pg_backend_pid()")
        return int(found.scalar_one())


def _spent(process: int) -> float:
    """Seconds that another process has had of the processor; 0 where the system does not say."""
    told = Path(f"/proc/{process}/stat")
    if not told.exists():
        return 0.0
    user, system = told.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _newest(connection: psycopg.Connection) -> int:
    found = connection.execute("SELECT COALESCE(MAX(id), 0) FROM activity").fetchone()
    return int(found[0]) if found else 0


def _copied(connection: psycopg.Connection, after: int) -> bytes:
    """The rows that came last, as COPY takes them."""
    with connection.cursor() as cursor, cursor.copy(NEWEST.encode(), (after,)) as copying:
        return b"".join(copying)


def _copy(connection: psycopg.Connection, table: str, copied: bytes) -> None:
    statement = f"COPY {table} ({COLUMNS}) FROM STDIN".encode()
    with connection.cursor() as cursor, cursor.copy(statement) as copying:
        copying.write(copied)
