"""How fast a ledger moves from its file into PostgreSQL, and in how much memory.

The baseline is COPY alone: the same rows, as PostgreSQL writes them itself, into empty tables of
the same columns, keys and indexes, in one statement a table. It reads no SQLite, looks up nothing
that a row refers to, and cannot go on where it was interrupted. The server is the run's own.
"""

import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import psycopg

from benchmarks.plan import Plan, in_new_process
from benchmarks.table import Row, under
from ledger.engine import Ledger
from ledger.moving import SHAPES, Advance, move
from tests.postgres import Server, server

SERVER: Final = {
    "fsync": "on",
    "full_page_writes": "on",
    "autovacuum": "on",
    "shared_buffers": "128MB",
}
PIECE: Final = 2**20  # bytes


@dataclass
class Took:
    """Rows, seconds of what was begun one after the other, and the most memory, in megabytes."""

    rows: int = 0
    seconds: list[float] = field(default_factory=list)
    megabytes: float = 0


def rows(plan: Plan) -> list[Row]:
    """A ledger of a tenth of the plan's size, and one of a tenth of that."""
    large, small = plan.size.tenth, plan.size.tenth.tenth
    with server(**SERVER) as postgres:
        less = in_new_process(_moved, plan.built(small), postgres.url(postgres.database()))
        name = postgres.database()
        took = in_new_process(_moved, plan.built(large), postgres.url(name))
        bare = _copied(postgres, name)
    stored, compared = took.seconds
    what = f"a move of {took.rows:,} rows into PostgreSQL"
    least = f"({less.rows:,} rows)"
    return [
        Row(f"{what} (COPY alone)", took.rows / stored, took.rows / bare, "rows/s"),
        Row(
            f"{what} and comparing all (COPY alone)",
            took.rows / (stored + compared),
            took.rows / bare,
            "rows/s",
        ),
        Row(f"{what}, memory {least}", took.megabytes, less.megabytes, "MB", under(200)),
    ]


def _moved(path: Path, url: str) -> Took:
    took = Took()

    @contextmanager
    def watch(_what: str, rows: int) -> Iterator[Advance]:
        took.rows = rows
        began = time.perf_counter()
        yield lambda _more: None
        took.seconds.append(time.perf_counter() - began)

    with closing(Ledger(f"sqlite:///{path}")) as source, closing(Ledger(url)) as target:
        found = move(source, target, watch)
    if found.unlike:
        raise RuntimeError(f"rows differ in {', '.join(found.unlike)}")
    took.megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return took


def _copied(postgres: Server, name: str) -> float:
    """Seconds until the rows of a database stand in new tables of its own."""
    seconds = 0.0
    where = f"host=127.0.0.1 port={postgres.port} user=leadlight dbname={name}"
    with tempfile.TemporaryFile() as kept, psycopg.connect(where) as connection:
        for shape in SHAPES:
            table, columns = f'"{shape.name}"', ", ".join(f'"{one}"' for one in shape.columns)
            _run(connection, f"CREATE TABLE bare_{shape.name} (LIKE {table} INCLUDING ALL)")
            kept.seek(0)
            kept.truncate()
            order = ", ".join(f'"{one}"' for one in shape.columns[: shape.width])
            query = f"SELECT {columns} FROM {table} ORDER BY {order}"
            with connection.cursor().copy(f"COPY ({query}) TO STDOUT".encode()) as out:
                for piece in out:
                    kept.write(piece)
            kept.seek(0)
            began = time.perf_counter()
            into = f"COPY bare_{shape.name} ({columns}) FROM STDIN"
            with connection.cursor().copy(into.encode()) as copy:
                while piece := kept.read(PIECE):
                    copy.write(piece)
            connection.commit()
            seconds += time.perf_counter() - began
    return seconds


def _run(connection: Any, statement: str) -> None:
    connection.execute(statement.encode())
    connection.commit()
