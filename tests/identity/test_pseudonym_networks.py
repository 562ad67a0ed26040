"""Networks' pseudonyms by the short way and by the library's: the same of every text."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from hypothesis import example, given
from hypothesis import strategies as st

from identity.pseudonym import Pseudonyms

KEYED = Pseudonyms(b"k" * 32)
ALMOST = st.from_regex(r"[0-9]{1,4}(\.[0-9]{1,4}){2,4}", fullmatch=True)


def network(text: str) -> str | None:
    """The pseudonym, None for what is no address."""
    try:
        return KEYED.network(text)
    except ValueError:
        return None


def by_the_library(text: str) -> str | None:
    """The same, of what `ipaddress` makes of a text."""
    try:
        address: IPv4Address | IPv6Address = ip_address(text.strip())
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    address = mapped or type(address)(int(address))
    length = 24 if isinstance(address, IPv4Address) else 48
    return KEYED.of("network", str(ip_network((address, length), strict=False)))


@given(st.one_of(st.ip_addresses().map(str), ALMOST, st.text(max_size=20)))
@example("192.0.2.01")
@example("0.0.0.0")
@example(" 255.255.255.255\n")
@example("256.0.0.1")
@example("192.0.2.\u0661")
@example("192.0.2.1\x00")
def test_the_short_way_is_the_librarys(text: str) -> None:
    assert network(text) == by_the_library(text)
