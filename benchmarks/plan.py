"""How much a run measures, where its ledgers lie, and how times are taken."""

import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from benchmarks.ledger import build
from benchmarks.traffic import FULL, Size
from bot.__main__ import collect_seldom
from bot.commands.progress import progress
from ledger.engine import Ledger
from ledger.schema import open_ledger

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Plan:
    """The folder that holds the ledgers, the size that stands for the full one, runs a median.

    `seconds` is how long a load lasts that is measured once.
    """

    folder: Path
    size: Size = FULL
    runs: int = 5
    seconds: int = 60

    def built(self, size: Size, *, raw: bool = True) -> Path:
        """A ledger of that size, made now unless it is there."""
        with progress(f"Building a ledger of {size.activities:,} activities", "rows") as advance:
            return build(self.folder, size, advance, raw=raw)

    @contextmanager
    def copied(self, path: Path) -> Iterator[Ledger]:
        """A ledger to write into, which leaves the one that was built as it was."""
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            shutil.copyfile(path, copy := Path(folder) / path.name)
            with opened(copy) as ledger:
                yield ledger


@contextmanager
def opened(path: Path) -> Iterator[Ledger]:
    """An open ledger, closed at the end."""
    found = open_ledger(f"sqlite:///{path}", ZoneInfo("UTC"))
    try:
        yield found
    finally:
        found.close()


def medians(runs: int, *works: Callable[[], object]) -> list[float]:
    """Seconds of each, as medians; they take turns, so that a busy machine slows all alike."""
    took: list[list[float]] = [[] for _ in works]
    for _ in range(runs):
        for times, work in zip(took, works, strict=True):
            began = time.perf_counter()
            work()
            times.append(time.perf_counter() - began)
    return [statistics.median(times) for times in took]


def in_new_process(work: Callable[..., Result], *arguments: Any) -> Result:
    """What `work` returns in a Python of its own, set up as `leadlight` sets up its own.

    It holds nothing of what was done before.
    """
    spawn = get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn, initializer=collect_seldom) as pool:
        return pool.submit(work, *arguments).result()
