"""An engine that is open, and files as it sees them: by itself, or as a table of PostgreSQL."""

from contextlib import closing
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import duckdb

from bot.warehouse_engines import Engine


@dataclass(frozen=True, slots=True)
class Asked:
    """An engine by its name, how it was reached, and itself."""

    name: str
    connect: str
    engine: Engine

    def view(self, table: str, file: Path) -> None:
        """Lets queries speak of a file by a name."""
        if self.name == "postgresql":
            _copied(self.connect, table, file)
        else:
            self.engine.view(table, str(file))

    def in_rules(self, table: str, file: Path) -> str:
        """A line of the rules file that says where the file's rows are."""
        if self.name != "postgresql":
            return f'files = "{file}"'
        _copied(self.connect, table, file)
        return f'table = "{table}"'


def write_parquet(lines: Path, types: dict[str, str]) -> Path:
    """JSON lines as a table with types, which is what a warehouse keeps."""
    path = lines.with_suffix(".parquet")
    read = f"FROM read_json('{lines}', format = 'newline_delimited', columns = {types})"
    with closing(_duckdb()) as connection:
        connection.execute(f"COPY ({read}) TO '{path}' (FORMAT parquet)")
    return path


def _copied(connect: str, table: str, file: Path) -> None:
    """A file's rows in a table that has the file's types, which both engines spell alike."""
    rows = file.with_name(f"{table}.rows")
    with closing(_duckdb()) as connection:
        described = connection.execute(f"DESCRIBE FROM '{file}'").fetchall()
        connection.execute(f"COPY (FROM '{file}') TO '{rows}' (FORMAT csv, HEADER false)")
    columns = ", ".join(f"{name} {type}" for name, type, *_ in described)
    client: Any = import_module("psycopg")
    with closing(client.connect(connect, autocommit=True)) as server, server.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {table} ({columns})")
        with cursor.copy(f"COPY {table} FROM STDIN (FORMAT csv)") as copy:
            copy.write(rows.read_bytes())


def _duckdb() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    return connection
