"""Writes small IP databases in MaxMind's public format, version 2.0, for tests and measurements.

A search tree of bits, sixteen zeros, the records, a mark, and what the file says of itself.
"""

import struct
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Any

BUILT = 1_790_000_000  # Unix seconds, in September 2026
_MARK = b"\xab\xcd\xefMaxMind.com"
_MAP, _TEXT, _U16, _U32, _U64, _LIST, _TRUTH = 7, 2, 5, 6, 9, 11, 14
_BEYOND = 28  # a size that is one or two octets more


def write_mmdb(
    path: Path,
    networks: Mapping[str, object],
    *,
    built: int = BUILT,
    bits: int = 28,
    version: int = 6,
    kind: str = "Test-ASN",
) -> Path:
    """The file, with a record for each network; `bits` a record of the tree has: 24, 28 or 32.

    A network within another has to stand behind it.
    """
    tree = _Tree()
    data, places = b"", dict[str, int]()
    for network, record in networks.items():
        told = ip_network(network)
        if repr(record) not in places:
            places[repr(record)] = len(data)
            data += _encoded(record)
        prefix = f"{int(told.network_address):0{told.max_prefixlen}b}"[: told.prefixlen]
        shifted = "0" * 96 if version == 6 and told.version == 4 else ""
        tree.put(shifted + prefix, places[repr(record)])
    about = {
        "node_count": _whole(_U32, len(tree.nodes)),
        "record_size": _whole(_U16, bits),
        "ip_version": _whole(_U16, version),
        "database_type": kind,
        "languages": [],
        "binary_format_major_version": _whole(_U16, 2),
        "binary_format_minor_version": _whole(_U16, 0),
        "build_epoch": _whole(_U64, built),
        "description": {},
    }
    path.write_bytes(tree.encoded(bits) + bytes(16) + data + _MARK + _encoded(about))
    return path


class _Tree:
    """Nodes of two branches: None, another node, or ~ the place of a record."""

    def __init__(self) -> None:
        self.nodes: list[list[int | None]] = [[None, None]]

    def put(self, prefix: str, place: int) -> None:
        node = 0
        for bit in map(int, prefix[:-1]):
            below = self.nodes[node][bit]
            if below is None or below < 0:
                self.nodes.append([below, below])  # what held for all of it holds for both halves
                below = self.nodes[node][bit] = len(self.nodes) - 1
            node = below
        self.nodes[node][int(prefix[-1])] = ~place

    def encoded(self, bits: int) -> bytes:
        return b"".join(
            _pair(self._number(zero), self._number(one), bits) for zero, one in self.nodes
        )

    def _number(self, branch: int | None) -> int:
        nodes = len(self.nodes)
        if branch is None:
            return nodes
        return branch if branch >= 0 else nodes + 16 + ~branch


def _pair(left: int, right: int, bits: int) -> bytes:
    if bits == 28:
        middle = left >> 24 << 4 | right >> 24
        low = 0xFFFFFF
        return (left & low).to_bytes(3) + bytes([middle]) + (right & low).to_bytes(3)
    return left.to_bytes(bits // 8) + right.to_bytes(bits // 8)


def _encoded(value: Any) -> bytes:
    if isinstance(value, bytes):
        return value  # encoded already
    if isinstance(value, bool):
        return _head(_TRUTH, int(value))
    if isinstance(value, str):
        text = value.encode()
        return _head(_TEXT, len(text)) + text
    if isinstance(value, int):
        return _whole(_U32 if value < 1 << 32 else _U64, value)
    if isinstance(value, list):
        return _head(_LIST, len(value)) + b"".join(map(_encoded, value))
    pairs = b"".join(_encoded(key) + _encoded(one) for key, one in value.items())
    return _head(_MAP, len(value)) + pairs


def _whole(kind: int, value: int) -> bytes:
    octets = value.to_bytes((value.bit_length() + 7) // 8)
    return _head(kind, len(octets)) + octets


def _head(kind: int, size: int) -> bytes:
    """The control octets: kind and size, kinds above 7 and sizes from 29 on in octets of theirs."""
    told, more = size, b""
    if size > _BEYOND:
        told = 29 if size < 29 + 256 else 30
        more = bytes([size - 29]) if told == 29 else struct.pack(">H", size - 285)
    if kind > _MAP:
        return bytes([told, kind - _MAP]) + more
    return bytes([kind << 5 | told]) + more
