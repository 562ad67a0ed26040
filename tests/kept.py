"""The one ledger of a test process, emptied for each test that asks: a file, or a database.

Why one: to make the tables takes longer than most tests, and a third of the others' time went into
statements that SQLAlchemy had put into words before, for another engine.
"""

import os
from pathlib import Path
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from ledger.engine import Ledger
from ledger.schema import open_ledger
from tests.postgres import Server

UTC_ZONE: Final = ZoneInfo("UTC")
# Whole rooms run on the other database: LEADLIGHT_TEST_DATABASE=postgresql make test ARGS=...
ON_POSTGRESQL: Final = os.environ.get("LEADLIGHT_TEST_DATABASE", "sqlite") == "postgresql"
# What is left out there: files of tests about a file, and about the plans and ways of SQLite.
OF_SQLITE: Final = frozenset(
    {
        *("test_backups", "test_engine", "test_health", "test_looking", "test_mounts"),
        *("test_persons_upgrade", "test_schema", "test_schema_beside", "test_surface_upgrade"),
        *("test_waits",),
    }
)

BLANK, NAME = "blank", "kept"
GROWN: Final = 32 * 2**20  # bytes of deleted rows, from where on it is quicker to copy the blank
# What a test left open is cut off; then each table that holds a row is emptied, and each number
# that was given is given again. Foreign keys are not looked at meanwhile.
EMPTIED: Final = """
SET session_replication_role = replica;
SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid();
DO $$ DECLARE name text; filled boolean; BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public'
    AND tablename NOT IN ('alembic_version', 'meta') LOOP
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', name) INTO filled;
    IF filled THEN EXECUTE format('DELETE FROM %I', name); END IF;
  END LOOP;
  DELETE FROM meta;
  INSERT INTO meta VALUES ('timezone', 'UTC');
  PERFORM setval(format('%I.%I', schemaname, sequencename), 1, FALSE) FROM pg_sequences
  WHERE last_value IS NOT NULL;
END $$
"""
SHAPE: Final = """
SELECT string_agg(relname, ',' ORDER BY relname), (SELECT version_num FROM alembic_version)
FROM pg_class WHERE relnamespace::regnamespace::text !~ '^(pg_|information_schema)'
"""


class Kept(Protocol):
    """A ledger that counts its days in UTC, and the way to have it new."""

    ledger: Ledger

    def emptied(self) -> str:
        """Makes it as if it had just been made; returns its URL."""


class KeptFile:
    """A SQLite ledger, alone in its folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "ledger.db"
        self._url = f"sqlite:///{self._path}"
        self.ledger = open_ledger(self._url, UTC_ZONE)
        self.ledger.close()
        self._blank = self._path.read_bytes()

    def emptied(self) -> str:
        for left in self._path.parent.iterdir():
            left.unlink()
        self._path.write_bytes(self._blank)
        return self._url


class KeptDatabase:
    """A PostgreSQL ledger, alone in its database."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._url = server.url(NAME)
        server.ask(f"CREATE DATABASE {BLANK} TEMPLATE template0")
        open_ledger(server.url(BLANK), UTC_ZONE).close()
        self._shape, self._size = server.ask(SHAPE, BLANK), self._bytes(BLANK)
        self._copy()
        self.ledger = Ledger(self._url)

    def emptied(self) -> str:
        self.ledger.refused = self.ledger.failed = ""
        if self._server.ask(SHAPE, NAME) != self._shape or self._bytes(NAME) > self._size + GROWN:
            self._copy()
        else:
            self._server.ask(EMPTIED, NAME)
        return self._url

    def _copy(self) -> None:
        self._server.ask(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        self._server.ask(f"CREATE DATABASE {NAME} TEMPLATE {BLANK}")

    def _bytes(self, name: str) -> int:
        [[size]] = self._server.ask(f"SELECT pg_database_size('{name}')")
        return int(str(size))
