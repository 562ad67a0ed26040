"""What can be wrong with a ledger, in words for whoever runs it."""

from sqlalchemy.exc import DatabaseError as DriverError
from sqlalchemy.exc import SQLAlchemyError as DatabaseError

__all__ = [
    "DatabaseError",
    "DriverError",
    "LedgerError",
    "in_words",
    "is_damage",
    "is_of_storage",
]

# By what SQLite says. Only damage is a reason to restore: a backup over a ledger that is merely
# busy would lose what was written since.
MENDS = {
    "is locked": "another process has been writing for long; try again when it has ended",
    "is full": "make room on the disk; what was finished before is kept",
    "disk I/O error": "look after the disk; what was finished before is kept",
    "readonly": "give this user the right to write the file and its folder",
    "unable to open": "check the path, its permissions and the disk",
    "malformed": "restore a backup",
    "not a database": "name another file, or restore a backup",
}
OF_STORAGE = tuple(sign for sign in MENDS if sign != "is locked")
DAMAGE = ("malformed", "not a database")
ELSE = "check the path, its permissions and the disk"


class LedgerError(Exception):
    """The ledger cannot be used as asked; the message says why and what to do."""


def in_words(error: Exception) -> str:
    """ "(what the database said): what to do", without any value of a row."""
    if isinstance(error, LedgerError):  # which says already what to do
        return f"({error})"
    said = _said(error)
    mend = next((mend for sign, mend in MENDS.items() if sign in said), ELSE)
    return f"({said}): {mend}"


def is_of_storage(error: Exception) -> bool:
    """Whether the disk or the file is at fault, rather than what was asked of them."""
    return any(sign in _said(error) for sign in OF_STORAGE)


def is_damage(error: Exception) -> bool:
    """Whether the file does not hold what SQLite wrote: no attempt makes that better."""
    return any(sign in _said(error) for sign in DAMAGE)


def _said(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error)
