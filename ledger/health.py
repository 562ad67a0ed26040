"""Whether the ledger can be written, read and trusted: why not, in a line each, with what to do.

Two questions. `causes` is cheap and asked every few seconds: is the file in its place or the server
reached, is it of this code's schema, is there room, does a write go through. `quick_check` reads
every page, once a day, because SQLite notices a damaged one only when it comes upon it. Damage and
a newer schema end all writing, so that nothing is acknowledged which would be lost; a disk that was
full heals by itself. PostgreSQL notices and refuses a damaged page by itself: it is asked whether
it came upon any, and goes on being written.
"""

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import Session

from ledger import meta, schema
from ledger.engine import Ledger
from ledger.errors import DatabaseError, DriverError, LedgerError, in_words, is_damage
from ledger.place import free_bytes

CHECKED: Final = "quick_check"  # in meta: when every page was read last, and what was found
LEAST_ROOM: Final = 64 * 2**20  # bytes: as large as the log beside the file may grow
REVISION = "SELECT version_num FROM alembic_version"
# The least that has to reach the disk: SQLite writes nothing where a row stays as it is.
LEAST_WRITE = """
INSERT INTO meta (name, value) VALUES ('health:tried', '0')
ON CONFLICT (name) DO UPDATE SET value = CASE meta.value WHEN '0' THEN '1' ELSE '0' END
"""
FOLLOWS = "SELECT pg_is_in_recovery()"
# Counted where the server's data have checksums, over all of the database.
WRONG_SUMS = """
SELECT COALESCE(checksum_failures, 0) FROM pg_stat_database WHERE datname = current_database()
"""
OTHER_SERVER: Final = "it follows another one, which DATABASE_URL has to name"


@dataclass(frozen=True, slots=True)
class Checked:
    """The last check of every page; `found` is empty where all was well."""

    at: datetime  # aware, UTC
    found: str


def causes(ledger: Ledger, least_room: int = LEAST_ROOM) -> list[str]:
    """Why the service is not fit to take anything in, a line each; none where it is.

    `least_room` is in bytes.
    """
    if trouble := ledger.trouble():
        return [trouble]
    found = _read(ledger)
    return [*_room(ledger, least_room), *(found or _written(ledger))]


def quick_check(ledger: Ledger, now: datetime) -> str:
    """Reads every page; returns what is wrong, empty when nothing is, and keeps it.

    Damage is refused further writes, in this process and the next, until a check finds none.
    """
    with ledger.read() as session:
        found = damage(session)
    ledger.refused = ""
    kept = json.dumps({"at": now.isoformat(), "found": found})
    with suppress(DriverError, LedgerError), ledger.write() as session:
        meta.put(session, CHECKED, kept)  # which a damaged file may not take: memory does
    ledger.refused = _refused(ledger, found)
    return found


def damaged(ledger: Ledger, found: str) -> str:
    """What a check found, with what to do; empty where it found nothing."""
    if not found:
        return ""
    if ledger.is_file:
        return f"{ledger.name} is damaged ({found}): stop the service, then restore a backup"
    return (
        f"{ledger.name} is damaged ({found}): look after the server's disk and restore what is "
        "lost; `SELECT pg_stat_reset()` begins the count anew"
    )


def checked(session: Session) -> Checked | None:
    """What the last `quick_check` found; None where there was none yet."""
    kept = meta.get(session, CHECKED)
    if kept is None:
        return None
    told = json.loads(kept)
    return Checked(datetime.fromisoformat(told["at"]), told["found"])


def damage(session: Session) -> str:
    """What the database finds wrong with its pages; empty when nothing is."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        wrong = connection.exec_driver_sql(WRONG_SUMS).scalar_one()
        return f"the server met {wrong} pages with a wrong checksum" if wrong else ""
    try:
        found = connection.exec_driver_sql("PRAGMA quick_check").scalars().all()
    except DatabaseError as error:
        # Some damage ends the check itself, which is an answer as well.
        return str(getattr(error, "orig", error))
    return "" if found == ["ok"] else "; ".join(str(one) for one in found[:3])


def _refused(ledger: Ledger, found: str) -> str:
    return damaged(ledger, found) if ledger.is_file else ""


def _room(ledger: Ledger, wanted: int) -> list[str]:
    """Of a server's disk nobody can ask; that it is full, the server says."""
    if not ledger.is_file:
        return []
    try:
        left = free_bytes(ledger.path)
    except OSError as error:
        return [f"the disk of {ledger.name} cannot be asked for its room: {error.strerror}"]
    if left >= wanted:
        return []
    told = f"{left // 2**20} MiB are left, and {wanted // 2**20} are wanted"
    return [f"the disk of {ledger.name} is full, {told}: make room"]


def _read(ledger: Ledger) -> list[str]:
    """Whether it can be read, and is what this code knows; else nothing more is written."""
    try:
        with ledger.read() as session:
            revision = session.connection().exec_driver_sql(REVISION).scalar_one_or_none()
            last = checked(session)
            follows = _follows(session)
    except DriverError as error:
        if is_damage(error):
            ledger.refused = _refused(ledger, str(error.orig))
        return [ledger.refused or f"{ledger.name} cannot be read {in_words(error)}"]
    except LedgerError as error:  # a new connection found another file
        return [str(error)]
    if revision is None or revision > schema.newest():
        ledger.refused = (
            f"{ledger.name} was upgraded by a newer Leadlight (schema {revision}): "
            "start the service of that version"
        )
    elif last is not None:
        ledger.refused = _refused(ledger, last.found)
    if follows and not ledger.refused:
        return [f"{ledger.name} is on a server that takes no writes: {OTHER_SERVER}"]
    return [ledger.refused] if ledger.refused else []


def _follows(session: Session) -> bool:
    """Whether the server only repeats what another one does; a file does not."""
    connection = session.connection()
    if connection.dialect.name != "postgresql":
        return False
    return bool(connection.exec_driver_sql(FOLLOWS).scalar_one())


def _written(ledger: Ledger) -> list[str]:
    """Where the last write failed, another one says whether that is over."""
    if not ledger.failed or ledger.refused:
        return []
    try:
        with ledger.write() as session:
            session.connection().exec_driver_sql(LEAST_WRITE)
    except DriverError:
        return [f"{ledger.name} cannot be written {ledger.failed}"]
    except LedgerError as error:
        return [str(error)]
    return []
