"""Agreement: a name and a domain of one company, by spelling."""

import pytest

from identity.agreement import agree, labels
from identity.company_text import Named


@pytest.mark.parametrize(
    ("name", "domain", "same"),
    [
        ("Acme", "acme.example", True),
        ("Acme Bolts", "acmebolts.example", True),
        ("Acme Bolts", "acme-bolts.example", True),
        ("Acme Labs", "acme.example", True),
        ("Acme", "acmelabs.example", True),
        ("Acme", "getacme.example", True),
        ("Acme", "acme-team.example", True),
        ("Acme Bolts of Canada", "acme.example", True),
        ("Square", "squareup.example", True),
        ("Acme Bolt Corps", "abc.example", True),
        ("Great Eagle", "ge.example", True),
        ("Société Générale", "socgen.example", True),
        ("Bücher", "xn--bcher-kva.example", True),
        ("Acme", "emca.example", False),
        ("Acme", "acmebolts.example", False),
        ("Open Bolts", "op.example", False),
        ("The Big Bolt", "big.example", False),
        ("", "acme.example", False),
    ],
)
def test_a_name_and_a_domain(name: str, domain: str, same: bool) -> None:
    assert agree(Named(name), domain) is same


@pytest.mark.parametrize(
    ("handle", "domain", "same"),
    [
        ("acme-incubator", "acme.example", True),
        ("acmedotcom", "acme.example", True),
        ("acme", "acme.example", True),
        ("emca", "acme.example", False),
        ("ab-cd", "ab.example", False),
    ],
)
def test_a_handle_may_begin_with_the_label(handle: str, domain: str, same: bool) -> None:
    assert agree(Named(handle, handle=handle), domain) is same


@pytest.mark.parametrize(
    ("domain", "keys"),
    [
        ("acme.example", ("acme", "acmeexample")),
        ("acmehq.example", ("acmehq", "acmehqexample", "acme")),
        ("get-acme.example", ("getacme", "getacmeexample", "acme")),
        ("dataapp.example", ("dataapp", "dataappexample")),
    ],
)
def test_what_a_domain_spells(domain: str, keys: tuple[str, ...]) -> None:
    assert labels(domain) == keys
