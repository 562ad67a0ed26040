"""The true programme as a process of its own, beside a pretended Slack and GitHub."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import pytest

from demo.github import GitHub
from demo.serve import serving
from tests.collectors.conftest import told

__all__ = ["told"]

TOKEN = "ghp_story-example-secret"
STOP_SECONDS = 60  # a stop that hangs; ten are promised where nothing else is at work
ROOT = Path(__file__).parents[2]


@dataclass
class Leadlight:
    """Runs `leadlight` commands with one set of settings in one folder."""

    folder: Path
    settings: dict[str, str]
    running: list["Running"] = field(default_factory=list)

    def environment(self) -> Mapping[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        return {**kept, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error", **self.settings}

    def __call__(self, *arguments: str, code: int | None = 0) -> subprocess.CompletedProcess[str]:
        """One command, to its end; its exit code must be `code`, unless that is None."""
        ended = subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=self.folder,
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert code is None or ended.returncode == code, ended.stdout + ended.stderr
        return ended

    def start(self, *arguments: str) -> "Running":
        """A command (`run` unless said otherwise) that goes on until it is stopped."""
        log = (self.folder / f"run{len(self.running)}.log").open("w+")
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", *(arguments or ("run",))],
            cwd=self.folder,
            env=self.environment(),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        self.running.append(Running(process, log))
        return self.running[-1]


@dataclass
class Running:
    """A running service and its log."""

    process: subprocess.Popen[bytes]
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
def leadlight(tmp_path: Path) -> Iterator[Leadlight]:
    """The command, in an empty folder with no settings."""
    made = Leadlight(tmp_path, {"DATABASE_URL": f"sqlite:///{tmp_path / 'leadlight.db'}"})
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
