"""Keyed hashes that stand for addresses and networks, which Leadlight does not keep.

Each purpose hashes apart, so that a mail address and a network can never meet in one value, and a
hash that was given away for one thing says nothing of another. Without the key nobody can find a
person by trying addresses; whoever loses the key starts anew with every pseudonym.
"""

import hmac
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_DIGITS = 32  # 128 bits, so that two people of one ledger never share a pseudonym
_KEY_BYTES = 16


class Pseudonyms:
    """Pseudonyms under one secret key of at least 16 bytes, which `IDENTITY_KEY` holds."""

    __slots__ = ("_key",)

    def __init__(self, key: bytes) -> None:
        if len(key) < _KEY_BYTES:
            raise ValueError(f"IDENTITY_KEY has {len(key)} bytes; give it at least {_KEY_BYTES}")
        self._key = key

    def of(self, purpose: str, value: str) -> str:
        """32 hex digits for a value; the same value hashes differently for another purpose."""
        message = f"leadlight\0{purpose}\0{value}".encode("utf-8", "surrogatepass")
        return hmac.digest(self._key, message, "sha256").hex()[:_DIGITS]

    def address(self, email: str) -> str:
        """The pseudonym of a mail address, in whatever case it was typed."""
        return self.of("address", email.strip().casefold())

    def network(self, ip: str) -> str:
        """The pseudonym of the network around an address: an IPv4 /24, an IPv6 /48.

        Raises ValueError, which does not repeat the address, for what is not one.
        """
        return self.of("network", _network(ip))


def _network(ip: str) -> str:
    try:
        address: IPv4Address | IPv6Address = ip_address(ip.strip())
    except ValueError:
        raise ValueError("not an IP address") from None
    if isinstance(address, IPv6Address):
        mapped = address.ipv4_mapped
        address = mapped or IPv6Address(int(address))  # without the zone of a link-local address
    if isinstance(address, IPv6Address):
        return str(ip_network((address, 48), strict=False))
    first, second, third, _ = address.packed  # a log brings many: the library's way takes 15 us
    return f"{first}.{second}.{third}.0/24"
