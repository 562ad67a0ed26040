"""`<ledger>.lock`: one service a ledger, and a way for other commands to know that it runs.

Why a lock of the system's: it ends with the process that holds it, however that ends.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ledger.errors import LedgerError


def lock_of(ledger: Path) -> Path:
    """The file that is locked; it stays behind when the service ends."""
    return ledger.with_name(ledger.name + ".lock")


@contextmanager
def held(ledger: Path) -> Iterator[None]:
    """Holds the lock.

    Raises:
        LedgerError: a service holds it.
    """
    handle = os.open(lock_of(ledger), os.O_CREAT | os.O_RDWR, 0o600)
    try:
        if not _taken(handle, fcntl.LOCK_EX):
            raise LedgerError(f"{ledger} is in use by another `leadlight run`: stop that one first")
        yield
    finally:
        os.close(handle)


def is_held(ledger: Path) -> bool:
    """Whether a service runs on this ledger."""
    try:
        handle = os.open(lock_of(ledger), os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        return not _taken(handle, fcntl.LOCK_SH)
    finally:
        os.close(handle)


def _taken(handle: int, mode: int) -> bool:
    try:
        fcntl.flock(handle, mode | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
