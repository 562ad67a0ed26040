"""Writers that read, add and save, and readers that add it all up; as we do it, or carelessly."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from typing import Final

from sqlalchemy.exc import DatabaseError
from sqlmodel import create_engine

from ledger.engine import DRIVER, Ledger, Session
from tests.promises.zygote import Witness

WRITERS, READERS, ACCOUNTS = 8, 2, 5
COUNT: Final = "count"
HELD: Final = "SELECT value FROM meta WHERE name = ?"
PUT: Final = """
INSERT INTO meta (name, value) VALUES (?, ?)
ON CONFLICT (name) DO UPDATE SET value = excluded.value
"""
THOUGHT: Final = 0.001  # seconds between reading and saving, in which others come between
PAUSE: Final = 0.01  # seconds between two reports, which leaves the processor to the writers
OURS, DEFAULTS, UNLOCKED = "ours", "defaults", "unlocked"


class _Defaults(Ledger):
    """The mistake: the engine as SQLModel makes it, and its sessions."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.close()
        self.engine = create_engine(url, module=DRIVER)

    @contextmanager
    def write(self, *, beside: bool = False) -> Iterator[Session]:
        with Session(self.engine) as session:
            yield session
            session.commit()

    @contextmanager
    def read(self) -> Iterator[Session]:
        with Session(self.engine) as session:
            yield session


class _Unlocked(Ledger):
    """The mistake on PostgreSQL: to read, think and write beside others who do."""

    @contextmanager
    def write(self, *, beside: bool = True) -> Iterator[Session]:
        with super().write(beside=beside) as session:
            yield session


LEDGERS: Final = {OURS: Ledger, DEFAULTS: _Defaults, UNLOCKED: _Unlocked}


def count_up(witness: Witness, url: str, settings: str, times: int) -> None:
    """Eight threads, each so many times; tells how many sums were torn and how many were locked."""
    ledger = LEDGERS[settings](url)
    witness.wait()
    done = Event()
    with ThreadPoolExecutor(WRITERS + READERS) as pool:
        writing = [pool.submit(_write, ledger, number, times) for number in range(WRITERS)]
        reading = [pool.submit(_read, ledger, done.is_set) for _ in range(READERS)]
        try:
            locked = sum(one.result() for one in writing)
        finally:
            done.set()
        witness.tell(locked + sum(one.result() for one in reading))
    ledger.close()


def put(session: Session, name: str, value: int) -> None:
    """What an account holds from now on."""
    session.connection().exec_driver_sql(PUT, (name, str(value)))


def held(session: Session, name: str) -> int:
    """What an account holds."""
    return int(session.connection().exec_driver_sql(HELD, (name,)).scalar() or 0)


def total(session: Session) -> int:
    """What all accounts hold together."""
    return sum(held(session, f"account{number}") for number in range(ACCOUNTS))


def _write(ledger: Ledger, number: int, times: int) -> int:
    locked = 0
    for one in range(times):
        try:
            with ledger.write() as session:
                for name in (f"account{(number + one) % ACCOUNTS}", COUNT):
                    before = held(session, name)
                    time.sleep(THOUGHT)
                    put(session, name, before + 1)
        except DatabaseError:
            locked += 1
    return locked


def _read(ledger: Ledger, is_over: Callable[[], bool]) -> int:
    torn = 0
    while not is_over():
        with ledger.read() as session:
            torn += total(session) != held(session, COUNT)
        time.sleep(PAUSE)
    return torn
