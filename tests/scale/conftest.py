"""The engines of warehouses, each where its client is installed, open and in nobody's zone.

Where a client is missing its tests cannot run: each is skipped, and the summary says so. DuckDB's
and PostgreSQL's come with the development environment; the others are large: `make scale`.
"""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from bot.warehouse_engines import opened
from tests.postgres import USER, Server
from tests.scale.asking import SOURCE
from tests.scale.engines import CLIENTS, HOSTILE, MISSING, hostile_zone, missing, spark_cluster
from tests.scale.tables import Asked


@pytest.fixture(scope="module", params=CLIENTS)
def asked(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Asked]:
    """Each engine in turn, opened as the product opens it, once for all tests of a file."""
    name = str(request.param)
    need(name)
    folder = tmp_path_factory.mktemp(name)
    with ExitStack() as stack:
        stack.enter_context(hostile_zone())
        connect = ""
        if name == "spark":
            connect = stack.enter_context(spark_cluster(folder))
        elif name == "postgresql":
            connect = _database(request.getfixturevalue("postgres"))
        yield Asked(name, connect, stack.enter_context(opened(SOURCE, name, connect)))


def _database(server: Server) -> str:
    """A new database, whose sessions begin in a zone that nobody asked for."""
    name = server.database()
    server.ask(f"ALTER DATABASE {name} SET timezone = '{HOSTILE}'")
    return f"host=127.0.0.1 port={server.port} user={USER} dbname={name}"


def need(engine: str) -> None:
    """Skips the test that asked where something of an engine is missing."""
    if lacks := missing(engine):
        pytest.skip(MISSING.format(engine=engine, missing=lacks))
