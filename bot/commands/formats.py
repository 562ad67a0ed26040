"""The formats that `leadlight import` reads: a name, and the collector that reads it.

To add one is a line in the table. `auto` looks at the beginning of a file, and takes for an
activity file whatever no other format knows as its own.
"""

import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import BufferedReader
from typing import IO

from collectors import access_log, activity_file, docker_hub, mapped, scarf
from collectors.batch import Batch
from collectors.column_map import ColumnMap
from collectors.reading import Reading

_HEAD_BYTES = 4_096
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the user said besides the format; a format takes from it what it knows."""

    source: str = ""  # for formats whose rows name none
    before: int = 0  # lines of the file that were read already
    columns: ColumnMap | None = None  # what the columns of another tool's export mean


NOTHING = Asked()
Read = Callable[[IO[bytes], str, Reading, Asked], Iterator[Batch]]


def _activities(format: activity_file.Format) -> Read:
    def read(stream: IO[bytes], name: str, reading: Reading, asked: Asked) -> Iterator[Batch]:
        return activity_file.read(stream, name, reading, format)

    return read


def _access_log(stream: IO[bytes], name: str, reading: Reading, asked: Asked) -> Iterator[Batch]:
    return access_log.read(stream, name, reading, asked.source, asked.before)


def _scarf(stream: IO[bytes], name: str, reading: Reading, asked: Asked) -> Iterator[Batch]:
    return scarf.read(stream, name, reading)


def _docker_hub(stream: IO[bytes], name: str, reading: Reading, asked: Asked) -> Iterator[Batch]:
    return docker_hub.read(stream, name, reading)


def _auto(stream: IO[bytes], name: str, reading: Reading, asked: Asked) -> Iterator[Batch]:
    if asked.columns:
        return mapped.read(stream, name, reading, asked.columns)
    head = _head(stream)
    known = next((format for format, fits in OWN_SHAPE.items() if fits(head)), "")
    read = FORMATS[known] if known else _activities("auto")
    return read(stream, name, reading, asked)


def _head(stream: IO[bytes]) -> bytes:
    """The first bytes, unpacked, without taking them."""
    head = stream.peek(_HEAD_BYTES) if isinstance(stream, BufferedReader) else b""
    if not head.startswith(_GZIP):
        return head[:_HEAD_BYTES]
    try:
        return zlib.decompressobj(wbits=31).decompress(head, _HEAD_BYTES)
    except zlib.error:
        return b""  # the reader says what is wrong with it


# How a file shows by its first bytes that it is of a format, and of no other.
OWN_SHAPE: Mapping[str, Callable[[bytes], bool]] = {
    "access-log": access_log.is_one,
    "scarf": scarf.is_one,
    "docker-hub": docker_hub.is_one,
}

FORMATS: Mapping[str, Read] = {
    "auto": _auto,
    "csv": _activities("csv"),
    "jsonl": _activities("jsonl"),
    "access-log": _access_log,
    "scarf": _scarf,
    "docker-hub": _docker_hub,
}
