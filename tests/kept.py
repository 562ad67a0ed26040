"""The one ledger of a test process, emptied for each test that asks: a file, or a database.

Why one: to make the tables takes longer than most tests, and a third of the others' time went into
statements that SQLAlchemy had put into words before, for another engine.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from ledger.engine import Ledger
from ledger.schema import open_ledger
from tests.postgres import Server

UTC_ZONE: Final = ZoneInfo("UTC")
# Whole rooms run on the other database: LEADLIGHT_TEST_DATABASE=postgresql make test ARGS=...
ON_POSTGRESQL: Final = os.environ.get("LEADLIGHT_TEST_DATABASE", "sqlite") == "postgresql"
# What is left out there: files of tests about a ledger's file (its backups, and how it is moved
# into a database), and about the plans and ways of SQLite.
OF_SQLITE: Final = frozenset(
    {
        *("test_backup_command", "test_backups", "test_engine", "test_health", "test_looking"),
        *("test_migrate_to", "test_mounts", "test_persons_upgrade", "test_schema"),
        *("test_schema_beside", "test_surface_upgrade", "test_waits"),
    }
)

BLANK, NAME, AWAY = "blank", "kept", "away"
IDENTITY_KEY: Final = "a key of sixteen bytes and more"  # which a ledger in a database asks for
GROWN: Final = 32 * 2**20  # bytes of deleted rows, from where on it is quicker to copy the blank
CUT_OFF: Final = f"""
SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
WHERE datname = '{NAME}' AND pid <> pg_backend_pid();
"""
# What a test left open is cut off; then each table that holds a row is emptied, and each number
# that was given is given again. Foreign keys are not looked at meanwhile.
EMPTIED: Final = f"""
SET session_replication_role = replica;
{CUT_OFF}
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

    def away(self) -> AbstractContextManager[None]:
        """Nobody finds it for as long as the block runs."""

    def another(self, folder: Path) -> str:
        """The URL of one more, new, that nobody else uses; in `folder` if it is a file."""

    def on_disk(self, ledger: Ledger) -> bytes:
        """All that the files of a ledger hold, this one's or another's.

        Of a database also what was deleted in an earlier test, until it is written anew.
        """


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

    @contextmanager
    def away(self) -> Iterator[None]:
        aside = self._path.with_name(AWAY)
        self._path.rename(aside)
        try:
            yield
        finally:
            aside.rename(self._path)

    def another(self, folder: Path) -> str:
        return f"sqlite:///{folder / 'ledger.db'}"

    def on_disk(self, ledger: Ledger) -> bytes:
        return _held(ledger.path.parent.glob(f"{ledger.path.name}*"))


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

    @contextmanager
    def away(self) -> Iterator[None]:
        self._server.ask(f"{CUT_OFF} ALTER DATABASE {NAME} RENAME TO {AWAY}")
        try:
            yield
        finally:
            self._server.ask(f"ALTER DATABASE {AWAY} RENAME TO {NAME}")

    def another(self, folder: Path) -> str:
        return self._server.url(self._server.database(BLANK))

    def on_disk(self, ledger: Ledger) -> bytes:
        name = ledger.engine.url.database
        self._server.ask("CHECKPOINT")
        [[number]] = self._server.ask(f"SELECT oid FROM pg_database WHERE datname = '{name}'")
        return _held((self._server.folder / "data" / "base" / str(number)).iterdir())

    def _copy(self) -> None:
        self._server.ask(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        self._server.ask(f"CREATE DATABASE {NAME} TEMPLATE {BLANK}")

    def _bytes(self, name: str) -> int:
        [[size]] = self._server.ask(f"SELECT pg_database_size('{name}')")
        return int(str(size))


def where_is(ledger: Ledger) -> dict[str, str]:
    """The settings by which a command or a service opens this ledger as well."""
    return {"database_url": str(ledger.engine.url), "identity_key": IDENTITY_KEY}


def _held(files: Iterable[Path]) -> bytes:
    return b"".join(file.read_bytes() for file in files)
