"""What a process holds in memory, at most and at the moment, in bytes."""

import resource
import sys
from pathlib import Path

import psutil

STATUS = Path("/proc/self/status")


def held() -> int:
    """What is resident now."""
    return int(psutil.Process().memory_info().rss)


def peak() -> int:
    """The most that was resident since this program began.

    Linux hands its usual figure down from the process that started this one: it is asked another.
    """
    if STATUS.exists():
        [line] = [line for line in STATUS.read_text().splitlines() if line.startswith("VmHWM")]
        return int(line.split()[1]) * 1024
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
