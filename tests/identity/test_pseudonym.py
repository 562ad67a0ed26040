"""Pseudonyms: stable, keyed, apart by purpose, and silent about what they stand for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity.pseudonym import Pseudonyms

ONE, OTHER = Pseudonyms(b"k" * 32), Pseudonyms(b"j" * 32)


def test_an_address_has_one_pseudonym_under_one_key() -> None:
    assert ONE.address("Ann@Acme.example ") == ONE.address("ann@acme.example")
    assert ONE.address("ann@acme.example") != OTHER.address("ann@acme.example")
    assert ONE.address("ann@acme.example") != ONE.address("bob@acme.example")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.254", True),
        ("192.0.2.1", "192.0.3.1", False),
        ("192.0.2.1", "::ffff:192.0.2.99", True),
        ("2001:db8:1::1", "2001:db8:1:ffff::2", True),
        ("2001:db8:1::1", "2001:db8:2::1", False),
        ("fe80::1%eth0", "fe80::2", True),
    ],
)
def test_a_network_is_a_24_or_a_48(one: str, other: str, same: bool) -> None:
    assert (ONE.network(one) == ONE.network(other)) is same


@given(st.text(max_size=60))
def test_purposes_never_meet(value: str) -> None:
    assert ONE.of("address", value) != ONE.of("network", value)
    assert len(ONE.of("address", value)) == 32
    assert int(ONE.of("address", value), 16) >= 0


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="IDENTITY_KEY has 15 bytes; give it at least 16"):
        Pseudonyms(b"x" * 15)


def test_no_address_is_repeated() -> None:
    with pytest.raises(ValueError, match="not an IP address") as raised:
        ONE.network("192.0.2.300")
    assert "192" not in str(raised.value)
    assert "kkkk" not in repr(ONE)
