"""Which database a URL names, in words that hold no password."""

from typing import Final

from sqlalchemy import URL, make_url

from ledger.errors import LedgerError

PORT: Final = 5432


def checked(url: str | URL) -> URL:
    """The URL as it is opened: by psycopg, whichever way it was written.

    Raises:
        LedgerError: it names no database.
    """
    given = make_url(url)
    if not given.database:
        raise LedgerError(
            "DATABASE_URL names no database: write it as "
            "postgresql+psycopg://user:password@host:5432/leadlight"
        )
    return given.set(drivername="postgresql+psycopg")


def named(url: URL) -> str:
    """host:port/database, as people and logs are told of it."""
    host = url.host or _first(url, "host") or "localhost"
    return f"{host}:{url.port or _first(url, 'port') or PORT}/{url.database}"


def _first(url: URL, name: str) -> str:
    """A part of the address that may stand behind the question mark, such as a socket's folder."""
    found = url.query.get(name, "")
    return found if isinstance(found, str) else ",".join(found)
