"""What may befall a ledger's file while it is in use, each done for real and taken back."""

import os
import resource
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import event

from ledger import jobs, meta
from ledger.engine import DRIVER, Ledger
from ledger.errors import DriverError
from ledger.health import LEAST_ROOM
from tests.builders import NOW

PAGE, DAMAGED = 4_096, 12
MOST: Final = 100  # rows that fill what is left
ROOM: Final = LEAST_ROOM + 16 * 2**20
SMALL: Final = 64 * 2**10  # bytes: less than a log beside the file grows to

Mend = Callable[[], None]


@dataclass(frozen=True)
class Trouble:
    """A fault: what commits it and gives back what mends it, and by which words it is told."""

    begin: Callable[[Ledger], Mend]
    named: str
    heals: bool = False  # without a new start of the service
    is_hidden: bool = False  # until somebody looks: no write fails of it
    refuses: str = ""  # what the next start says to what was left; "": nothing


def full(ledger: Ledger) -> Mend:
    """No byte is left on its disk; without a disk of its own, no file may grow any more."""
    if os.path.ismount(ledger.path.parent):
        filler = ledger.path.with_name("filler")
        with filler.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, _left(ledger.path))
        return lambda: filler.unlink(missing_ok=True)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL, before[1]))
    with suppress(DriverError):
        for number in range(MOST):  # until not even the least fits
            with ledger.write() as session:
                meta.put(session, f"filler{number}", "x" * PAGE)
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, before)


def readonly(ledger: Ledger) -> Mend:
    """SQLite may not write; root may write whatever a file's mode says, so that SQLite is asked."""
    state = ["ON"]

    def limit(connection: Any, _record: object, _proxy: object) -> None:
        connection.execute(f"PRAGMA query_only = {state[0]}")

    def mend() -> None:
        state[0] = "OFF"

    event.listen(ledger.engine, "checkout", limit)
    return mend


def damaged(ledger: Ledger) -> Mend:
    """Its last pages are overwritten; who reads all pages next is to find out."""
    with ledger.write() as session:
        jobs.hasten(session, "quick-check", NOW)
    with closing(ledger.engine.raw_connection()) as connection:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    ledger.engine.dispose()  # whose connections remember good pages
    with ledger.path.open("r+b") as file:
        file.seek(-DAMAGED * PAGE, os.SEEK_END)
        file.write(b"\xa5" * DAMAGED * PAGE)
    return _nothing


def deleted(ledger: Ledger) -> Mend:
    """It is gone, with what stands beside it."""
    for end in ("", "-wal", "-shm"):
        ledger.path.with_name(ledger.path.name + end).unlink(missing_ok=True)
    return _nothing


def replaced(ledger: Ledger) -> Mend:
    """Somebody restored a copy over it without stopping the service."""
    copy = ledger.path.with_suffix(".copy")
    shutil.copy(ledger.path, copy)
    copy.replace(ledger.path)
    return _nothing


def emptied(ledger: Ledger) -> Mend:
    """Its length is 0."""
    os.truncate(ledger.path, 0)
    return _nothing


def upgraded(ledger: Ledger) -> Mend:
    """A newer version opened it meanwhile."""
    with closing(DRIVER.connect(ledger.path)) as newer, newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
    return _nothing


TROUBLES: Final = {
    "disk full": Trouble(full, "disk", heals=True),
    "read-only": Trouble(readonly, "cannot be written (attempt to write a readonly", heals=True),
    "damaged page": Trouble(damaged, "is damaged", is_hidden=True),
    "deleted": Trouble(deleted, "was deleted while it was in use", refuses="is gone, although"),
    "replaced": Trouble(replaced, "was replaced by another file while it was in use"),
    "emptied": Trouble(emptied, "was emptied while it was in use", refuses="is empty"),
    "future schema": Trouble(
        upgraded, "was upgraded by a newer Leadlight", is_hidden=True, refuses="newer"
    ),
}


@contextmanager
def disk(folder: Path) -> Iterator[str]:
    """A disk of its own in `folder`, where this user may mount one; says how it will be full."""
    asked = ("mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(folder))
    if os.geteuid() or subprocess.run(asked, capture_output=True, check=False).returncode:
        yield "no file may grow"
        return
    try:
        yield "a tmpfs"
    finally:
        subprocess.run(("umount", "--lazy", str(folder)), capture_output=True, check=True)


def _left(path: Path) -> int:
    disk = os.statvfs(path.parent)
    return disk.f_bavail * disk.f_frsize


def _nothing() -> None:
    """Only a person mends this."""
