"""Which files a log was rotated into: by their names, and by when they were written last."""

import os
import re
from pathlib import Path

_AGE = r"[._-]?\d[\d.T_-]*"  # access.log.1, access.log-20260301
_PACKED = r"\.(?:gz|bz2|xz|zst|Z)"


def plain(path: Path, since: int) -> list[Path]:
    """Rotated files of the log `path` written after `since` (ns since 1970), the oldest first."""
    return _found(path, since, _AGE)


def packed(path: Path, since: int) -> list[Path]:
    """The same of those that were compressed meanwhile, and cannot be gone on with."""
    return _found(path, since, _AGE + _PACKED)


def stat_of(path: Path) -> os.stat_result | None:
    """What the file system knows of a file, which may be renamed or removed at any moment."""
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _found(path: Path, since: int, ending: str) -> list[Path]:
    path = path.resolve()  # a link to a log: what rotates is the file
    named = re.compile(re.escape(path.name) + ending)
    newer = [
        (found.st_mtime_ns, one)
        for one in path.parent.iterdir()
        if named.fullmatch(one.name) and (found := stat_of(one)) and found.st_mtime_ns > since
    ]
    return [one for _, one in sorted(newer)]
