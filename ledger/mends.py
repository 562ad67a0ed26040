"""What databases say when they fail, and what to do about each.

SQLite says it in words. PostgreSQL has a code of five letters, for its words come in the language
of its server (postgresql.org/docs/current/errcodes-appendix.html; two or three letters stand for
all that begin with them, and of several that fit the longest counts). Only while a connection is
made its driver knows no code, so that there the words have to do, or a mend that fits them all.
"""

from typing import Final

# Only damage is a reason to restore: a backup over a ledger that is merely busy would lose what
# was written since.
SQLITE: Final = {
    "is locked": "another process has been writing for long; try again when it has ended",
    "is full": "make room on the disk; what was finished before is kept",
    "disk I/O error": "look after the disk; what was finished before is kept",
    "readonly": "give this user the right to write the file and its folder",
    "unable to open": "check the path, its permissions and the disk",
    "malformed": "restore a backup",
    "not a database": "name another file, or restore a backup",
}
SQLITE_ELSE: Final = "check the path, its permissions and the disk"

_WHO: Final = "check the user and the password in the database's URL, and the server's pg_hba.conf"
_NAME: Final = "make it (`createdb`), or name another in the database's URL"
_USER: Final = "make the user (`CREATE ROLE ... LOGIN`), or check the one in the database's URL"
_BEHIND: Final = "look behind the ? of the database's URL"
_MANY: Final = "raise max_connections of the server, or end what holds its connections"
_RIGHTS: Final = (
    "give the user of the database's URL the rights on the database, its schema and tables "
    "(`leadlight doctor` says which)"
)
_IN: Final = "let the user of the database's URL in: `GRANT CONNECT ON DATABASE ... TO ...`"
_WAIT: Final = "the server is being started or stopped; wait until it runs"

POSTGRES: Final = {
    "08": "check that the server runs and can be reached",
    "25006": "the server takes no writes: it follows another one, which the database's URL has to "
    "name, or default_transaction_read_only is on for this user, and has to be off",
    "25P03": "a transaction stood idle for too long, as when the machine sleeps; try again",
    "28": _WHO,
    "3D000": _NAME,
    "3F": "make the schema that search_path names, or set search_path",
    "40": "two of its writers met; try again",
    "42501": _RIGHTS,
    "42P01": "see whether the database's URL, with its search_path, names the ledger's database",
    "53": "look after the server's memory and disk",
    "53100": "make room on the server's disk; what was finished before is kept",
    "53200": "give the server more memory, or lower what its other users take",
    "53300": _MANY,
    "55P03": "another process has been writing for long; try again when it has ended",
    "57014": "it took longer than the server allows; raise statement_timeout for this user",
    "57P": _WAIT,
    "57P04": "the database was dropped; restore it, or name another in its URL",
    "57P05": "nothing was asked for longer than the server allows, as when the process or its "
    "machine was stopped; try again",
    "58": "look after the server's disk; its log says more",
    "XX": "look after the server; its log says more, and damaged pages need its backup",
}
POSTGRES_ELSE: Final = "look at the server's log"
# While a connection is made.
CONNECTING: Final = {
    "password": _WHO,
    "authentication failed": _WHO,
    "pg_hba.conf": _WHO,
    "permission denied": _IN,
    "too many": _MANY,
    "remaining connection slots": _MANY,
    "starting up": _WAIT,
    "shutting down": _WAIT,
    "recovery mode": _WAIT,
    "resolve host": "check the host in the database's URL",
    "SSL was required": _BEHIND,
    "connection option": _BEHIND,
    "sslmode value": _BEHIND,
    "connect_timeout": _BEHIND,
    "not permitted to log in": _WHO,
    'role "': _USER,  # behind all that names a user as well
    '" does not exist': _NAME,
}
CONNECTING_ELSE: Final = (
    "check that the server runs, and the host, port, user and database in the database's URL"
)
# No server is there yet, or it is busy: what no setting mends, and time does. While a connection is
# made all counts that is not known to be a setting's fault.
PASSING: Final = ("08", "53", "55P03", "57P01", "57P02", "57P03", "57P05")
OF_SETTINGS: Final = (_WHO, _NAME, _USER, _BEHIND, _IN)
# The server, its disk or its operator is at fault, and not what was asked of it.
POSTGRES_OF_STORAGE: Final = ("08", "25006", "28", "3D000", "42501", "53", "57P", "58", "XX")


def mend_in_sqlite(said: str) -> str:
    """What to do about an error of SQLite's, by what it said."""
    return next((mend for sign, mend in SQLITE.items() if sign in said), SQLITE_ELSE)


def mend_in_postgresql(said: str, code: str | None) -> str:
    """What to do about an error of PostgreSQL's, by its code, and without one by what it said."""
    if code is None:
        return next((mend for sign, mend in CONNECTING.items() if sign in said), CONNECTING_ELSE)
    found = (POSTGRES[code[:length]] for length in (5, 3, 2) if code[:length] in POSTGRES)
    return next(found, POSTGRES_ELSE)


def passes_in_postgresql(said: str, code: str | None) -> bool:
    """Whether an error of PostgreSQL's is over by itself, as when its server is started."""
    if code is None:
        return mend_in_postgresql(said, None) not in OF_SETTINGS
    return code.startswith(PASSING)
