"""What intake costs: a file against the bare driver, tallies, the tenth million, and memory.

The baseline of a file is what anybody would write first: `json.loads` on each line, and
`executemany` into one table with the same unique key. Both take turns, a batch each, so that a busy
machine slows both alike; the time is the processor's. Both run as `leadlight` does, which has
Python look for garbage seldom. Recognition is no part of it: it has a pass of its own.
"""

import json
import random
import sqlite3
import statistics
import tempfile
import tracemalloc
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from io import BufferedReader, BytesIO, RawIOBase
from itertools import islice
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING
from unittest.mock import patch
from zoneinfo import ZoneInfo

from benchmarks.plan import Plan
from benchmarks.table import Row, times, times_at_least
from bot.__main__ import collect_seldom
from collectors import activity_file
from collectors.batch import Batch
from collectors.reading import BATCH_ROWS, Reading
from identity.pseudonym import Pseudonyms
from ledger import intake
from ledger.engine import Ledger
from ledger.schema import open_ledger
from scoring.rules import read_rules

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

ZONE = ZoneInfo("UTC")
NOW = datetime(2026, 11, 20, tzinfo=UTC)
DAYS = 400
KINDS = ("doc_view",) * 8 + ("web_view",) * 4 + ("download",) * 2 + ("blog_view",)
TABLE = """
CREATE TABLE activity (id INTEGER PRIMARY KEY, source TEXT, external_id TEXT, who TEXT, kind TEXT,
occurred_at TEXT, url TEXT, title TEXT, UNIQUE (source, external_id))
"""
INSERT = "INSERT INTO activity VALUES (NULL, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
WHO = ("actor", "email", "domain", "ip")


