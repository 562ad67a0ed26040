"""Reads gzip as it comes, some thousand bytes at a time, and stops at what is a bomb or no gzip.

Why not the standard library's file: it goes on for as long as a bomb lasts. Texts shrink ten- to
fiftyfold, zeros a thousandfold. A stream that grows further than any text is given up once
it has grown long, so that a short file of twins still goes in.
"""

import zlib
from io import BufferedReader, RawIOBase
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MAGIC: Final = b"\x1f\x8b"
_GZIP: Final = 16 + zlib.MAX_WBITS
_PIECE: Final = 65_536
_LONG: Final = 64_000_000  # bytes, unpacked, from which on the growth is looked at
_MOST_GROWTH: Final = 300  # of one byte


class BrokenGzip(Exception):  # noqa: N818  (what was read until then stands)
    """Nothing more can be read of a gzip stream; the reason is for people."""


def unpacked(stream: IO[bytes], head: bytes = b"") -> BufferedReader:
    """What a gzip stream of one or more members holds; `head` are bytes read from it already.

    Reading raises BrokenGzip. Closing leaves `stream` open.
    """
    return BufferedReader(_Unpacked(stream, head), _PIECE)


class _Unpacked(RawIOBase):
    def __init__(self, stream: IO[bytes], head: bytes) -> None:
        self._stream, self._packed = stream, head
        self._member = zlib.decompressobj(_GZIP)
        self._taken, self._given = len(head), 0
        self._begun = False  # whether the present member has begun

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        into = memoryview(buffer)
        piece = b""
        while not piece and self._is_more():
            piece = self._unpack(len(into))
        self._given += len(piece)
        if self._given > max(_LONG, self._taken * _MOST_GROWTH):
            raise BrokenGzip(f"unpacks to more than {_MOST_GROWTH} times its size: a gzip bomb?")
        into[: len(piece)] = piece
        return len(piece)

    def _is_more(self) -> bool:
        if not self._packed:
            self._packed = self._stream.read(_PIECE)
            self._taken += len(self._packed)
        if not self._packed and self._begun:
            raise BrokenGzip("the gzip file ends in the middle")
        return bool(self._packed)

    def _unpack(self, most: int) -> bytes:
        try:
            piece = self._member.decompress(self._packed, most)
        except zlib.error:
            raise BrokenGzip("not gzip that can be read: it is damaged here") from None
        self._begun, self._packed = True, self._member.unconsumed_tail
        if self._member.eof:
            self._packed = self._member.unused_data.lstrip(b"\0")  # tapes and disks pad with zeros
            self._member, self._begun = zlib.decompressobj(_GZIP), False
        return piece
