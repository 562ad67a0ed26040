"""A warm process that is forked for every life which a test ends by SIGKILL.

Why not an interpreter for each: it takes a second or two to begin, and hundreds of them are
killed. The fork of a process without threads is as good, and SIGKILL cuts it off as hard. What it
was doing stands in memory that it shares with whoever killed it, and so outlives it.

`python -m tests.promises.zygote MODULE` reads orders as lines of JSON and answers each with the
ends of its lives. Tests speak to it through `Zygote`.
"""

import gc
import importlib
import json
import mmap
import os
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from typing import Any, Final

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import configure_mappers

ROOM: Final = struct.Struct("qq64s")  # steps, what was told, the phase
OUTSIDE, READING, READY = "outside", "reading", "ready"
HARMLESS: Final = frozenset({OUTSIDE, READING, READY, ""})
# Seconds between two looks at the lives: a kill must come within a step, an end may be seen late.
CLOSE, CALM = 0.0003, 0.002
DRIVER: Final = "ledger.postgres.store"  # loaded once, and not by every life
# How either database is told that a transaction only reads.
READ_ONLY: Final = ("read_only", "postgresql_readonly")


@dataclass(frozen=True)
class Life:
    """A call of `work` in a process of its own; killed `after` seconds past its step `until`."""

    work: str
    values: tuple[Any, ...] = ()
    until: int | None = None
    after: float = 0.0


@dataclass(frozen=True)
class End:
    """How a life ended: its exit code (-9: killed), its last phase, and what it had told."""

    code: int
    steps: int
    told: int
    phase: str

    @property
    def was_killed(self) -> bool:
        """Whether it did not end by itself."""
        return self.code == -signal.SIGKILL

    @property
    def was_critical(self) -> bool:
        """Whether it was in the middle of what must not be cut in two."""
        return self.phase not in HARMLESS


class Witness:
    """What a life is doing, in memory that outlives it."""

    def __init__(self, gate: "_Gate") -> None:
        self._seen, self._gate = mmap.mmap(-1, ROOM.size), gate
        self._steps = self._told = 0
        self._phase = ""

    def step(self, phase: str) -> None:
        """It goes on to something else."""
        self._steps, self._phase = self._steps + 1, phase
        self._write()

    def tell(self, number: int) -> None:
        """It has told somebody, who relies on it from now on."""
        self._told = number
        self._write()

    def wait(self) -> None:
        """Until all the lives of one order have come here."""
        self.step(READY)
        self._gate.wait()

    def watch(self, engine: Engine | type[Engine]) -> None:
        """Every statement is a step; what is written is critical from its BEGIN to its COMMIT."""
        event.listen(engine, "before_cursor_execute", self._on_statement)
        event.listen(engine, "commit", lambda _: self.step("COMMIT"))
        event.listen(engine, "checkin", lambda *_: self.step(OUTSIDE))

    def end(self, code: int = 0) -> End:
        """How things stood when it was last seen."""
        steps, told, phase = ROOM.unpack(self._seen[:])
        return End(code, steps, told, phase.rstrip(b"\0").decode())

    def _on_statement(
        self, connection: Connection, _cursor: object, statement: str, *_rest: object
    ) -> None:
        options = connection.get_execution_options()
        is_reading = any(options.get(name, False) for name in READ_ONLY)
        self.step(READING if is_reading else " ".join(statement.split()[:3])[:64])

    def _write(self) -> None:
        phase = self._phase.encode("ascii", "replace")
        self._seen[:] = ROOM.pack(self._steps, self._told, phase)


class Zygote(AbstractContextManager["Zygote"]):
    """A warm process for a test; `module` holds what its lives do."""

    def __init__(self, module: str) -> None:
        command = [sys.executable, "-m", "tests.promises.zygote", module]
        # Numpy's own threads would not survive the fork.
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(
            command, stdin=pipe, stdout=pipe, text=True, env=environment
        )

    def __exit__(self, *_: object) -> None:
        with self._process as process:
            process.kill()

    def live(self, *lives: Life) -> list[End]:
        """Has them live at once; how each of them ended, in their order."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps([asdict(life) for life in lives]) + "\n")
        stdin.flush()
        answer = stdout.readline()
        assert answer, "the zygote died: its last words are on stderr"
        return [End(**one) for one in json.loads(answer)]

    def kill(self, work: str, *values: Any, until: int, after: float = 0.0) -> End:
        """One life that must not end by itself."""
        [end] = self.live(Life(work, values, until, after))
        assert end.was_killed, f"it ended by itself: {end}"
        return end

    def finish(self, work: str, *values: Any) -> End:
        """One life that is left alone."""
        [end] = self.live(Life(work, values))
        assert end.code == 0, end
        return end


def critical(ends: Sequence[End]) -> float:
    """Which part of the kills cut something in two: of a test that counts, six in ten at least."""
    killed = [end for end in ends if end.was_killed]
    return sum(end.was_critical for end in killed) / max(len(killed), 1)


def main(module: str) -> None:
    """Reads orders until there are no more."""
    works = importlib.import_module(module)
    importlib.import_module(DRIVER)
    configure_mappers()
    gc.freeze()  # what a collection touches would have to be copied in every life
    for line in sys.stdin:
        lives = [Life(**one) for one in json.loads(line)]
        sys.stdout.write(json.dumps([asdict(end) for end in _live(works, lives)]) + "\n")
        sys.stdout.flush()


def _live(works: Any, lives: Sequence[Life]) -> list[End]:
    gate = _Gate()
    running = [_Running.born(works, life, Witness(gate)) for life in lives]
    while any(one.code is None for one in running):
        for one in running:
            one.look()
        if all(one.code is not None or one.witness.end().phase == READY for one in running):
            gate.open()
        time.sleep(CLOSE if any(one.is_hunted for one in running) else CALM)
    gate.open()
    return [one.witness.end(one.code or 0) for one in running]


class _Gate:
    """A pipe whose end everybody waits for; open once nobody holds its other side."""

    def __init__(self) -> None:
        self._out, self._in = os.pipe()

    def wait(self) -> None:
        os.close(self._in)
        os.read(self._out, 1)

    def open(self) -> None:
        for end in (self._in, self._out):
            if end >= 0:
                os.close(end)
        self._in = self._out = -1


@dataclass
class _Running:
    """A life until it has ended; `due` is when it is killed, by the monotonic clock."""

    life: Life
    witness: Witness
    pid: int
    code: int | None = None
    due: float | None = None

    @classmethod
    def born(cls, works: Any, life: Life, witness: Witness) -> "_Running":
        if pid := os.fork():
            return cls(life, witness, pid)
        getattr(works, life.work)(witness, *life.values)
        os._exit(0)  # to clear up would copy all the memory that it shares

    @property
    def is_hunted(self) -> bool:
        """Whether it lives and is to be killed."""
        return self.code is None and self.life.until is not None

    def look(self) -> None:
        """Kills it when it has come far enough, and notices its end."""
        if self.code is not None:
            return
        until, now = self.life.until, time.monotonic()
        if until is not None and self.witness.end().steps >= until:
            self.due = now + self.life.after if self.due is None else self.due
            if now >= self.due:
                os.kill(self.pid, signal.SIGKILL)
        ended, status = os.waitpid(self.pid, os.WNOHANG)
        if ended:
            self.code = os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    # Under its own name, for what its works import is that and not `__main__`.
    importlib.import_module("tests.promises.zygote").main(sys.argv[1])
