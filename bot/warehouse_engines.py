"""The clients of warehouses, each behind the same two questions: a view of files, and rows.

They are loaded when they are asked for: PostgreSQL's alone comes with Leadlight, DuckDB's with
`leadlight[warehouse]`, the others with whoever runs Spark or ClickHouse. What a client refuses is
told in its first line, without addresses: an engine that cannot read a cell likes to quote it.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from importlib import import_module
from typing import Any, Final, Protocol

from bot.logs import redacted
from collectors.addresses import masked
from collectors.errors import SourceError
from collectors.warehouse_dialects import DIALECTS

AT_ONCE: Final = 20_000  # rows
# How DuckDB, PostgreSQL, ClickHouse and Spark refuse to compare a column with a time.
_NO_TIME: Final = re.compile(
    "Cannot compare values of type .* TIMESTAMP"
    "|operator does not exist: .* timestamp"
    "|no supertype for types .*, DateTime"
    "|TIMESTAMP.* data type mismatch"
)


class Engine(Protocol):
    """A warehouse that can be asked."""

    def view(self, name: str, files: str) -> None:
        """Lets a query speak of files by a name."""

    def rows(self, sql: str) -> Iterator[Sequence[object]]:
        """The rows of a query's answer."""


class DuckDB:
    """Embedded, over Parquet, CSV or JSON files, or a database file."""

    def __init__(self, client: Any, connect: str) -> None:
        self._connection = client.connect(connect or ":memory:", read_only=bool(connect))
        self.close = self._connection.close

    def view(self, name: str, files: str) -> None:
        """The files' own types are found out by DuckDB."""
        self._connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS FROM {_quoted(files)}")

    def rows(self, sql: str) -> Iterator[Sequence[object]]:
        """Some thousand at a time."""
        cursor = self._connection.execute(sql)
        while some := cursor.fetchmany(AT_ONCE):
            yield from some


class PostgreSQL:
    """A server; without `connect` libpq's own settings (PGHOST, PGSERVICE, ~/.pgpass) say which."""

    def __init__(self, client: Any, connect: str) -> None:
        self._connection = client.connect(connect)
        self.close = self._connection.close

    def view(self, name: str, files: str) -> None:
        """Never asked for: the rules file is refused before."""
        raise TypeError(f"PostgreSQL reads no files: {name} names {files}, a table is needed")

    def rows(self, sql: str) -> Iterator[Sequence[object]]:
        """By a cursor on the server, so that the answer is never here as a whole."""
        if not sql.startswith("WITH"):
            self._connection.execute(sql)
            return
        with self._connection.cursor(name="leadlight") as cursor:
            cursor.itersize = AT_ONCE
            cursor.execute(sql)
            yield from cursor


class Spark:
    """A session of Spark: `connect` is its master or remote address, else as Spark is set up."""

    def __init__(self, client: Any, connect: str) -> None:
        builder = client.SparkSession.builder.appName("leadlight")
        if connect:
            remote = connect.startswith("sc://")
            builder = builder.remote(connect) if remote else builder.master(connect)
        self._session = builder.getOrCreate()
        self.close = self._session.stop

    def view(self, name: str, files: str) -> None:
        """By the files' ending; a CSV file has a header."""
        read = self._session.read.option("header", "true").option("inferSchema", "true")
        read.format(_format(files)).load(files).createOrReplaceTempView(name)

    def rows(self, sql: str) -> Iterator[Sequence[object]]:
        """A partition at a time."""
        answer = self._session.sql(sql)
        return iter(answer.toLocalIterator())


class ClickHouse:
    """Embedded ClickHouse, over files or a folder of its own tables (`connect`)."""

    def __init__(self, client: Any, connect: str) -> None:
        self._session = client.session.Session(connect) if connect else client.session.Session()
        self.close = self._session.close

    def view(self, name: str, files: str) -> None:
        """The files' own types are found out by ClickHouse, but for the header of a CSV file."""
        told = ", CSVWithNames" if _format(files) == "csv" else ""
        read = f"SELECT * FROM file({_quoted(files)}{told})"  # noqa: S608  (the operator's own files)
        self._session.query(f"CREATE OR REPLACE VIEW {name} AS {read}")

    def rows(self, sql: str) -> Iterator[Sequence[object]]:
        """From its answer as JSON lines."""
        if not sql.startswith("WITH"):
            self._session.query(sql)
            return
        answer = str(self._session.query(sql, "JSONCompactEachRow"))
        for line in answer.splitlines():
            yield json.loads(line)


_CLIENTS: Final[Mapping[str, tuple[str, Callable[[Any, str], Any]]]] = {
    "duckdb": ("duckdb", DuckDB),
    "postgresql": ("psycopg", PostgreSQL),
    "spark": ("pyspark.sql", Spark),
    "clickhouse": ("chdb", ClickHouse),
}
_INSTALL: Final = {
    "duckdb": "pip install 'leadlight[warehouse]'",
    "postgresql": "pip install 'psycopg[binary]'",
    "spark": "pip install pyspark, and Java",
    "clickhouse": "pip install chdb",
}
_MEND: Final = (
    'Where columns.time is text, write `time = "{}"` in the rules file; '
    'where it is a number, `time = "unix"` or `"unix-ms"` of the warehouse says so'
)


@contextmanager
def opened(name: str, engine: str, connect: str = "") -> Iterator[Engine]:
    """The engine of the warehouse `name`, its session in UTC.

    Raises SourceError where its client is missing, or for whatever the client raises meanwhile.
    """
    package, client_of = _CLIENTS[engine]
    try:
        client = import_module(package)
    except ImportError:
        mend = f"Do: {_INSTALL[engine]}"
        raise SourceError(f"warehouse {name}", f"the client of {engine} is missing", mend) from None
    with (
        _told(name, engine, _errors(engine, client)),
        closing(client_of(client, connect)) as session,
    ):
        for statement in DIALECTS[engine].session:
            list(session.rows(statement))
        yield session


@contextmanager
def _told(name: str, engine: str, errors: tuple[type[Exception], ...]) -> Iterator[None]:
    """What a client refuses, as an error for people."""
    try:
        yield
    except errors as error:
        first = next(iter(str(error).strip().splitlines()), type(error).__name__)
        said = redacted(masked(first, lambda _: "(address)"))
        mend = "Check the warehouse in the rules file: --print-sql shows what is asked"
        if _NO_TIME.search(said):
            said = f"what is compared with a time is none ({said})"
            mend = _MEND.format(DIALECTS[engine].moment)
        raise SourceError(f"warehouse {name}", said, mend) from None


def _errors(engine: str, client: Any) -> tuple[type[Exception], ...]:
    if engine == "spark":
        own = import_module("pyspark.errors").PySparkException
        return own, import_module("py4j.protocol").Py4JError
    return (RuntimeError,) if engine == "clickhouse" else (client.Error,)


def _format(files: str) -> str:
    endings = {"csv": "csv", "gz": "csv", "json": "json", "jsonl": "json", "ndjson": "json"}
    return endings.get(files.rpartition(".")[2], "parquet")


def _quoted(files: str) -> str:
    return "'" + files.replace("'", "''") + "'"
