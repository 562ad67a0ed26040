"""Alembic, which takes a ledger's schema from any older step to the newest.

Why a module of its own: only a new or an older ledger needs it, and it is a tenth of the start.
"""

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection


def known(migrations: Path) -> frozenset[str]:
    """The revision of every step in the folder."""
    steps = ScriptDirectory.from_config(_config(migrations)).walk_revisions()
    return frozenset(step.revision for step in steps)


def to_head(connection: Connection, migrations: Path) -> None:
    """Takes every step that is missing, in the transaction of the caller."""
    config = _config(migrations)
    config.attributes["connection"] = connection
    with _in_its_words(connection):
        command.upgrade(config, "head")


def _in_its_words(connection: Connection) -> AbstractContextManager[None]:
    """The steps were written for SQLite, and never change once they are released."""
    if connection.dialect.name == "sqlite":
        return nullcontext()
    from ledger.postgres.tables import stepping

    return stepping(connection)


def _config(migrations: Path) -> Config:
    """Alembic's settings, without a file of its own."""
    config = Config()
    config.set_main_option("script_location", str(migrations))
    config.set_main_option("path_separator", "os")
    return config
