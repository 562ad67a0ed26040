"""Every statement that the ledger keeps as text is one that PostgreSQL understands.

It prepares each and runs none: a word that it does not know, a column that is compared with another
type, a table without a name, all fail before a row is looked at.
"""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from typing import Any, Final

import psycopg
import pytest
from psycopg.sql import SQL

import ledger
from ledger.postgres.wording import in_postgresql
from ledger.schema import open_ledger
from tests.kept import UTC_ZONE
from tests.postgres import USER, Server

WHOLE: Final = re.compile(r"\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH)\s[^{}]*$", re.DOTALL)
PLACE: Final = re.compile(r"(?<!%)%(?:\((\w+)\))?s")
PARTS: Final = ("STANDS", "VOUCHES")  # of others, whose tables they name
OF_FILES: Final = ("restoring", "backups", "sqlite_store")  # which speak to a file of their own


def statements() -> Iterator[Any]:
    """Those that are whole: what is put into a template is tested where that is done."""
    for module in pkgutil.iter_modules(ledger.__path__):
        if module.name not in OF_FILES and not module.ispkg:
            found = vars(importlib.import_module(f"ledger.{module.name}"))
            for name, value in found.items():
                if name in PARTS:
                    continue
                for place, one in enumerate(value if isinstance(value, tuple) else (value,)):
                    if isinstance(one, str) and WHOLE.match(one) and not re.search("%s", one):
                        yield pytest.param(one, id=f"{module.name}.{name}.{place}")


@pytest.fixture(scope="module")
def there(postgres: Server) -> Iterator[psycopg.Connection[Any]]:
    """A connection to an empty ledger."""
    name = postgres.database()
    open_ledger(postgres.url(name), UTC_ZONE).close()
    where = f"host=127.0.0.1 port={postgres.port} user={USER} dbname={name}"
    with closing(psycopg.connect(where, autocommit=True)) as connection:
        yield connection


@pytest.mark.parametrize("statement", [*statements()])
def test_it_is_understood(there: psycopg.Connection[Any], statement: str) -> None:
    numbers: dict[str, str] = {}
    following = count(1)

    def placed(found: re.Match[str]) -> str:
        name = found[1] or f"the {len(numbers)}th"
        if name not in numbers:
            numbers[name] = f"${next(following)}"
        return numbers[name]

    asked = PLACE.sub(placed, in_postgresql(statement)).replace("%%", "%")
    there.execute(SQL("PREPARE asked AS " + asked))
    there.execute("DEALLOCATE asked")
