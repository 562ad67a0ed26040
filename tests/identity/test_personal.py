"""Personal domains: told by how an address at them is written."""

import pytest

from identity.personal import is_personal


@pytest.mark.parametrize(
    ("local", "domain", "personal"),
    [
        ("me", "acme.example", True),
        ("Hello", "acme.example", True),
        ("me+github", "acme.example", True),
        ("roe", "roe.example", True),
        ("jane.roe", "janeroe.example", True),
        ("jane_roe", "roes.example", False),
        ("janet", "janetroe.example", True),
        ("j.sandwich", "sandwich.example", True),
        ("jane1980", "janeroe.example", False),
        ("jane", "acme.example", False),
        ("jane.roe", "acme.example", False),
        ("mark", "market.example", False),
        ("al", "alpha.example", False),
        ("support+acme", "acme.example", False),
        ("", "acme.example", False),
    ],
)
def test_whose_domain_it_is(local: str, domain: str, personal: bool) -> None:
    assert is_personal(local, domain) is personal
