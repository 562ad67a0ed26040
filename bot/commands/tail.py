"""Reads a file that another program appends to, from where it stopped, whatever its name is now.

Logs are rotated: renamed, with a new file in their place, or copied and truncated. So a place is
the file's inode and an offset, and the checksum of the file's first bytes tells a file that was
truncated and grew again, or whose inode was given to another, from the one that was read. Only
whole lines are given out, and a renamed file's last one once nothing was added for a while.
"""

import json
import os
import zlib
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from stat import S_ISREG
from types import TracebackType
from typing import BinaryIO, Self

from bot.commands.rotated import packed, plain, stat_of

CHUNK_BYTES = 2_000_000
HEAD_BYTES = 256
QUIET_READS = 5  # a server goes on writing to the renamed file until it is told to reopen


@dataclass(frozen=True, slots=True)
class Place:
    """How far a file was read: bytes and lines; `head` is the checksum of its first bytes."""

    inode: int
    offset: int = 0
    lines: int = 0
    head: int = 0

    def text(self) -> str:
        """The place as a cursor."""
        return json.dumps(asdict(self))


@dataclass(frozen=True, slots=True)
class Piece:
    """Whole lines that came; `before` lines of the file came earlier, `place` is behind them."""

    data: bytes
    before: int
    place: Place


class Tail:
    """A growing file from a place on: the cursor of an earlier run, or None for the beginning.

    `is_lost` says that the file of that cursor is in the folder no more: then it goes on with the
    oldest file that the log was rotated into since `read_at` (aware), and `unread` are those that
    were compressed since.
    """

    def __init__(self, path: Path, cursor: str | None, read_at: datetime | None = None) -> None:
        self._path = path
        self._quiet = 0
        kept = Place(**json.loads(cursor)) if cursor else None
        found = _where(path, kept) if kept else None
        self.is_lost = kept is not None and found is None
        self.unread: list[Path] = []
        if self.is_lost and read_at:
            since = int(read_at.timestamp() * 1e9)
            self.unread = packed(path, since)
            following = next(iter(plain(path, since)), path)
        else:
            following = path
        self._file: BinaryIO = (found or following).open("rb")
        self._place = kept if kept and found else self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def next(self) -> Piece | None:
        """The lines that came since the last call; None if there are none now."""
        if not _fits(self._file.fileno(), self._place):
            self._place = self._start()
        data = os.pread(self._file.fileno(), CHUNK_BYTES, self._place.offset)
        whole = data[: data.rfind(b"\n") + 1]
        if not whole and len(data) == CHUNK_BYTES:
            whole = data  # no line is as long: the reader says so
        if whole:
            self._quiet = 0
            return self._piece(whole)
        return self._at_the_end(data)

    def _at_the_end(self, rest: bytes) -> Piece | None:
        """Goes on to the next file once this one was renamed and is written to no more."""
        following = _after(self._path, self._file.fileno())
        if following is None:
            return None
        self._quiet += 1
        if self._quiet <= QUIET_READS:
            return None
        if rest:
            return self._piece(rest)
        self._file.close()
        self._file = following.open("rb")
        self._place, self._quiet = self._start(), 0
        return self.next()

    def _start(self) -> Place:
        return Place(os.fstat(self._file.fileno()).st_ino)

    def _piece(self, data: bytes) -> Piece:
        was = self._place
        offset = was.offset + len(data)
        lines = was.lines + data.count(b"\n")
        head = _head(self._file.fileno(), offset)
        self._place = Place(was.inode, offset, lines, head)
        return Piece(data, was.lines, self._place)


def _head(file: int, offset: int) -> int:
    return zlib.crc32(os.pread(file, min(offset, HEAD_BYTES), 0))


def _fits(file: int, place: Place) -> bool:
    """Whether this file was read up to that place: the same, and not shorter or written anew."""
    found = os.fstat(file)
    is_same = found.st_ino == place.inode and found.st_size >= place.offset
    return is_same and _head(file, place.offset) == place.head


def _where(path: Path, place: Place) -> Path | None:
    """The file of a place, under the log's name or whichever name it was given since."""
    for one in (path, *sorted(path.resolve().parent.iterdir())):
        if (found := stat_of(one)) and found.st_ino == place.inode and S_ISREG(found.st_mode):
            with one.open("rb") as file:
                return one if _fits(file.fileno(), place) else None
    return None


def _after(path: Path, file: int) -> Path | None:
    """The file that was begun after this one: an older rotation's, at last the log itself."""
    mine, log = os.fstat(file), stat_of(path)
    if log is None or os.path.samestat(log, mine):
        return None  # a rotation may be half done: the new file comes in a moment
    return next(iter(plain(path, mine.st_mtime_ns)), path)
