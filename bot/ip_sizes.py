"""How many IPv4 addresses each autonomous system has, counted in an IP database's own search tree.

Why the tree and not the networks one by one: to name each of 400,000 networks takes seconds. A
level of the tree is one step over whole arrays, and then each record has to be read only once.
"""

from collections import defaultdict
from collections.abc import Callable
from ipaddress import IPv4Address
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from maxminddb import Reader

Numbers = NDArray[np.int64]

_IPV4_BITS = 32
_BITS_BEFORE_IPV4 = 96  # in a tree of IPv6, where an IPv4 address is ::a.b.c.d


class DamagedTreeError(ValueError):
    """A search tree that leads back into itself."""


def addresses_by_asn(
    path: Path, reader: "Reader", asn_of: Callable[[object], int]
) -> dict[int, int]:
    """IPv4 addresses by the number of their autonomous system; 0 counts those without one.

    `asn_of` reads a record's number. Raises DamagedTreeError, OSError, and what the reader raises.
    """
    told = reader.metadata()
    left, right = _branches(path, told.node_count, told.record_size)
    before = _BITS_BEFORE_IPV4 if told.ip_version == 6 else 0
    found: dict[int, int] = defaultdict(int)
    for first, size in _records(left, right, told.node_count, before):
        found[asn_of(reader.get(IPv4Address(first)))] += size
    return dict(found)


def _branches(path: Path, nodes: int, bits: int) -> tuple[Numbers, Numbers]:
    """Where each node leads for a 0 and for a 1; records of 24, 28 or 32 bits, two a node."""
    width = bits // 4
    raw = np.fromfile(path, np.uint8, nodes * width).reshape(nodes, width).astype(np.int64)
    whole = bits // 8
    left, right = _number(raw[:, :whole]), _number(raw[:, -whole:])
    if bits % 8:  # the byte in the middle holds the four highest bits of both
        left, right = left | (raw[:, 3] >> 4) << 24, right | (raw[:, 3] & 15) << 24
    return left, right


def _number(octets: Numbers) -> Numbers:
    number = np.zeros(len(octets), np.int64)
    for place in range(octets.shape[1]):
        number = number << 8 | octets[:, place]
    return number


def _records(left: Numbers, right: Numbers, nodes: int, before: int) -> list[tuple[int, int]]:
    """An address of each distinct record, and how many have it."""
    start = 0
    for _ in range(before):
        start = int(left[start]) if start < nodes else start
    at, bases = np.array([start], np.int64), np.array([0], np.int64)
    records, firsts, sizes = [], [], []
    for bit in range(_IPV4_BITS, -1, -1):
        ends = at > nodes
        records.append(at[ends])
        firsts.append(bases[ends])
        sizes.append(np.full(int(ends.sum()), 1 << bit, np.int64))
        inner = at < nodes
        at, bases = at[inner], bases[inner]
        if bit == 0 or len(at) > nodes:
            break
        at = np.concatenate((left[at], right[at]))
        bases = np.concatenate((bases, bases | 1 << (bit - 1)))
    if len(at):
        raise DamagedTreeError("the search tree leads back into itself")
    every = np.concatenate(records)
    _, index, inverse = np.unique(every, return_index=True, return_inverse=True)
    total = np.zeros(len(index), np.int64)
    np.add.at(total, inverse, np.concatenate(sizes))
    return list(zip(np.concatenate(firsts)[index].tolist(), total.tolist(), strict=True))
