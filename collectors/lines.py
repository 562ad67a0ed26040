"""Lines of a file that may hold anything: numbered, decoded, and never longer than a row can be.

A line that is no text keeps its number and its fault, so that the rows around it go in. Memory
holds one line, however long the file's own may be.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO

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

    def take(self) -> Line | None:
        """The next line, or None at the end."""
        if self._waiting:
            return self._waiting.popleft()
        raw = self._stream.readline(MAX_BYTES + 1)
        if not raw:
            return None
        self._number += 1
        if len(raw) > MAX_BYTES and not raw.endswith(b"\n"):
            self._skip_rest()
            return Line(self._number, "", f"longer than {MAX_BYTES:,} bytes")
        return self._decoded(raw)

    def give_back(self, lines: Iterable[Line]) -> None:
        """Put lines before all that is still to come, in their order."""
        self._waiting.extendleft(reversed(list(lines)))

    def _skip_rest(self) -> None:
        while (piece := self._stream.readline(MAX_BYTES)) and not piece.endswith(b"\n"):
            pass

    def _decoded(self, raw: bytes) -> Line:
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            return Line(self._number, "", f"not UTF-8 at byte {error.start + 1}: save it as UTF-8")
        if "\0" in text:
            return Line(self._number, "", "holds a NUL byte")
        return Line(self._number, text.removeprefix(_BOM) if self._number == 1 else text)
