"""What a rules file says of warehouses: where events lie, and what their columns mean.

Columns are written as the warehouse's own SQL, so that a cast or a path into JSON needs nothing of
Leadlight. A password has no place in a rules file: each engine's client finds its own.
"""

from types import MappingProxyType
from typing import Annotated, Final, Literal

from pydantic import Field

from scoring.rules_types import Frozen, Key, Part, Text

BY_URL: Final = "by-url"  # in the place of a kind: the page patterns decide
Runs = Literal["duckdb", "spark", "clickhouse", "postgresql", "bigquery", "snowflake"]
PRINTED: Final = ("bigquery", "snowflake")  # whose query a team runs in its own tool


class Columns(Part):
    """Columns, or expressions over them; "" for what the table does not hold.

    `count` says how often a row stands for the same; without it each row is one.
    """

    time: Text
    url: str = ""
    user_agent: str = ""
    kind: str = ""
    count: str = ""
    actor: str = ""
    email: str = ""
    company: str = ""
    domain: str = ""
    ip: str = ""


class Networks(Part):
    """The operator's table of networks: a prefix of addresses, and the company that has them."""

    table: str = ""
    files: str = ""
    prefix: Text = "prefix"
    owner: Text = "owner"


class Warehouse(Part):
    """One table of events. Tallies of it are those of a source called `name`."""

    name: Key
    engine: Runs
    connect: str = ""
    table: str = ""
    files: str = ""
    where: str = ""
    time: Literal["timestamp", "unix", "unix-ms"] = "timestamp"
    kind: Text = BY_URL
    kinds: Frozen[Text, Text] = Field(default_factory=lambda: MappingProxyType({}))
    otherwise: str = ""
    late_days: Annotated[int, Field(ge=0, le=90)] = 3
    back_days: Annotated[int, Field(ge=1, le=1_000)] = 90
    columns: Columns
    networks: Networks | None = None
