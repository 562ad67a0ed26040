"""The true demo as a process, for the test that walks through it and for the screenshots."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import socket

ROOT = Path(__file__).parents[2]
STOP_SECONDS = 15


@contextmanager
def rehearsal(*arguments: str) -> Iterator[str]:
    """`leadlight demo`, ready to be looked at; yields its address, and ends it at the end."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "demo", "--port", str(port), *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("Ready."):
                break
        yield f"http://127.0.0.1:{port}"
        process.terminate()
        assert process.wait(STOP_SECONDS) == 0
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()
