"""Several who write and read at once, on whatever keeps the ledger: what they must find."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event
from typing import Final

from sqlmodel import Session

from ledger import meta
from ledger.engine import Ledger

READERS: Final = 2
LEFT, RIGHT = "left", "right"


def count_up(session: Session, name: str) -> None:
    """Reads, thinks, saves: the pattern that loses updates."""
    meta.put(session, name, str(int(meta.get(session, name) or 0) + 1))


def counted(ledger: Ledger, name: str) -> int:
    """How far it was counted."""
    with ledger.read() as session:
        return int(meta.get(session, name) or 0)


def at_once(*work: Callable[[], None]) -> None:
    """All of `work`, each in a thread; the first error of any is raised."""
    with ThreadPoolExecutor(len(work)) as pool:
        for running in [pool.submit(one) for one in work]:
            running.result()


def lose_nothing(writers: Sequence[Ledger], rounds: int) -> None:
    """Each writer counts two things so often, together; two readers never see them differ."""
    done = Event()

    def write(ledger: Ledger) -> None:
        for _ in range(rounds):
            with ledger.write() as session:
                count_up(session, LEFT)
                session.flush()
                count_up(session, RIGHT)

    def read() -> None:
        while not done.wait(0.001):
            with writers[0].read() as session:
                assert meta.get(session, LEFT) == meta.get(session, RIGHT)

    with ThreadPoolExecutor(READERS) as pool:
        reading = [pool.submit(read) for _ in range(READERS)]
        try:
            at_once(*[partial(write, one) for one in writers])
        finally:
            done.set()
        for one in reading:
            one.result()
    assert counted(writers[0], LEFT) == counted(writers[0], RIGHT) == len(writers) * rounds
