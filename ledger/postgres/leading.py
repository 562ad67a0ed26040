"""Which of several instances leads: the one whose connection holds a lock of the database.

Why a connection of its own: the lock ends with it, whether the process ends, is killed, or loses
its network or its machine, and the server notices each within seconds. Whoever holds the lock asks
the server over that very connection before it acts as leader, for it may be lost unnoticed.

Why the server ends a connection over which nothing is asked: a process that hangs, or was stopped,
keeps it for as long as its machine runs, and can do nothing about that itself.
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


class DatabaseLeading:
    """One instance's bid to lead; any thread may ask."""

    def __init__(self, url: URL | str, silence: timedelta | None = None) -> None:
        """The server takes the lock back after a `silence` in which nothing was asked."""
        self.trouble = ""  # why the server could not be asked the last time, and what to do
        self._url = checked(url)
        self._set = dict(SET)
        if silence is not None:
            self._set["idle_session_timeout"] = f"{silence // timedelta(milliseconds=1)}ms"
        self._asking = Lock()
        self._connection: Discreet | None = None

    def try_lead(self) -> bool:
        """Whether this instance leads from now on, or did already; waits for no other instance.

        Not where the server does not answer within five seconds or so; `trouble` says why.
        """
        with self._asking:
            return self._holds() or self._answer(locks.now_or_never(locks.LEADING))

    def is_leading(self) -> bool:
        """Whether the server knows this instance as the leader still."""
        with self._asking:
            return self._holds()

    def release(self) -> None:
        """Lets another lead; nothing happens where this one does not."""
        with self._asking:
            self._end()

    def _holds(self) -> bool:
        held = locks.is_held(locks.LEADING, by_me=True)
        return self._connection is not None and self._answer(held)

    def _answer(self, question: str) -> bool:
        """Yes or no; a connection that gives neither is given up, and its lock with it."""
        try:
            if self._connection is None:
                self._connection = connecting.connect(self._url, ASKED, self._set)
                self._connection.autocommit = True
            row = self._connection.execute(question).fetchone()
        except psycopg.Error as error:
            self.trouble = in_words(error)
            self._end()
            return False
        self.trouble = ""
        return bool(row and row[0])

    def _end(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
