"""The true programme as a process of its own, beside a pretended Slack and GitHub."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import pytest

from demo.github import GitHub
from demo.serve import serving
from tests.collectors.conftest import told
from tests.forked import Programme, Warm, bare
from tests.promises.size import SIZE, Size

__all__ = ["told"]

TOKEN = "ghp_story-example-secret"
STOP_SECONDS = 60  # a stop that hangs; ten are promised where nothing else is at work
Process = subprocess.Popen[bytes] | Programme


@dataclass
class Leadlight:
    """Runs `leadlight` commands with one set of settings in one folder."""

    folder: Path
    settings: dict[str, str]
    warm: Warm
    running: list["Running"] = field(default_factory=list)

    def environment(self) -> Mapping[str, str]:
        return {**bare(), **self.settings}

    def __call__(self, *arguments: str, code: int | None = 0) -> subprocess.CompletedProcess[str]:
        """One command, to its end; its exit code must be `code`, unless that is None."""
        with TemporaryFile("w+") as out, TemporaryFile("w+") as err:
            files = out.fileno(), err.fileno()
            begun = self.warm.start(arguments, self.folder, self.environment(), *files)
            ended = begun.wait(120)
            out.seek(0)
            err.seek(0)
            told = subprocess.CompletedProcess(arguments, ended, out.read(), err.read())
        assert code is None or ended == code, told.stdout + told.stderr
        return told

    def start(self, *arguments: str, anew: bool = False) -> "Running":
        """A command (`run` unless said otherwise) that goes on until it is stopped.

        `anew`, and wherever the promises are tested at length: by an interpreter of its own.
        """
        given = arguments or ("run",)
        log = (self.folder / f"run{len(self.running)}.log").open("w+")
        if anew or SIZE is not Size.q:
            process: Process = subprocess.Popen(
                [sys.executable, "-m", "bot", *given],
                cwd=self.folder,
                env=self.environment(),
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        else:
            files = log.fileno(), log.fileno()
            process = self.warm.start(given, self.folder, self.environment(), *files)
        self.running.append(Running(process, log))
        return self.running[-1]


@dataclass
class Running:
    """A running service and its log."""

    process: Process
    log: IO[str]

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Stops it and returns its exit code; fails when it takes longer than it may."""
        self.process.send_signal(how)
        return self.process.wait(STOP_SECONDS)

    def said(self) -> str:
        """Its log so far."""
        self.log.flush()
        return Path(self.log.name).read_text()

    def end(self) -> None:
        """Makes sure that nothing of it is left."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.log.close()


@pytest.fixture
def leadlight(tmp_path: Path, warm: Warm) -> Iterator[Leadlight]:
    """The command, in an empty folder with no settings."""
    made = Leadlight(tmp_path, {"DATABASE_URL": f"sqlite:///{tmp_path / 'leadlight.db'}"}, warm)
    yield made
    for running in made.running:
        running.end()


@pytest.fixture
def closing() -> Iterator[ExitStack]:
    """Whatever is entered here is left after the services have ended."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def github(closing: ExitStack) -> tuple[GitHub, str]:
    """A pretended GitHub and its address."""
    server = GitHub()
    server.hub.token(TOKEN, "read:user")
    return server, closing.enter_context(serving(server))


def until(holds: Callable[[], object], what: str, seconds: float = 30) -> None:
    """Waits for another process's doing, which nothing here is told of."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"waited {seconds} s in vain: {what}"
        time.sleep(0.1)
