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

from tests.browser.rehearsal import rehearsal

RUNS = 3
IDLE_SECONDS = 20
ROOT = Path(__file__).parents[1]
BARE = "import sys, bot.service, demo.stage, demo.story; print(1, flush=True); sys.stdin.read()"


def main() -> int:
    """Prints both figures as medians, with their ratio to the baseline of the same run."""
    bare = [_bare() for _ in range(RUNS)]
    demo = [_demo() for _ in range(RUNS)]
    start, memory = (statistics.median(one[at] for one in demo) for at in (0, 1))
    base_start, base_memory = (statistics.median(one[at] for one in bare) for at in (0, 1))
    print(f"{'':34}{'demo':>9}{'imports':>9}{'ratio':>7}")
    print(f"{'start to usable page, s':34}{start:9.1f}{base_start:9.1f}{start / base_start:7.1f}")
    megabytes = (memory / 1e6, base_memory / 1e6, memory / base_memory)
    print(f"{'idle memory, MB (RSS)':34}{megabytes[0]:9.0f}{megabytes[1]:9.0f}{megabytes[2]:7.1f}")
    print(
        f"medians of {RUNS} runs; memory after {IDLE_SECONDS} s; targets: under 15 s, under 300 MB"
    )
    return 0


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
    with rehearsal() as url:
        urllib.request.urlopen(url, timeout=10).read()
        took = time.perf_counter() - began
        time.sleep(IDLE_SECONDS)
        mine = psutil.Process().children(recursive=True)
        return took, sum(int(child.memory_info().rss) for child in mine)


if __name__ == "__main__":
    sys.exit(main())