def lines(count: int, *, random_ids: bool = False, seed: int = 1) -> Iterator[bytes]:
    """JSON lines in order of time: sittings of some views, more by some people than by others."""
    rng, people = random.Random(seed), max(1, count // 10)
    number = 0
    while number < count:
        who = _who(int(people * rng.random() ** 2))
        for _ in range(min(count - number, 1 + int(rng.expovariate(0.4)))):
            at = NOW - timedelta(days=DAYS) + timedelta(days=DAYS) * (number / count)
            row = {
                "source": "site",
                "id": f"{rng.getrandbits(128):032x}" if random_ids else f"view-{number:09d}",
                "kind": rng.choice(KINDS),
                "occurred_at": at.isoformat(timespec="seconds"),
                **who,
                "url": f"https://docs.site.example/guide/{rng.randrange(300)}",
                "title": f"Guide, part {rng.randrange(300)}",
            }
            yield json.dumps(row).encode() + b"\n"
            number += 1


def _who(number: int) -> dict[str, str]:
    """Four in ten with an account, as many by mail or with it, the rest by domain or network."""
    company, kind = f"company-{number // 7}.example", number % 10
    if kind == 9:
        return {"ip": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"}
    if kind >= 6:
        return {"domain": company}
    mail = {"email": f"user-{number}@{company}"}
    return {"actor": f"user-{number}", **mail} if kind < 4 else mail


class _Lines(RawIOBase):
    """Lines as a file that nobody has to store."""

    def __init__(self, source: Iterable[bytes]) -> None:
        self._source = iter(source)
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        into = memoryview(buffer)
        if len(self._rest) < len(into):
            self._rest += b"".join(islice(self._source, 1 + len(into) // 100))
        piece, self._rest = self._rest[: len(into)], self._rest[len(into) :]
        into[: len(piece)] = piece
        return len(piece)


def stream(source: Iterable[bytes]) -> BufferedReader:
    """A file of these lines."""
    return BufferedReader(_Lines(source), 2**20)


def reading() -> Reading:
    """The packaged rules."""
    return Reading(frozenset(read_rules().kinds), NOW, Pseudonyms(b"a key of the benchmarks"))


@contextmanager
def ledgers(count: int) -> Iterator[list[Ledger]]:
    """New ledgers that are gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        opened = [open_ledger(f"sqlite:///{Path(folder) / f'{n}.db'}", ZONE) for n in range(count)]
        yield opened
        for ledger in opened:
            ledger.close()


@contextmanager
def bare_database() -> Iterator[sqlite3.Connection]:
    """One table in a new file, which is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bare.db"
        with closing(sqlite3.connect(path, isolation_level=None)) as bare:
            bare.execute("PRAGMA journal_mode=WAL")
            bare.execute(TABLE)
            yield bare


def file_against_driver(count: int) -> Row:
    """Microseconds a row, reading and storing."""
    content = list(lines(count))
    some = iter(content)
    ours = theirs = 0.0
    with ledgers(1) as (ledger,), bare_database() as bare:
        batches = activity_file.read(BytesIO(b"".join(content)), "a.jsonl", reading())
        while part := list(islice(some, BATCH_ROWS)):
            began = process_time()
            _store(ledger, next(batches))
            turned = process_time()
            _store_bare(bare, part)
            ours, theirs = ours + turned - began, theirs + process_time() - turned
    ours, theirs = (one / count * 1e6 for one in (ours, theirs))
    what = f"import of {count:,} rows, a row (json.loads and executemany)"
    return Row(what, ours, theirs, "us", times(2.5))


def _store(ledger: Ledger, batch: Batch) -> None:
    with ledger.write() as session:
        intake.record(session, batch.drafts, ZONE, NOW)


def _store_bare(bare: sqlite3.Connection, part: list[bytes]) -> None:
    rows = [json.loads(line) for line in part]
    bare.execute("BEGIN IMMEDIATE")
    bare.executemany(
        INSERT,
        [
            (
                *(row["source"], row["id"], next(row[key] for key in WHO if key in row)),
                *(row["kind"], row["occurred_at"], row["url"], row["title"]),
            )
            for row in rows
        ],
    )
    bare.execute("COMMIT")


def tallies(count: int) -> Row:
    """Rows a second that are stored with tallies and without, read before."""
    took = [0.0, 0.0]
    with ledgers(2) as both:
        for batch in activity_file.read(stream(lines(count)), "a.jsonl", reading()):
            for number, (ledger, statement) in enumerate(
                zip(both, (intake.COUNT_INTO_TALLY, "SELECT ?"), strict=True)
            ):
                with patch.object(intake, "COUNT_INTO_TALLY", statement):
                    began = process_time()
                    _store(ledger, batch)
                    took[number] += process_time() - began
    kept, bare = (count / one for one in took)
    return Row("intake with tallies (without)", kept, bare, "rows/s", times_at_least(0.7))


def tenth_million(count: int, *, random_ids: bool) -> Row:
    """Rows a second in the first and the last tenth, by the median batch of each."""
    rates = []
    with ledgers(1) as (ledger,):
        stored = stream(lines(count, random_ids=random_ids))
        for batch in activity_file.read(stored, "a.jsonl", reading()):
            began = process_time()
            _store(ledger, batch)
            rates.append(len(batch.drafts) / (process_time() - began))
    tenth = max(1, len(rates) // 10)
    first, last = statistics.median(rates[:tenth]), statistics.median(rates[-tenth:])
    ids, target = ("random", 0.5) if random_ids else ("ordered", 0.85)
    what = f"intake, the last tenth of {count:,} rows, {ids} ids (the first)"
    return Row(what, last, first, "rows/s", times_at_least(target))


def memory(count: int) -> Row:
    """Megabytes that reading holds at most, of a long file and of its first half.

    Its own beginning, because as many people do something there in a batch as later; and no less of
    it, because some batches go by until what is remembered of people has come to its bound.
    """
    most = []
    for size in (count, count // 2):
        tracemalloc.start()
        for _ in activity_file.read(stream(islice(lines(count), size)), "a.jsonl", reading()):
            pass
        most.append(tracemalloc.get_traced_memory()[1] / 1e6)
        tracemalloc.stop()
    long, short = most
    return Row(
        f"memory of reading {count:,} rows (the first half of them)", long, short, "MB", times(1.2)
    )


def rows(plan: Plan) -> list[Row]:
    """A tenth as many rows for what needs no large ledger."""
    collect_seldom()
    full = plan.size.activities
    return [
        file_against_driver(full // 10),
        tallies(full // 10),
        tenth_million(full, random_ids=False),
        tenth_million(full, random_ids=True),
        memory(full // 10),
    ]
