"""11: trouble with the storage is loud, and nothing is acknowledged that would be lost."""

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import pytest

from bot.readiness import REMEMBERED
from bot.service import READY_EVERY
from demo.slack import Slack, open_workspace
from ledger.errors import LedgerError
from ledger.schema import open_ledger
from tests.conftest import UTC_ZONE
from tests.promises.conftest import Record
from tests.promises.served import Served, by_http, running
from tests.promises.troubles import TROUBLES, Trouble, disk
from tests.story.conftest import until

LATEST = 30  # seconds until it must say that it is not ready
MOST = 2_000  # events, of which one finds no room


@pytest.fixture(scope="module")
def slack() -> Iterator[Slack]:
    with open_workspace() as opened:
        yield opened


def refused(served: Served) -> int:
    """The first event that is not acknowledged: on a full disk small ones may still fit."""
    for number in count(2):
        if served.tell(number) >= 500:
            return number
        assert number < MOST, "everything is acknowledged"
    raise AssertionError


def is_told(served: Served, trouble: Trouble) -> bool:
    return any(trouble.named in cause for cause in served.causes())


def bytes_of(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


@pytest.mark.parametrize("name", TROUBLES)
def test_promise_11_trouble_is_named_and_takes_nothing(
    slack: Slack, tmp_path: Path, record: Record, name: str
) -> None:
    trouble = TROUBLES[name]
    folder = tmp_path / "disk"
    folder.mkdir()
    with ExitStack() as closes:
        how = closes.enter_context(disk(folder)) if name == "disk full" else "once"
        served = closes.enter_context(running(slack, by_http(slack, folder)))
        assert served.tell(1) == 200
        assert served.causes() == []
        mend = trouble.begin(served.ledger)
        closes.callback(mend)
        if trouble.is_hidden:
            until(lambda: is_told(served, trouble), "the cause", LATEST)
        number = refused(served)
        until(lambda: is_told(served, trouble), "the cause", LATEST)
        assert all("ledger.db" in cause for cause in served.causes())
        if trouble.heals:
            mend()
            until(lambda: served.causes() == [], "the end of it", LATEST)
            assert served.tell(number) == 200
            kept = served.stored()
            assert kept == [f"Ev{one}" for one in range(1, number + 1)]
        else:
            assert served.tell(number) >= 500
    if trouble.refuses:
        left = bytes_of(served.ledger.path)
        with pytest.raises(LedgerError, match=trouble.refuses):
            open_ledger(str(served.ledger.engine.url), UTC_ZONE)
        assert bytes_of(served.ledger.path) == left  # no table was made anew
    record(f"{name} ({how})", 1, "ledger")


def test_promise_11_it_is_looked_for_often_enough() -> None:
    assert (READY_EVERY + REMEMBERED).total_seconds() <= LATEST
