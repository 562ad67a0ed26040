"""Which of several instances leads: the one whose connection holds a lock of the database.

Why a connection of its own: the lock ends with it, whether the process ends, is killed, or loses
its network or its machine, and the server notices each within seconds. Whoever holds the lock asks
the server over that very connection before it acts as leader, for it may be lost unnoticed.

Why the server ends a connection over which nothing is asked: a process that hangs, or was stopped,
keeps it for as long as its machine runs, and can do nothing about that itself. How long that is,
we say whatever is said for the user or the database: there it is meant for connections that are
kept for later, and would have nobody follow one that hangs, or end a command at its work.
"""

from collections.abc import Mapping
from datetime import timedelta
from threading import Lock
from typing import Any, Final

import psycopg
from sqlalchemy import URL

from ledger.errors import in_words
from ledger.postgres import connecting, locks
from ledger.postgres.address import checked
from ledger.postgres.connecting import Discreet

# Seconds: each end gives the other up within five, so that no two lead for long.
ASKED: Final[Mapping[str, Any]] = {
    **connecting.ASKED,
    "connect_timeout": 5,
    "keepalives_idle": 2,
    "keepalives_interval": 1,
    "keepalives_count": 3,
    "tcp_user_timeout": 5_000,  # milliseconds
}
SET: Final[Mapping[str, str]] = {
    "tcp_keepalives_idle": "2",
    "tcp_keepalives_interval": "1",
    "tcp_keepalives_count": "3",
    "statement_timeout": "5s",
}
SILENCE: Final = timedelta(seconds=60)  # of a service, which asks every other second
SILENT: Final = "57P05"  # idle_session_timeout
WAS_SILENT: Final = (
    "nothing was asked for longer than the server allows, as when the process or its machine is "
    "stopped: another one leads, or this one again; nothing to do"
)
HELD: Final = locks.is_held(locks.LEADING, by_me=True)
SETTING: Final = """
SELECT set_config(name, %s, FALSE) FROM pg_settings WHERE name = 'idle_session_timeout'
"""


class DatabaseLeading:
    """One instance's bid to lead; any thread may ask."""

    def __init__(self, url: URL | str, silence: timedelta | None = None) -> None:
        """The server takes the lock back after a `silence` in which nothing was asked."""
        self.trouble = ""  # why the server could not be asked the last time, and what to do
        self._url = checked(url)
        self._silence = f"{(silence or timedelta()) // timedelta(milliseconds=1)}ms"  # 0: any
        self._asking = Lock()
        self._connection: Discreet | None = None
        self._leads = False  # when it was asked last

    def try_lead(self) -> bool:
        """Whether this instance leads from now on, or did already; waits for no other instance.

        Not where the server does not answer within five seconds or so; `trouble` says why. Whoever
        lost the lock is told so once before it is tried for again: another may have led meanwhile.
        """
        with self._asking:
            ask = HELD if self._leads else locks.now_or_never(locks.LEADING)
            self._leads = self._answer(ask)
            return self._leads

    def is_leading(self) -> bool:
        """Whether the server knows this instance as the leader still."""
        with self._asking:
            self._leads = self._leads and self._answer(HELD)
            return self._leads

    def release(self) -> None:
        """Lets another lead; nothing happens where this one does not."""
        with self._asking:
            self._end()

    def _answer(self, question: str) -> bool:
        """Yes or no; a connection that gives neither is given up, and its lock with it."""
        try:
            if self._connection is None:
                self._connection = connecting.connect(self._url, ASKED, SET)
                self._connection.autocommit = True
                self._connection.execute(SETTING, (self._silence,))
            row = self._connection.execute(question).fetchone()
        except psycopg.Error as error:
            self.trouble = WAS_SILENT if error.sqlstate == SILENT else in_words(error)
            self._end()
            return False
        self.trouble = ""
        return bool(row and row[0])

    def _end(self) -> None:
        self._leads = False
        if self._connection is not None:
            self._connection.close()
            self._connection = None
