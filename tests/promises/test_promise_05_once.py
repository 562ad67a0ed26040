"""5: one notice for each entry into OQL3, however many judge at once, and whoever dies of it."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Final

import pytest

from ledger.engine import Ledger
from ledger.schema import open_ledger
from tests.conftest import UTC_ZONE
from tests.kept import Kept
from tests.promises import size
from tests.promises.both import kept, ledger, of, on_sqlite
from tests.promises.conftest import Record
from tests.promises.scoring import RULES
from tests.promises.zygote import OUTSIDE, READY, End, Life, Zygote
from tests.scoring.judging import Judging

__all__ = ["kept", "ledger"]

ROUNDS = size.of(20, 200)
AT_ONCE: Final = 8
DOMAINS: Final = ("acme.example", "bolt.example", "cog.example")


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    with Zygote("tests.promises.scoring") as warm:
        yield warm


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Judging]:
    """The same story, of which one scorer tells after the other."""
    ledger = open_ledger(f"sqlite:///{tmp_path / 'alone.db'}", UTC_ZONE)
    yield Judging(ledger, RULES)
    ledger.close()


def flap(stories: tuple[Judging, ...], number: int, chance: Random) -> None:
    """Some companies gain what makes them OQL3, others lose those who made them so."""
    for domain in DOMAINS:
        who, deed = f"{domain} {number}", chance.choice(("earn", "earn", "lose", ""))
        for story in stories:
            if deed:
                story.earn(number, 75, domain, who)
            if deed == "lose":
                story.link(number, None, who)


def judged_at_once(zygote: Zygote, ledger: Ledger, number: int, chance: Random) -> list[End]:
    """Eight judge, of whom three are killed; then one comes after them."""
    url = str(ledger.engine.url)
    lives = [Life("judge", (url, number)) for _ in range(AT_ONCE - 3)]
    lives += [Life("judge", (url, number), chance.randint(2, 40)) for _ in range(3)]
    ends = zygote.live(*lives)
    assert all(end.code in (0, -9) for end in ends)
    zygote.finish("judge", url, number)
    return [end for end in ends if end.was_killed]


def test_promise_05_each_entry_into_oql3_is_told_once(
    zygote: Zygote, kept: Kept, ledger: Ledger, alone: Judging, chance: Random, record: Record
) -> None:
    together, number, rounds = Judging(ledger, RULES), 0, of(kept, ROUNDS)
    killed: list[End] = []
    for _ in range(rounds):
        number += chance.randint(1, 25)
        flap((together, alone), number, chance)
        alone.judge(number)
        killed += judged_at_once(zygote, ledger, number, chance)
        assert Counter(together.told()) == Counter(alone.told())
    assert len(alone.told()) > rounds / 4
    assert sum(end.phase not in (READY, OUTSIDE) for end in killed) >= 0.6 * len(killed)
    assert len(killed) >= rounds
    record("8 scorers at once, 3 of them killed, levels flapping", rounds, "rounds")


@on_sqlite
def test_promise_05_without_a_key_it_is_told_again(zygote: Zygote, ledger: Ledger) -> None:
    life = Life("tell_unless_told", (str(ledger.engine.url), 1))
    zygote.live(*[life] * AT_ONCE)
    assert len(Judging(ledger, RULES).told()) > 1
