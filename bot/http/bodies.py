"""Reads the bodies of requests within bounds: of bytes, packed and unpacked, all told, and of time.

A body is refused the moment it goes beyond a bound, so that the memory of a flood is known: what
is held of all requests together, and one piece of the stream each.
"""

import asyncio
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol

from starlette.requests import ClientDisconnect, Request

from bot.http.refusals import Refused, later

MOST_BYTES = 5_000_000  # of one body, unpacked
MOST_AT_ONCE = 50_000_000  # of all bodies that are being read or parsed
SECONDS = 30.0  # in which a body must have come
_GZIP = zlib.MAX_WBITS | 16


class _Unpacking(Protocol):
    def __call__(self, piece: bytes, room: int) -> bytes:
        """What a piece unpacks to, at most one byte more than there is room for."""

    def end(self) -> None:
        """Refuses a body that broke off."""


class Bodies:
    """The bodies of all requests that are being served; used from one event loop.

    `most_bytes` is how long one may be, unpacked.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most, self._held = most_bytes, 0

    @asynccontextmanager
    async def read(self, request: Request) -> AsyncIterator[bytes]:
        """The whole body, unpacked; counted as held until the block ends.

        Raises:
            Refused: too large, too slow, broken off, packed in another way, or too many at once.
        """
        unpacked = bytearray()
        try:
            await self._in_time(request, unpacked)
            yield bytes(unpacked)
        finally:
            self._held -= len(unpacked)

    async def _in_time(self, request: Request, unpacked: bytearray) -> None:
        try:
            async with asyncio.timeout(SECONDS):
                await self._gather(request, unpacked)
        except TimeoutError:
            raise Refused(408, f"the body did not come within {SECONDS:.0f} seconds") from None
        except ClientDisconnect:
            raise Refused(400, "the body broke off") from None

    async def _gather(self, request: Request, unpacked: bytearray) -> None:
        unpack = _unpacking(request)
        if _announced(request) > self._most:
            raise self._too_large()
        async for piece in request.stream():
            more = unpack(piece, self._most - len(unpacked))
            unpacked += more
            self._held += len(more)
            if len(unpacked) > self._most:
                raise self._too_large()
            if self._held > MOST_AT_ONCE:
                raise later("too much comes in at once", 1)
        unpack.end()

    def _too_large(self) -> Refused:
        return Refused(
            413, f"a body holds at most {self._most:,} bytes, unpacked: send smaller ones"
        )


def _announced(request: Request) -> int:
    length = request.headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdecimal() and len(length) < 20 else 0


def _unpacking(request: Request) -> _Unpacking:
    named = request.headers.get("content-encoding", "identity").strip().lower()
    if named in ("identity", ""):
        return _Plain()
    if named in ("gzip", "x-gzip"):
        return _Gzip()
    raise Refused(415, "Content-Encoding: only gzip, or none")


class _Plain:
    def __call__(self, piece: bytes, room: int) -> bytes:
        return piece[: room + 1]

    def end(self) -> None:
        """A plain body ends where HTTP says so."""


class _Gzip:
    """A gzip of one or several members; a bomb unpacks no further than the bound."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(_GZIP)
        self._fed = False

    def __call__(self, piece: bytes, room: int) -> bytes:
        out = bytearray()
        while piece and len(out) <= room:
            if self._member.eof:
                self._member = zlib.decompressobj(_GZIP)
            try:
                out += self._member.decompress(piece, room + 1 - len(out))
            except zlib.error:
                raise Refused(400, "Content-Encoding: the body is no gzip") from None
            self._fed = True
            piece = self._member.unconsumed_tail or self._member.unused_data
        return bytes(out)

    def end(self) -> None:
        if self._fed and not self._member.eof:
            raise Refused(400, "Content-Encoding: the gzip breaks off")
