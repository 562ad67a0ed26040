"""Lines and gzip: every line keeps its number, whatever stands around it, and memory stays flat."""

import gzip
import io
import tracemalloc
import zlib
from collections.abc import Iterator
from itertools import repeat
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.lines import MAX_BYTES, Lines

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

TOO_LONG = f"longer than {MAX_BYTES:,} bytes"


def one_by_one(content: bytes) -> list[tuple[int, str, str]]:
    """Every line with its number, its text less the end, and its fault."""
    lines = Lines(io.BytesIO(content))
    return [(line.number, line.text.rstrip("\n"), line.fault) for line in iter(lines.take, None)]


def by_block(content: bytes, most: int) -> list[tuple[int, str, str]]:
    """The same, several at a time where that can be."""
    lines = Lines(io.BytesIO(content))
    found: list[tuple[int, str, str]] = []
    while True:
        first, text = lines.block(most)
        if text:
            parts = text.removesuffix("\n").split("\n")
            found += [(number, part, "") for number, part in enumerate(parts, first)]
        elif line := lines.take():
            found.append((line.number, line.text.rstrip("\n"), line.fault))
        else:
            return found


PIECES = st.sampled_from(
    [b"", b"a", b"a\r", b"\xff", b"\0", "\ufeffé".encode(), b"\x1f\x8b", b"x" * (MAX_BYTES + 5)]
)


@given(st.lists(PIECES, max_size=12), st.booleans(), st.integers(1, 5))
def test_blocks_say_what_single_lines_say(pieces: list[bytes], ends: bool, most: int) -> None:
    content = b"first\n" + b"\n".join(pieces) + b"\n" * ends
    single = one_by_one(content)
    assert by_block(content, most) == single
    assert [number for number, _, _ in single] == list(range(1, len(single) + 1))


@pytest.mark.parametrize("members", [1, 3])
def test_gzip_is_known_by_its_first_bytes(members: int) -> None:
    content = b"one\ntwo \xff\nthree\n" * 5_000
    cut = len(content) // members + 1
    packed = b"".join(gzip.compress(content[at : at + cut]) for at in range(0, len(content), cut))
    assert one_by_one(packed) == one_by_one(content)
    assert by_block(packed + b"\0" * 512, 64) == one_by_one(content)


def test_an_empty_gzip_holds_no_line() -> None:
    assert one_by_one(gzip.compress(b"")) == by_block(gzip.compress(b""), 9) == []


PACKED = gzip.compress(b"".join(b"line %d\n" % number for number in range(50_000)))


@pytest.mark.parametrize(
    ("packed", "reason"),
    [
        (PACKED[: len(PACKED) // 2], "the gzip file ends in the middle"),
        (PACKED[:1_000] + b"\xff" * 50 + PACKED[1_050:], "it is damaged"),
        (PACKED[:-8] + b"\0" * 8, "it is damaged"),
        (PACKED + b"no member", "it is damaged"),
        (b"\x1f\x8b", "the gzip file ends in the middle"),
        (b"\x1f\x8bno gzip at all\n", "it is damaged"),
    ],
)
def test_a_broken_gzip_gives_what_stands_before(packed: bytes, reason: str) -> None:
    for found in (one_by_one(packed), by_block(packed, 64)):
        *before, (number, _, fault) = found
        assert before == [(n + 1, f"line {n}", "") for n in range(len(before))]
        assert number == len(before) + 1
        assert reason in fault


class Bomb(io.RawIOBase):
    """A gzip stream that unpacks without end; it counts what was read of it."""

    def __init__(self, piece: bytes) -> None:
        packer = zlib.compressobj(9, wbits=31)
        self._pieces: Iterator[bytes] = (packer.compress(one) for one in repeat(piece))
        self._ready = b""
        self.read_of_it = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        room = memoryview(buffer)
        while not self._ready:
            self._ready = next(self._pieces)
        part, self._ready = self._ready[: len(room)], self._ready[len(room) :]
        room[: len(part)] = part
        self.read_of_it += len(part)
        return len(part)


@pytest.mark.parametrize(
    ("piece", "reasons"),
    [(b"\0" * 1_000_000, [TOO_LONG, "bomb"]), (b"{}" + b" " * 90_000 + b"\n", ["bomb"])],
    ids=["one line", "many lines"],
)
def test_a_bomb_is_told_and_left(piece: bytes, reasons: list[str]) -> None:
    bomb = Bomb(piece)
    lines = Lines(io.BufferedReader(bomb))
    tracemalloc.start()
    faults = [line.fault for line in iter(lines.take, None) if line.fault]
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(faults) == len(reasons)
    assert all(reason in fault for reason, fault in zip(reasons, faults, strict=True))
    assert most < 5_000_000
    assert bomb.read_of_it < 1_000_000


def test_twins_that_shrink_far_are_no_bomb() -> None:
    content = (b"x" * 90_000 + b"\n") * 500
    packed = gzip.compress(content)
    assert len(content) > 900 * len(packed)
    assert by_block(packed, 64) == one_by_one(content)
