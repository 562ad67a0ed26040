"""What can be wrong with a ledger, in words for whoever runs it.

PostgreSQL's driver is known by its errors having a `sqlstate`, for it is not always installed.
"""

from typing import Any

from sqlalchemy.exc import DatabaseError as DriverError
from sqlalchemy.exc import SQLAlchemyError as DatabaseError

from ledger.mends import (
    POSTGRES_OF_STORAGE,
    SQLITE,
    mend_in_postgresql,
    mend_in_sqlite,
    passes_in_postgresql,
)

__all__ = [
    "DatabaseError",
    "DriverError",
    "LedgerAwayError",
    "LedgerError",
    "in_words",
    "is_damage",
    "is_of_rights",
    "is_of_storage",
    "is_passing",
]

OF_STORAGE = tuple(sign for sign in SQLITE if sign != "is locked")
DAMAGE = ("malformed", "not a database")


class LedgerError(Exception):
    """The ledger cannot be used as asked; the message says why and what to do."""


class LedgerAwayError(LedgerError):
    """Its server is away or busy: the same may go well later, without any mend of a setting."""


def in_words(error: Exception) -> str:
    """ "(what the database said): what to do", without any value of a row."""
    if isinstance(error, LedgerError):  # which says already what to do
        return f"({error})"
    said, found = _said(error), _driver_error(error)
    if _is_of_postgresql(found):
        return f"({said}): {mend_in_postgresql(said, found.sqlstate)}"
    return f"({said}): {mend_in_sqlite(said)}"


def is_of_storage(error: Exception) -> bool:
    """Whether what keeps the ledger is at fault (disk, file, server), and not what was asked."""
    found = _driver_error(error)
    if not _is_of_postgresql(found):
        return any(sign in _said(error) for sign in OF_STORAGE)
    if found.sqlstate is None:  # no server answered, or the driver refused what it was given
        return _is_operational(found)
    return bool(found.sqlstate.startswith(POSTGRES_OF_STORAGE))


def is_passing(error: Exception) -> bool:
    """Whether PostgreSQL's server was away or busy, so that whoever waits may be served."""
    found = _driver_error(error)
    if not _is_of_postgresql(found) or not (found.sqlstate or _is_operational(found)):
        return False
    return passes_in_postgresql(_said(error), found.sqlstate)


def is_of_rights(error: Exception) -> bool:
    """Whether PostgreSQL refused the user what was asked."""
    return bool(getattr(_driver_error(error), "sqlstate", None) == "42501")


def is_damage(error: Exception) -> bool:
    """Whether the file does not hold what SQLite wrote: no attempt makes that better.

    Never of PostgreSQL, which refuses a damaged page by itself and keeps the others as good.
    """
    found = _driver_error(error)
    return not _is_of_postgresql(found) and any(sign in _said(error) for sign in DAMAGE)


def _said(error: Exception) -> str:
    """What the driver said; of what PostgreSQL adds, attempt by attempt, the first line."""
    found = _driver_error(error)
    told = str(found).strip()
    return told.partition("\n")[0] if _is_of_postgresql(found) else told


def _is_of_postgresql(found: Any) -> bool:
    return hasattr(found, "sqlstate")


def _is_operational(found: Any) -> bool:
    """By its name, for the driver is not always installed."""
    return any(kind.__name__ == "OperationalError" for kind in type(found).__mro__)


def _driver_error(error: Exception) -> Any:
    return getattr(error, "orig", None) or error
