"""A disk for SQLite that knows what was synced, so that a power cut can be tried at any moment.

What was written and not synced is, after the cut, gone, or there in some of its sectors and not in
others. The disk is an honest one: what it says is synced is there.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

import apsw

SECTOR: Final = 512
Image = dict[str, bytes]


@dataclass
class _Stored:
    """A file: what survives for certain, and what was written since, each with its offset."""

    synced: bytearray
    pending: list[tuple[int, bytes]] = field(default_factory=list)

    def sync(self) -> None:
        for offset, data in self.pending:
            _lay(self.synced, offset, data)
        self.pending.clear()

    def truncate(self, size: int) -> None:
        """At once and for good: the worst for whoever still counts on the rest."""
        del self.synced[size:]
        self.pending = [(at, data[: size - at]) for at, data in self.pending if at < size]

    def survived(self, keeps: Callable[[], bool]) -> bytes:
        """What is found after a cut; `keeps` says it of each sector that was not synced."""
        held = bytearray(self.synced)
        for offset, data in self.pending:
            for start in range(0, len(data), SECTOR):
                if keeps():
                    _lay(held, offset + start, data[start : start + SECTOR])
        return bytes(held)


class Disk(apsw.VFS):
    """Files in a folder; `before` is called ahead of each write and sync."""

    def __init__(self, name: str, before: Callable[[], None]) -> None:
        super().__init__(name, "unix")
        self.name, self.before, self.files = name, before, dict[str, _Stored]()

    def xOpen(  # noqa: N802 - as SQLite calls it
        self, name: str | apsw.URIFilename | None, flags: list[int]
    ) -> apsw.VFSFile:
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        if path is None:  # of SQLite's own, gone with the connection
            return apsw.VFSFile("unix", name, flags)
        there = Path(path).read_bytes() if Path(path).exists() else b""
        self.files.setdefault(path, _Stored(bytearray(there)))
        return _File(self, path, name, flags)

    def xDelete(self, name: str, sync: bool) -> None:  # noqa: N802
        super().xDelete(name, sync)
        self.files.pop(name, None)

    def cut(self, chance: Random) -> Image:
        """What is found after a cut at this moment: each file's name and content."""
        share = chance.choice((0.0, 0.5, 0.9))
        return {
            Path(path).name: stored.survived(lambda: chance.random() < share)
            for path, stored in self.files.items()
        }


class _File(apsw.VFSFile):
    def __init__(
        self, disk: Disk, path: str, name: str | apsw.URIFilename | None, flags: list[int]
    ) -> None:
        super().__init__("unix", name, flags)
        self._disk, self._stored = disk, disk.files[path]

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        self._disk.before()
        super().xWrite(data, offset)
        self._stored.pending.append((offset, bytes(data)))

    def xTruncate(self, size: int) -> None:  # noqa: N802
        self._disk.before()
        super().xTruncate(size)
        self._stored.truncate(size)

    def xSync(self, flags: int) -> None:  # noqa: N802
        self._disk.before()
        super().xSync(flags)
        self._stored.sync()


def _lay(held: bytearray, offset: int, data: bytes) -> None:
    held.extend(bytes(max(0, offset - len(held))))
    held[offset : offset + len(data)] = data
