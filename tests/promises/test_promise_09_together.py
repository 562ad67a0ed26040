"""9: nobody is locked out, no update is lost, no report is torn."""

from collections.abc import Iterator

import pytest

from ledger.engine import Ledger
from tests.promises import size
from tests.promises.both import kept, ledger, on_sqlite
from tests.promises.conftest import Record
from tests.promises.counting import COUNT, DEFAULTS, OURS, UNLOCKED, WRITERS, held, total
from tests.promises.zygote import Life, Zygote

__all__ = ["kept", "ledger"]

PROCESSES = 2
TRANSACTIONS = size.of(2_000, 20_000)
FEW = size.of(320, 2_000)  # in which a mistake shows


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    with Zygote("tests.promises.counting") as warm:
        yield warm


def counted(zygote: Zygote, ledger: Ledger, settings: str, transactions: int) -> tuple[int, ...]:
    """The count, the sum of all accounts, and how often somebody was locked out or saw a half."""
    times = transactions // (PROCESSES * WRITERS)
    ends = zygote.live(*[Life("count_up", (str(ledger.engine.url), settings, times))] * PROCESSES)
    assert [end.code for end in ends] == [0] * PROCESSES
    with ledger.read() as session:
        return held(session, COUNT), total(session), sum(end.told for end in ends)


def test_promise_09_two_processes_of_ten_lose_nothing(
    zygote: Zygote, ledger: Ledger, record: Record
) -> None:
    found = counted(zygote, ledger, OURS, TRANSACTIONS)
    assert found == (TRANSACTIONS, TRANSACTIONS, 0)
    record("2 processes, each of 8 writers and 2 readers", TRANSACTIONS, "transactions")


@on_sqlite
def test_promise_09_the_defaults_lose_some(zygote: Zygote, ledger: Ledger) -> None:
    _, added, _ = counted(zygote, ledger, DEFAULTS, FEW)
    assert added < FEW


def test_promise_09_without_the_lock_of_writers_some_are_lost(
    zygote: Zygote, postgres_ledger: Ledger
) -> None:
    _, added, _ = counted(zygote, postgres_ledger, UNLOCKED, FEW)
    assert added < FEW
