"""How soon the demo's page can be used, and what demo and service hold in memory while idle.

The baseline is a bare Python process that imports the same modules and does nothing: what the demo
adds to it is its own.
"""

import statistics
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil

from benchmarks.plan import Plan
from benchmarks.table import Row, under
from tests.browser.rehearsal import rehearsal

RUNS = 3
IDLE_SECONDS = 20
ROOT = Path(__file__).parents[1]
BARE = "import sys, bot.service, demo.stage, demo.story; print(1, flush=True); sys.stdin.read()"


def rows(_plan: Plan) -> list[Row]:
    """Both figures as medians; memory some time after the start."""
    bare = [_bare() for _ in range(RUNS)]
    demo = [_demo() for _ in range(RUNS)]
    start, memory = (statistics.median(one[at] for one in demo) for at in (0, 1))
    imports, imported = (statistics.median(one[at] for one in bare) for at in (0, 1))
    return [
        Row("demo: start to usable page (its imports)", start, imports, "s", under(15)),
        Row("demo: idle memory (its imports)", memory / 1e6, imported / 1e6, "MB", under(300)),
    ]


def _bare() -> tuple[float, int]:
    """Seconds and bytes of a process that only imports."""
    began = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", BARE], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        took = time.perf_counter() - began
        held = int(psutil.Process(process.pid).memory_info().rss)
        process.communicate()
    return took, held


def _demo() -> tuple[float, int]:
    """Seconds until the page answers and the community is there, and bytes some time after."""
    began = time.perf_counter()
    with rehearsal() as shown:
        urllib.request.urlopen(shown.url, timeout=10).read()
        took = time.perf_counter() - began
        time.sleep(IDLE_SECONDS)
        mine = psutil.Process().children(recursive=True)
        return took, sum(int(child.memory_info().rss) for child in mine)
