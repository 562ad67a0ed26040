"""Lines of a file that may hold anything: numbered, decoded, and never longer than a row can be.

A line that is no text keeps its number and its fault, so that the rows around it go in. Memory
holds a few lines, however long the file's own may be. A gzip file is unpacked on the way, known by
its first bytes whatever its name.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from itertools import islice
from typing import IO

from collectors.unpacked import MAGIC, BrokenGzip, unpacked

MAX_BYTES = 100_000
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its end, by its number from 1; `text` is empty where it has a `fault`."""

    number: int
    text: str
    fault: str = ""


class Lines:
    """The lines of a binary stream, in order; lines that were looked at can be given back."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._number = 0
        self._waiting: deque[Line] = deque()
        self._is_skipping = False  # the rest of a line that is too long
        self._broken = ""  # why there is no more, to be told behind the last line

    def take(self) -> Line | None:
        """The next line, or None at the end."""
        while not self._waiting and (raw := self._pull(1)):
            self._queue(raw)
        if self._waiting:
            return self._waiting.popleft()
        if not self._broken:
            return None
        self._number, reason, self._broken = self._number + 1, self._broken, ""
        return Line(self._number, "", reason)

    def block(self, most: int) -> tuple[int, str]:
        """The next lines as one text, at most so many, and the number of the first.

        The text is empty where lines must be taken one by one: the first, those given back, those
        beside a fault, and at the end.
        """
        first = self._number + 1
        if self._waiting or self._is_skipping or not self._number:
            return first, ""
        raw = self._pull(most)
        text = _text(raw)
        if text:
            self._number += len(raw)
        else:
            self._queue(raw)
        return first, text

    def give_back(self, lines: Iterable[Line]) -> None:
        """Put lines before all that is still to come, in their order."""
        self._waiting.extendleft(reversed(list(lines)))

    def _pull(self, most: int) -> list[bytes]:
        """Lines as they are, and pieces of those that are too long."""
        raw: list[bytes] = []
        try:
            raw.extend(islice(iter(partial(self._stream.readline, MAX_BYTES + 1), b""), most))
            if raw and not self._number and raw[0].startswith(MAGIC):
                self._stream = unpacked(self._stream, raw.pop())
                raw.extend(filter(None, [self._stream.readline(MAX_BYTES + 1)]))
        except BrokenGzip as error:
            self._stream, self._broken = BytesIO(), str(error)
        return raw

    def _queue(self, raw: Iterable[bytes]) -> None:
        for piece in raw:
            goes_on = not piece.endswith(b"\n")
            if not self._is_skipping:
                self._number += 1
                self._waiting.append(_line(self._number, piece))
            self._is_skipping = goes_on and (self._is_skipping or len(piece) > MAX_BYTES)


def _text(raw: list[bytes]) -> str:
    """Lines that are all fit to be read, as one text."""
    if not raw or max(map(len, raw)) > MAX_BYTES:
        return ""
    try:
        text = b"".join(raw).decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return "" if "\0" in text else text


def _line(number: int, raw: bytes) -> Line:
    if len(raw) > MAX_BYTES and not raw.endswith(b"\n"):
        return Line(number, "", f"longer than {MAX_BYTES:,} bytes")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return Line(number, "", f"not UTF-8 at byte {error.start + 1}: save it as UTF-8")
    if "\0" in text:
        return Line(number, "", "holds a NUL byte")
    return Line(number, text.removeprefix(_BOM) if number == 1 else text)
