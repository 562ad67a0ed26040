"""How soon the service's code is there, and what the service holds in memory while nothing happens.

The baseline of both is a bare Python that imports the same packages from outside and none of our
code: what the service adds to it is its own.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import psutil

from benchmarks.plan import Plan
from benchmarks.table import Row, under
from demo.stage import open_stage
from ledger.schema import open_ledger

ROOT = Path(__file__).parents[1]
ROOMS = ("bot", "collectors", "identity", "scoring", "ledger", "rules", "demo")
SERVICE = "import bot.cli, bot.service"
NAMES = f"""{SERVICE}
import sys
ours = {ROOMS!r} + tuple(sys.stdlib_module_names)
known = [name for name, module in sys.modules.items() if getattr(module, "__spec__", None)]
print(*(name for name in known if name.split(".")[0] not in ours and "__main__" not in name))
"""
PACKAGES = "import importlib, sys; [importlib.import_module(name) for name in sys.argv[1:]]"
WAIT = "; print(1, flush=True); sys.stdin.read()"
IDLE_SECONDS = 20


def rows(plan: Plan) -> list[Row]:
    """Seconds of the imports, as medians of processes that take turns; memory of a running one."""
    packages = _python(NAMES).split()
    took: list[tuple[float, float]] = []
    for _ in range(plan.runs):
        took.append((_seconds(SERVICE), _seconds(PACKAGES, *packages)))
    ours, bare = (statistics.median(column) for column in zip(*took, strict=True))
    idle, held = (one / 1e6 for one in (_idle(), _held(packages)))
    return [
        Row("imports of the whole service (its packages alone)", ours, bare, "s", under(0.8)),
        Row(
            "idle memory of the service (a Python with its packages)", idle, held, "MB", under(110)
        ),
    ]


def _python(code: str, *arguments: str) -> str:
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def _seconds(code: str, *arguments: str) -> float:
    began = time.perf_counter()
    _python(code, *arguments)
    return time.perf_counter() - began


def _held(packages: list[str]) -> int:
    """Bytes of a Python that imported the packages and waits."""
    command = [sys.executable, "-c", PACKAGES + WAIT, *packages]
    with _running(command, {}) as process:
        assert process.stdout is not None
        process.stdout.readline()
        return int(psutil.Process(process.pid).memory_info().rss)


def _idle() -> int:
    """Bytes of `leadlight run` some time after it connected, beside a Slack of this process."""
    with tempfile.TemporaryDirectory() as folder:
        opening = open_stage(Path(folder), 0, datetime.now(UTC))
        with opening as stage:
            settings = {name.upper(): value for name, value in stage.settings.items()}
            open_ledger(settings["DATABASE_URL"], ZoneInfo("UTC")).close()  # no first start
            command = [sys.executable, "-m", "bot", "run"]
            with _running(command, settings) as process:
                time.sleep(IDLE_SECONDS)
                assert process.poll() is None
                return int(psutil.Process(process.pid).memory_info().rss)


@contextmanager
def _running(command: list[str], settings: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is ended at the end."""
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **settings},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            yield process
        finally:
            process.terminate()
