"""How a connection to PostgreSQL is made: found dead soon, durable, and silent about rows.

Why a class of connections of our own: PostgreSQL tells with many an error the row that caused it,
and errors end in logs. Every answer of the server comes through one method, so that one place keeps
back what it says of rows, whoever asked and in whatever way.
"""

import logging
import select
from collections.abc import Mapping
from typing import Any, Final, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.rows import TupleRow
from sqlalchemy import URL

T = TypeVar("T")

# What it warns of, it raises as well, so that whoever asked is told with the mend.
logging.getLogger("psycopg").setLevel(logging.CRITICAL)

# Seconds. A server that is gone is noticed within a minute.
ASKED: Final[Mapping[str, Any]] = {
    "application_name": "leadlight",
    "client_encoding": "UTF8",  # or a server that knows no encoding answers in bytes
    "connect_timeout": 10,
    "keepalives": 1,
    "keepalives_idle": 20,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,  # milliseconds
}
# Of the server's, for this connection. Keepalives: it lets a writer go that vanished with its
# machine, whose lock all others wait for. Idle: likewise one that was stopped; a writer sooner.
SET: Final[Mapping[str, str]] = {
    "tcp_keepalives_idle": "20",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
    "idle_in_transaction_session_timeout": "15min",
    "lock_timeout": "2min",
}
# For how long one that all others wait for may ask nothing; each thinks for seconds at most.
IDLE_WRITER: Final = "60s"
# What was said for this user, this database or in the URL prevails. Commits: where the server
# acknowledges what is not on its disk yet, not so for us, whoever said so. Writers: how long they
# may be idle is kept under a name of our own, so that no writer has to look who said what.
SETTING: Final = """
WITH ours (source) AS (
  VALUES ('default'), ('configuration file'), ('environment variable'), ('command line')
)
SELECT set_config(name, wanted.setting, FALSE)
FROM unnest(%s::text[], %s::text[]) AS wanted (name, setting) JOIN pg_settings s USING (name)
WHERE s.source IN (SELECT source FROM ours)
UNION ALL SELECT set_config(name, 'on', FALSE) FROM pg_settings
WHERE name = 'synchronous_commit' AND setting = 'off'
UNION ALL SELECT set_config('leadlight.idle_writer', CASE
  WHEN source = 'session' OR source IN (SELECT source FROM ours) THEN %s ELSE setting
END, FALSE) FROM pg_settings WHERE name = 'idle_in_transaction_session_timeout'
"""
# Within a transaction, for as long as it lasts.
AS_WRITER: Final = """
set_config('idle_in_transaction_session_timeout', current_setting('leadlight.idle_writer'), TRUE)
"""
OF_VALUES: Final = "22"  # the class of errors whose first line may quote a value


class Discreet(psycopg.Connection[TupleRow]):
    """A connection whose errors hold no value of a row."""

    def wait(self, gen: PQGen[T], *given: Any, **named: Any) -> T:
        """As psycopg has it, for all that is asked of the server."""
        try:
            return super().wait(gen, *given, **named)
        except psycopg.Error as error:
            if error.sqlstate is not None:
                error.args = (_without_values(error, error.sqlstate),)
            raise


def connect(
    url: URL, asked: Mapping[str, Any] = ASKED, settings: Mapping[str, str] = SET
) -> Discreet:
    """A connection that begins a transaction with its first statement.

    What the URL asks for prevails over `asked`. Raises psycopg's errors.
    """
    given, named = url.get_dialect()().create_connect_args(url)
    connection = Discreet.connect(*given, **{**asked, **named})
    try:
        connection.autocommit = True  # or the settings go with a transaction that fails
        connection.execute(SETTING, (list(settings), list(settings.values()), IDLE_WRITER))
        connection.autocommit = False
    except psycopg.Error:
        connection.close()
        raise
    return connection


def said_something(connection: psycopg.Connection[Any]) -> bool:
    """Whether the server said anything unasked on a connection that is not in use: its last word.

    A look at this machine's end of it, which costs millionths of a second.
    """
    looking = select.poll()
    looking.register(connection.fileno(), select.POLLIN)
    return bool(looking.poll(0))


def _without_values(error: psycopg.Error, code: str) -> str:
    primary = error.diag.message_primary
    told = type(error).__name__ if primary is None or code.startswith(OF_VALUES) else primary
    return f"{told}, {code}"
