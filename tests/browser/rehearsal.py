"""The true demo as a process, for the test that walks through it and for the screenshots."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import socket

ROOT = Path(__file__).parents[2]
STOP_SECONDS = 15
LEDGER = "DATABASE_URL="


@dataclass(frozen=True)
class Rehearsal:
    """Where the running demo is looked at, and the ledger that commands may read."""

    url: str
    database_url: str

    def command(self, *arguments: str) -> None:
        """Runs `leadlight` on its ledger, by its rules."""
        rules = Path(self.database_url.removeprefix("sqlite:///")).with_name("rules.toml")
        given = {"DATABASE_URL": self.database_url, "RULES_FILE": str(rules)}
        asked = [sys.executable, "-m", "bot", *arguments]
        subprocess.run(
            asked, cwd=ROOT, env={**os.environ, **given}, check=True, stdout=subprocess.DEVNULL
        )


@contextmanager
def rehearsal(*arguments: str) -> Iterator[Rehearsal]:
    """`leadlight demo`, ready to be looked at; it ends at the end."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "demo", "--port", str(port), *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        ledger = ""
        for line in process.stdout:
            ledger = line.partition(LEDGER)[2].strip() or ledger
            if line.startswith("Ready."):
                break
        yield Rehearsal(f"http://127.0.0.1:{port}", ledger)
        process.terminate()
        assert process.wait(STOP_SECONDS) == 0
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()
