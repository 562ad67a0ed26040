"""The true programme without its imports: a warm interpreter is forked for each start.

Why: to import what `leadlight run` is made of takes more than a second of a core, and the stories
start it some thirty times. What is forked has its own process, folder, environment, signals and
end, as an interpreter that was started has; that the installed command begins by itself is shown
where a test asks for a start `anew`.

`python -m tests.forked SOCKET` reads one order after the other. Each is a process for the
programme, and one that waits for its end, since nobody but a parent may.
"""

import gc
import importlib
import json
import os
import select
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from functools import cached_property
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[1]
COMMANDS: Final = ("run", "collect", "import_files", "score", "digest")
LATER: Final = ("bot.http.server", "alembic.command", "numpy.linalg")  # what a run loads on its way
ORDER: Final = 65_536  # bytes, of arguments and environment
WORD: Final = struct.Struct("i")  # a process's number, and then its exit code

Order = tuple[Any, list[int]]


def bare() -> dict[str, str]:
    """The environment of a start in which nothing is set."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"}


class Programme:
    """A start of the programme, as `subprocess.Popen` tells of one."""

    def __init__(self, told: int) -> None:
        self._told = told
        self.pid = self._read()
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Its exit code (-9: killed by that signal), or None while it runs."""
        return self._ended(0)

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code, once it has ended; raises TimeoutExpired after so many seconds."""
        code = self._ended(timeout)
        if code is None:
            raise subprocess.TimeoutExpired(f"process {self.pid}", timeout or 0)
        return code

    def send_signal(self, how: signal.Signals) -> None:
        """Tells it; nothing where it has ended."""
        if self.poll() is None:
            os.kill(self.pid, how)

    def kill(self) -> None:
        """Ends it by SIGKILL."""
        self.send_signal(signal.SIGKILL)

    def _ended(self, seconds: float | None) -> int | None:
        if self.returncode is None and select.select([self._told], [], [], seconds)[0]:
            self.returncode = self._read()
            os.close(self._told)
        return self.returncode

    def _read(self) -> int:
        word = os.read(self._told, WORD.size)
        assert word, "who was to wait for it is gone: the last words are on stderr"
        [number] = WORD.unpack(word)
        return int(number)


class Warm(AbstractContextManager["Warm"]):
    """A warm interpreter from the first start that is asked for until the block is left."""

    def __init__(self) -> None:
        self._closes = ExitStack()

    def __exit__(self, *_: object) -> None:
        self._closes.close()

    @cached_property
    def _orders(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        with theirs:
            number = theirs.fileno()
            running = subprocess.Popen(
                [sys.executable, "-m", "tests.forked", str(number)],
                cwd=ROOT,
                # Threads of numpy would not survive the fork.
                env={**bare(), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
                pass_fds=[number],
                stdin=subprocess.DEVNULL,
            )
        self._closes.callback(running.wait)
        return self._closes.enter_context(ours)  # closed first: then it ends

    def start(
        self,
        arguments: Sequence[str],
        folder: Path,
        environment: Mapping[str, str],
        stdout: int,
        stderr: int,
    ) -> Programme:
        """`leadlight` with these arguments, in a folder, with nothing else in its environment."""
        order = json.dumps([list(arguments), str(folder), dict(environment)]).encode()
        assert len(order) < ORDER
        told, tells = os.pipe()
        try:
            socket.send_fds(self._orders, [order], [stdout, stderr, tells])
        finally:
            os.close(tells)
        return Programme(told)


def main(number: int) -> None:
    """Takes orders until nobody is left who gives any; returns in each process it made as well."""
    for name in COMMANDS:
        importlib.import_module(f"bot.commands.{name}")
    for name in LATER:
        importlib.import_module(name)
    gc.freeze()  # what a collection touches would have to be copied in every process
    with socket.socket(fileno=number) as orders:
        taken = _forked(orders)
    if taken:
        _live(*taken)


def _forked(orders: socket.socket) -> Order | None:
    """In a new process the order that it was made for; None once there are no more."""
    while True:
        text, files, _, _ = socket.recv_fds(orders, ORDER, 3)
        if not text:
            return None
        if not os.fork():
            return json.loads(text), files
        for file in files:
            os.close(file)
        os.waitpid(-1, os.WNOHANG)  # one that waited before


def _live(order: Any, files: list[int]) -> None:
    """The programme in a process of its own, and its end told by this one."""
    stdout, stderr, tells = files
    if pid := os.fork():
        os.write(tells, WORD.pack(pid))
        _, status = os.waitpid(pid, 0)
        os.write(tells, WORD.pack(os.waitstatus_to_exitcode(status)))
        os._exit(0)
    os.dup2(stdout, sys.stdout.fileno())
    os.dup2(stderr, sys.stderr.fileno())
    for file in files:
        os.close(file)
    arguments, folder, environment = order
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["leadlight", *arguments]
    from bot.__main__ import main as programme  # as `python -m bot` does it

    programme()


if __name__ == "__main__":
    main(int(sys.argv[1]))
