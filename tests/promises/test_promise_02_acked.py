"""2: an acknowledged Slack event is stored, also after a power cut."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from random import Random
from typing import Any, Final

import apsw
import pytest
from sqlalchemy import event

from ledger import health, inbox
from ledger.engine import PRAGMAS, Ledger
from ledger.schema import open_ledger
from tests.builders import NOW
from tests.conftest import UTC_ZONE
from tests.promises import size
from tests.promises.conftest import Record
from tests.promises.listening import ACKED_FIRST, STORED_FIRST, TEAM, joined, stored
from tests.promises.power_cut import Disk, Image
from tests.promises.zygote import End, Zygote, critical

KILLS = size.of(25, 200)
CUTS = size.of(40, 400)
CUTS_A_DISK: Final = 8
ENOUGH: Final = 0.6  # of the kills
EVENTS: Final = 400  # so many that the log is brought into the file meanwhile
NORMAL: Final = "PRAGMA synchronous=NORMAL"

Statement = tuple[str, Any]

_disks = count(1)


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    with Zygote("tests.promises.listening") as warm:
        yield warm


def deaths(
    zygote: Zygote, ledger: Ledger, order: str, chance: Random, kills: int
) -> tuple[list[End], set[str]]:
    """The kills, and which of the acknowledged events are not stored.

    Where too few of them cut something in two, as some of few may by chance, more are tried.
    """
    ends: list[End] = []
    lost: set[str] = set()
    acked = 0
    while len(ends) < kills or (critical(ends) < ENOUGH and len(ends) < 2 * kills):
        until, after = chance.randint(2, 40), chance.random() / 2000
        end = zygote.kill("listen", str(ledger.engine.url), acked, order, until=until, after=after)
        acked = max(acked, end.told)
        lost |= {f"Ev{number}" for number in range(1, acked + 1)} - set(stored(ledger))
        ends.append(end)
    return ends, lost


def test_promise_02_a_kill_right_after_the_ack_loses_nothing(
    zygote: Zygote, ledger: Ledger, chance: Random, record: Record
) -> None:
    ends, lost = deaths(zygote, ledger, STORED_FIRST, chance, KILLS)
    assert lost == set()
    assert max(end.told for end in ends) > KILLS
    assert critical(ends) >= ENOUGH
    found = stored(ledger)
    assert len(found) == len(set(found))
    record("kill -9 around the acknowledgement", len(ends), "kills")


def test_promise_02_acknowledged_before_it_is_stored_some_are_lost(
    zygote: Zygote, ledger: Ledger, chance: Random
) -> None:
    tries = (deaths(zygote, ledger, ACKED_FIRST, chance, size.of(5, 50)) for _ in range(10))
    assert any(lost for _, lost in tries)


def storing(ledger: Ledger) -> list[list[Statement]]:
    """The very statements by which the product stores events, a transaction for each."""
    said: list[Statement] = []

    def note(_: Any, __: Any, statement: str, values: Any, ___: Any, ____: Any) -> None:
        said.append((statement, values))

    event.listen(ledger.engine, "before_cursor_execute", note)
    with ledger.write() as session:
        for number in range(1, EVENTS + 1):
            inbox.store(session, TEAM, f"Ev{number}", joined(number), NOW)
    event.remove(ledger.engine, "before_cursor_execute", note)
    begin, *stores = said
    return [[begin, store, ("COMMIT", ())] for store in stores]


def cuts(
    path: Path, events: list[list[Statement]], chance: Random, pragmas: tuple[str, ...]
) -> list[tuple[int, Image]]:
    """What is left of a disk after cuts at some moments, and how many events were acked by then."""
    moments = {chance.randrange(5 * len(events)) for _ in range(CUTS_A_DISK)}
    found: list[tuple[int, Image]] = []
    acked, moment = 0, count()

    def before() -> None:
        if next(moment) in moments:
            found.append((acked, disk.cut(chance)))

    disk = Disk(f"disk{next(_disks)}", before)
    try:
        with closing(apsw.Connection(str(path), vfs=disk.name)) as connection:
            for pragma in pragmas:
                connection.execute(pragma).fetchall()
            for statements in events:
                for statement, values in statements:
                    connection.execute(statement, values)
                acked += 1
            moments.clear()  # to close it is no moment of these
    finally:
        disk.unregister()
    return found


def forgotten(image: Image, folder: Path, acked: int) -> int:
    """How many acknowledged events Leadlight does not find when it starts after the cut."""
    folder.mkdir()
    for name, content in image.items():
        (folder / name).write_bytes(content)
    ledger = open_ledger(f"sqlite:///{folder / 'ledger.db'}", UTC_ZONE)
    try:
        with ledger.read() as session:
            assert health.damage(session) == ""
        return len({f"Ev{number}" for number in range(1, acked + 1)} - set(stored(ledger)))
    finally:
        ledger.close()
        shutil.rmtree(folder)


def losses(
    ledger: Ledger, folder: Path, chance: Random, pragmas: tuple[str, ...], wanted: int
) -> list[int]:
    """How many acknowledged events each of so many power cuts lost."""
    blank = ledger.path.read_bytes()
    events = storing(ledger)
    found: list[int] = []
    for number in count():
        disk = folder / f"disk{number}"
        disk.mkdir()
        (disk / "ledger.db").write_bytes(blank)
        for acked, image in cuts(disk / "ledger.db", events, chance, pragmas):
            found.append(forgotten(image, disk / "found", acked))
            if len(found) == wanted:
                return found
        assert found, "no cut fell into the work"
    raise AssertionError


def test_promise_02_a_power_cut_loses_nothing(
    ledger: Ledger, tmp_path: Path, chance: Random, record: Record
) -> None:
    found = losses(ledger, tmp_path, chance, PRAGMAS, CUTS)
    assert found == [0] * CUTS
    record("power cut, synchronous=FULL", CUTS, "cuts")


def test_promise_02_the_same_with_less_syncing_loses_some(
    ledger: Ledger, tmp_path: Path, chance: Random
) -> None:
    found = losses(ledger, tmp_path, chance, (*PRAGMAS, NORMAL), size.of(8, 50))
    assert sum(found) > 0
