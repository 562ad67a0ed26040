"""A ledger from before accounts were tied: who shares an address is one person as in a new one."""

import shutil
from pathlib import Path

import pytest

from ledger import persons, schema
from ledger.engine import Session
from ledger.schema import open_ledger
from tests.conftest import UTC_ZONE
from tests.ledger.plans import scans

KEY = "0123456789abcdef" * 2
BEFORE = (
    f"""INSERT INTO actor (id, source, key, handle, handle_key, name, standing, first_seen, stale)
    VALUES (1, 'github', '7', 'ada', 'ada', '', 'person', 1795176000, 0),
           (2, 'slack', 'T1:U7', 'ada', 'ada', '', 'person', 1795176000, 0),
           (3, 'shop', '{KEY}', '', '', '', 'person', 1795176000, 0),
           (4, 'site', '{KEY}', '', '', '', 'person', 1795176000, 0),
           (5, 'github', '8', 'bo', 'bo', '', 'person', 1795176000, 0)""",
    """INSERT INTO actor_signal
     (actor_id, kind, value, domain, placed, first_seen, last_seen, address_hash)
    VALUES (1, 'email_domain', 'acme.example', 'acme.example', 1, 0, 0, 'x'),
           (2, 'email_domain', 'acme.example', 'acme.example', 1, 0, 0, 'x'),
           (3, 'email_domain', 'acme.example', 'acme.example', 1, 0, 0, NULL),
           (4, 'email_domain', 'acme.example', 'acme.example', 1, 0, 0, NULL),
           (5, 'email_domain', 'acme.example', 'acme.example', 1, 0, 0, NULL)""",
)


def several(session: Session) -> dict[int, list[int]]:
    found = persons.everybody(session)
    return {one: found.several(one) for one in range(1, 6)}


def test_an_older_ledger_is_brought_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An actor was known by the pseudonym of an address in its key alone, once."""
    steps = tmp_path / "migrations"
    shutil.copytree(schema.MIGRATIONS, steps, ignore=shutil.ignore_patterns("__pycache__"))
    for later in sorted((steps / "versions").glob("v*.py"))[5:]:
        later.unlink()
    url = f"sqlite:///{tmp_path / 'old.db'}"
    with monkeypatch.context() as patched:
        patched.setattr(schema, "MIGRATIONS", steps)
        old = open_ledger(url, UTC_ZONE)
        with old.write() as session:
            for statement in BEFORE:
                session.connection().exec_driver_sql(statement)
        old.close()
    ledger = open_ledger(url, UTC_ZONE)
    with ledger.read() as session:
        assert several(session) == {1: [1, 2], 2: [1, 2], 3: [3, 4], 4: [3, 4], 5: [5]}
        assert scans(session, "actor_signal", lambda: persons.among(session, [1])) == []
    ledger.close()
