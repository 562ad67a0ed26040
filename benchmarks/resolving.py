"""How many lines `resolve --batch` answers, from bytes to bytes, and what reading them alone costs.

The lines are those of made-up people: some domains and names come again and again, as they do in
real traffic, and one line in three names a company that no line before it named.
"""

import json
import time
from collections.abc import Callable

import numpy as np

from benchmarks.plan import Plan
from benchmarks.table import Row
from benchmarks.traffic import FULL
from bot.commands.resolving_lines import Lines
from bot.resolving import Resolver
from identity.known import Own

LINES = 100_000
SMALLEST = 1_000
SEED = 6
_FREE = ("gmail.com", "outlook.com", "users.noreply.github.com")
_SHAPES = ("{0}", "{0} Inc.", "@{1}", "Engineer at {0}", "{0}, formerly elsewhere")


def rows(plan: Plan) -> list[Row]:
    """Answers without and with all lines observed first; processor time, the median of the runs."""
    asked = lines(max(SMALLEST, LINES * plan.size.activities // FULL.activities))
    read = _rate(plan, asked, _read)
    return [
        Row(f"{what}, end to end (reading and writing JSON)", _rate(plan, asked, work), read, "/s")
        for what, work in (("resolve --batch", _answer), ("resolve --batch --observe", _observe))
    ]


def lines(count: int) -> list[bytes]:
    """Questions of made-up people, seeded."""
    random = np.random.default_rng(SEED)
    often = random.zipf(1.3, count) % 20_000
    kinds = random.integers(0, 6, count)
    return [
        _line(number, int(company) if kind % 3 else 20_000 + number, int(kind))
        for number, (company, kind) in enumerate(zip(often, kinds, strict=True))
    ]


def _line(number: int, company: int, kind: int) -> bytes:
    label = f"works{company}"
    fields: dict[str, object] = {"id": number, "login": f"person{number}"}
    if kind != 1:
        host = _FREE[number % len(_FREE)] if kind == 2 else f"{label}.example"
        fields["email"] = f"p{number}@{host}"
    if kind:
        fields["company"] = _SHAPES[number % len(_SHAPES)].format(label.capitalize(), label)
    if kind == 4:
        fields["blog"] = f"https://www.{label}.example/team"
    return json.dumps(fields).encode()


def _answer(asked: list[bytes]) -> None:
    for answer in _lines().answers(asked):
        answer.encode()


def _observe(asked: list[bytes]) -> None:
    answering = _lines()
    answering.observe(asked)
    for answer in answering.answers(asked, observed=True):
        answer.encode()


def _read(asked: list[bytes]) -> None:
    for raw in asked:
        json.dumps(json.loads(raw)).encode()


def _lines() -> Lines:
    return Lines(Resolver(Own.of((), ())))


def _rate(plan: Plan, asked: list[bytes], work: Callable[[list[bytes]], None]) -> float:
    """Lines a second of one core's time."""
    took = []
    for _ in range(plan.runs):
        began = time.process_time()
        work(asked)
        took.append(time.process_time() - began)
    return len(asked) / float(np.median(took))
