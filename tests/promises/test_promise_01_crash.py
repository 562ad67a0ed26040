"""1: no collected activity is lost or doubled by a crash."""

from collections.abc import Iterator
from random import Random

import pytest

from ledger import health
from ledger.engine import Ledger
from tests.promises import size
from tests.promises.both import kept, ledger, on_sqlite
from tests.promises.conftest import Record
from tests.promises.page_loop import CURSOR_FIRST, NO_KEY, TOGETHER, Left, left
from tests.promises.zygote import End, Zygote, critical

__all__ = ["kept", "ledger"]

KILLS = size.of(25, 200)
MISTAKEN, TRIES = size.of(5, 50), 10  # kills, until a mistake shows
STEPS = (4, 60)  # a page takes about fifteen


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    with Zygote("tests.promises.page_loop") as warm:
        yield warm


def deaths(
    zygote: Zygote, ledger: Ledger, order: str, chance: Random, kills: int
) -> list[tuple[End, Left]]:
    """Each kill, and what the next start found."""
    found = []
    for _ in range(kills):
        until, after = chance.randint(*STEPS), chance.random() / 1000
        end = zygote.kill("collect", str(ledger.engine.url), order, until=until, after=after)
        found.append((end, left(ledger)))
    return found


def test_promise_01_a_killed_collector_loses_and_doubles_nothing(
    zygote: Zygote, ledger: Ledger, chance: Random, record: Record
) -> None:
    found = deaths(zygote, ledger, TOGETHER, chance, KILLS)
    for end, after in found:
        assert (after.lost, after.doubled) == (0, 0), end
        assert after.rows == list(range(after.cursor)), end
    assert critical([end for end, _ in found]) >= 0.6
    assert found[-1][1].cursor > KILLS
    with ledger.read() as session:
        assert health.damage(session) == ""
    record("kill -9 in the page loop", KILLS, "kills")


@on_sqlite
def test_promise_01_a_cursor_before_its_rows_loses_some(
    zygote: Zygote, ledger: Ledger, chance: Random
) -> None:
    tries = (deaths(zygote, ledger, CURSOR_FIRST, chance, MISTAKEN) for _ in range(TRIES))
    assert any(after.lost for found in tries for _, after in found)


@on_sqlite
def test_promise_01_without_a_key_some_are_doubled(
    zygote: Zygote, ledger: Ledger, chance: Random
) -> None:
    tries = (deaths(zygote, ledger, NO_KEY, chance, MISTAKEN) for _ in range(TRIES))
    assert any(after.doubled for found in tries for _, after in found)
