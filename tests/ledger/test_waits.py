"""What is counted of writers that wait for each other, in one process and between several."""

import sqlite3
import threading
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.engine import Ledger
from ledger.waits import Durations, Waits


def test_each_write_is_counted_once_and_a_read_never(ledger: Ledger) -> None:
    before = ledger.waits.writes.counts()[-1]
    with ledger.read() as session:
        session.connection().exec_driver_sql("SELECT 1")
    with ledger.write() as session:
        session.connection().exec_driver_sql("UPDATE meta SET value = value")
    with pytest.raises(ZeroDivisionError), ledger.write():
        raise ZeroDivisionError
    assert ledger.waits.writes.counts()[-1] == before + 2


def test_who_waits_behind_another_thread_is_counted_as_busy() -> None:
    """By the order of events alone: the other one goes on only when the first is done."""
    waits, turn, begun = Waits(), threading.Lock(), threading.Event()

    def write() -> None:
        begun.set()
        with waits.turn(turn):
            pass

    other = threading.Thread(target=write)
    with waits.turn(turn):
        held = waits.busy.total
        other.start()
        begun.wait()
    other.join()
    assert waits.busy.total > held
    assert waits.writes.counts()[-1] == 2


def test_who_waits_behind_another_process_is_counted_as_busy(ledger: Ledger) -> None:
    before = ledger.waits.busy.total
    asked = threading.Event()

    def write() -> None:
        asked.set()
        with ledger.write() as session:
            session.connection().exec_driver_sql("UPDATE meta SET value = value")

    writer = threading.Thread(target=write)
    with closing(sqlite3.connect(ledger.path, isolation_level=None)) as foreign:
        foreign.execute("BEGIN IMMEDIATE")
        writer.start()
        asked.wait()
        foreign.execute("COMMIT")
        writer.join()
    assert ledger.waits.busy.total > before


def test_counts_are_of_all_that_took_at_most_so_long() -> None:
    durations = Durations((1.0, 2.0, 3.0))
    for seconds in (0.0, 1.0, 1.5, 4.0):
        durations.add(seconds)
    assert durations.counts() == [2, 3, 3, 4]
    assert durations.total == 6.5


@given(st.lists(st.floats(0, 10)))
def test_the_last_count_is_of_all(seconds: list[float]) -> None:
    durations = Durations((1.0, 2.0))
    for one in seconds:
        durations.add(one)
    assert durations.counts() == sorted(durations.counts())
    assert durations.counts()[-1] == len(seconds)
    assert durations.total == pytest.approx(sum(seconds))
