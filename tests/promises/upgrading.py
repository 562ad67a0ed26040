"""A ledger of an earlier release, and a start that brings it to the present one."""

from pathlib import Path
from typing import Final

from sqlalchemy import Engine

from ledger import schema
from ledger.engine import Ledger
from ledger.schema import open_ledger
from tests.conftest import UTC_ZONE
from tests.promises.zygote import Witness

ACTORS: Final = 40
PERSON: Final = """INSERT INTO actor
  (id, source, key, handle, handle_key, name, standing, first_seen, stale)
  VALUES (?, 'files', ?, '', '', '', 'person', 1795176000, 0)"""
DEED: Final = """INSERT INTO activity
  (source, external_id, actor_id, kind, topic, occurred_at, day, count, url, title)
  VALUES ('files', ?, ?, 'download', '', 1795176000, 20777, 1, '', '')"""
SCHEMA: Final = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name"


def upgrade(witness: Witness, url: str) -> None:
    """Opens a ledger, whatever release it is of."""
    witness.watch(Engine)
    open_ledger(url, UTC_ZONE).close()


def make(path: Path, release: str) -> None:
    """A ledger as that release left it, with some rows; called where its steps are the last."""
    assert schema.newest() == release
    ledger = open_ledger(f"sqlite:///{path}", UTC_ZONE)
    with ledger.write() as session:
        for number in range(1, ACTORS + 1):
            session.connection().exec_driver_sql(PERSON, (number, f"person{number}"))
            session.connection().exec_driver_sql(DEED, (f"deed{number}", number))
    ledger.close()


def state(path: Path) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """The revision, the words of each table and index, and the activities of a ledger."""
    ledger = Ledger(f"sqlite:///{path}")
    try:
        with ledger.read() as session:
            ask = session.connection().exec_driver_sql
            revision = ask("SELECT version_num FROM alembic_version").scalar_one()
            tables = tuple(ask(SCHEMA).scalars())
            return revision, tables, tuple(ask("SELECT external_id FROM activity").scalars())
    finally:
        ledger.close()
