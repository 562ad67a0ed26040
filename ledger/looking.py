"""A ledger for whoever only looks: nothing is made, upgraded or written, not even a file beside it.

SQLite leaves a log beside a ledger that it opens. So one that nobody has open is read as a file
that does not change; should somebody write to it meanwhile, it is read once more.
"""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import event
from sqlalchemy.pool import NullPool
from sqlmodel import Session, create_engine

from ledger.engine import DRIVER, PSEUDONYM, Ledger, Pseudonym, sqlite_path
from ledger.errors import DatabaseError, LedgerError, in_words
from ledger.moving_mark import refuse_unfinished
from ledger.place import is_postgres
from ledger.schema import is_made, newest

T = TypeVar("T")

NOTED = "SELECT version_num FROM alembic_version"


def seen(url: str, read: Callable[[Session], T], pseudonym: Pseudonym | None = None) -> T | None:
    """What `read` makes of the ledger behind `url`, all of one moment; None where there is none.

    `pseudonym` knows the forgotten again, as `ledger.engine.Ledger` has it.

    Raises:
        LedgerError: it is of another version, no ledger at all, or cannot be read.
    """
    if is_postgres(url):
        return _seen_on_server(url, read, pseudonym)
    path = sqlite_path(url)
    if not path.exists():
        return None
    while True:
        is_open, before = _log(path).exists(), _state(path)
        try:
            found = _read(path, is_open, read, pseudonym)
        except DatabaseError as error:
            if is_open or before == _state(path):
                raise LedgerError(f"{path} cannot be read {in_words(error)}") from error
            continue
        if is_open or before == _state(path):
            return found


def _seen_on_server(
    url: str, read: Callable[[Session], T], pseudonym: Pseudonym | None
) -> T | None:
    """A reading transaction leaves nothing behind by itself."""
    if not is_made(url):
        return None
    with closing(Ledger(url, pseudonym)) as ledger:
        try:
            with ledger.read() as session:
                _check_version(session, ledger.name)
                refuse_unfinished(session, ledger.name)
                return read(session)
        except DatabaseError as error:
            raise LedgerError(f"{ledger.name} cannot be read {in_words(error)}") from error


def _read(
    path: Path, is_open: bool, read: Callable[[Session], T], pseudonym: Pseudonym | None
) -> T:
    place = f"{path.resolve().as_uri()}?mode=ro{'' if is_open else '&immutable=1'}"

    def connect() -> Any:
        return DRIVER.connect(place, uri=True, isolation_level=None, timeout=30)

    engine = create_engine(
        "sqlite://", creator=connect, module=DRIVER, poolclass=NullPool, hide_parameters=True
    )
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    with Session(engine, info={PSEUDONYM: pseudonym}) as session:
        _check_version(session, str(path))
        return read(session)


def _check_version(session: Session, name: str) -> None:
    try:
        noted = session.connection().exec_driver_sql(NOTED).scalar_one_or_none()
    except DatabaseError as error:
        if "no such table" in str(error):
            raise LedgerError(f"{name} is a database, but no ledger: name another file") from None
        raise
    head = newest()
    if noted is not None and noted < head:
        raise LedgerError(
            f"{name} is of an older Leadlight (schema {noted}): `leadlight companies` upgrades it"
        )
    if noted != head:
        raise LedgerError(f"{name} was written by a newer Leadlight (schema {noted}): upgrade")


def _state(path: Path) -> tuple[int, int]:
    at = path.stat()
    return at.st_mtime_ns, at.st_size


def _log(path: Path) -> Path:
    """SQLite's own, which is there while somebody has the ledger open."""
    real = path.resolve()
    return real.with_name(real.name + "-wal")
