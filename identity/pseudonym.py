"""Keyed hashes that stand for addresses and networks, which Leadlight does not keep.

Each purpose hashes apart, so that a mail address and a network can never meet in one value, and a
hash that was given away for one thing says nothing of another. Without the key nobody can find a
person by trying addresses; whoever loses the key starts anew with every pseudonym.
"""

import hmac
import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_DIGITS = 32  # 128 bits, so that two people of one ledger never share a pseudonym
_KEY_BYTES = 16
_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
# A log brings many, and the library takes ten times as long for what most of them are.
_IPV4 = re.compile(rf"({_OCTET}\.{_OCTET}\.{_OCTET})\.{_OCTET}")


class Pseudonyms:
    """Pseudonyms under one secret key of at least 16 bytes, which `IDENTITY_KEY` holds."""

    __slots__ = ("_begun", "_key")

    def __init__(self, key: bytes) -> None:
        if len(key) < _KEY_BYTES:
            raise ValueError(f"IDENTITY_KEY has {len(key)} bytes; give it at least {_KEY_BYTES}")
        self._key = key
        self._begun: dict[str, hmac.HMAC] = {}  # by purpose, of which there are few

    def of(self, purpose: str, value: str) -> str:
        """32 hex digits for a value; the same value hashes differently for another purpose."""
        begun = self._begun.get(purpose)
        if begun is None:
            start = f"leadlight\0{purpose}\0".encode("utf-8", "surrogatepass")
            begun = self._begun[purpose] = hmac.new(self._key, start, "sha256")
        hashed = begun.copy()  # sooner than to begin with the key each time
        hashed.update(value.encode("utf-8", "surrogatepass"))
        return hashed.hexdigest()[:_DIGITS]

    def address(self, email: str) -> str:
        """The pseudonym of a mail address, in whatever case it was typed."""
        return self.of("address", email.strip().casefold())

    def network(self, ip: str) -> str:
        """The pseudonym of the network around an address: an IPv4 /24, an IPv6 /48.

        Raises ValueError, which does not repeat the address, for what is not one.
        """
        return self.of("network", _network(ip))


def _network(ip: str) -> str:
    ip = ip.strip()
    if plain := _IPV4.fullmatch(ip):
        return f"{plain[1]}.0/24"
    try:
        address: IPv4Address | IPv6Address = ip_address(ip)
    except ValueError:
        raise ValueError("not an IP address") from None
    if isinstance(address, IPv6Address):
        mapped = address.ipv4_mapped
        address = mapped or IPv6Address(int(address))  # without the zone of a link-local address
    length = 48 if isinstance(address, IPv6Address) else 24
    return str(ip_network((address, length), strict=False))
