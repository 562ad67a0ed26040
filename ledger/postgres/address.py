"""Which database a URL names, in words that hold no password."""

from sqlalchemy import URL

from ledger.errors import LedgerError
from ledger.place import AS_POSTGRES, named, parsed

__all__ = ["checked", "named"]


def checked(url: str | URL) -> URL:
    """The URL as it is opened: by psycopg, whichever way it was written.

    Raises:
        LedgerError: it cannot be read, or names no database.
    """
    given = parsed(url)
    if not given.database:
        raise LedgerError(f"the database's URL names no database: write it as {AS_POSTGRES}")
    return given.set(drivername="postgresql+psycopg")
