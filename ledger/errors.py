"""What can be wrong with a ledger, in words for whoever runs it."""

from sqlalchemy.exc import DatabaseError as DriverError
from sqlalchemy.exc import SQLAlchemyError as DatabaseError

__all__ = ["DatabaseError", "DriverError", "LedgerError", "in_words"]

# By what SQLite says. Only damage is a reason to restore: a backup over a ledger that is merely
# busy would lose what was written since.
MENDS = {
    "is locked": "another process has been writing for long; try again when it has ended",
    "is full": "make room on the disk; what was finished before is kept",
    "disk I/O error": "look after the disk; what was finished before is kept",
    "readonly": "give this user the right to write the file and its folder",
    "malformed": "restore a backup",
    "not a database": "name another file, or restore a backup",
}
ELSE = "check the path, its permissions and the disk"


class LedgerError(Exception):
    """The ledger cannot be used as asked; the message says why and what to do."""


def in_words(error: Exception) -> str:
    """ "(what the database said): what to do", without any value of a row."""
    said = str(getattr(error, "orig", None) or error)
    mend = next((mend for sign, mend in MENDS.items() if sign in said), ELSE)
    return f"({said}): {mend}"
