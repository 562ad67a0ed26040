"""The locks that whoever works with one ledger agrees on, in every process on every machine.

Why of the database's own (advisory locks): they end with the transaction or the connection that
holds them, however that ends, and nobody who reads or writes rows waits for them unasked. A lock
belongs to a database; the schema is part of its name, since a company may keep two ledgers in one.
"""

from typing import Final

# Any two numbers that other programs in the same database are not likely to have.
WRITING: Final = 0x4C4C_0001
LEADING: Final = 0x4C4C_0002

_OF_SCHEMA: Final = "hashtext(COALESCE(CAST(current_schema() AS text), ''))"

# A lock of two numbers, as the server lists it: the second one without its sign.
HELD: Final = """
SELECT EXISTS (
  SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND classid = CAST({lock} AS oid)
  AND objid = CAST(CAST({schema} AS bigint) & 4294967295 AS oid) AND pid = {whose})
"""


def until_the_end(lock: int) -> str:
    """A statement that waits for the lock, and holds it until the transaction ends."""
    return f"SELECT pg_advisory_xact_lock({lock}, {_OF_SCHEMA})"


def now_or_never(lock: int) -> str:
    """A statement that takes the lock for as long as the connection lasts; whether it could."""
    return f"SELECT pg_try_advisory_lock({lock}, {_OF_SCHEMA})"


def let_go(lock: int) -> str:
    """A statement that gives the connection's lock back."""
    return f"SELECT pg_advisory_unlock({lock}, {_OF_SCHEMA})"


def is_held(lock: int, *, by_me: bool = False) -> str:
    """A question: whether anybody holds the lock, or this very connection does."""
    return HELD.format(lock=lock, schema=_OF_SCHEMA, whose="pg_backend_pid()" if by_me else "pid")
