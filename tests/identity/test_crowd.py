"""How many persons write from a domain, told apart by name and by address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity.crowd import Crowd
from identity.directory import Directory
from identity.known import Own
from ledger.drafts import Signal, SignalKind

Seen = tuple[str, str]  # a name, and its address or nothing
SEEN = st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from(("", "x", "y", "z"))))


@pytest.mark.parametrize(
    ("seen", "people"),
    [
        ([], 0),
        ([("a", ""), ("a", "")], 1),
        ([("a", ""), ("b", "")], 2),
        ([("a", "x"), ("b", "x"), ("c", "x")], 1),
        ([("a", "x"), ("a", "y"), ("a", "z")], 1),
        ([("a", ""), ("b", ""), ("b", "x"), ("a", "x")], 1),
        ([("x", "x"), ("a", "x")], 1),
        ([("a", "y"), ("x", "x"), ("y", "y"), ("a", "x")], 2),
    ],
)
def test_how_many_people(seen: list[Seen], people: int) -> None:
    assert _people(seen) == people


@given(SEEN)
def test_never_more_than_names_or_addresses_and_in_any_order(seen: list[Seen]) -> None:
    people = _people(seen)
    names = {name for name, _ in seen}
    known = {name for name, address in seen if address}
    assert people <= len(names)
    assert people <= len({address for _, address in seen if address}) + len(names - known)
    assert people == _people(sorted(seen)) == _people([*reversed(seen), *seen])


def _people(seen: list[Seen]) -> int:
    crowd = Crowd()
    return sum(crowd.add("acme.example", *one) for one in seen)


@pytest.mark.parametrize(("address", "confidence"), [("", 0.95), ("ada@acme.example", 0.3)])
def test_who_comes_with_three_logins_and_one_address_is_no_crowd(
    address: str, confidence: float
) -> None:
    mail = (Signal(SignalKind.EMAIL_DOMAIN, "acme.example"),)
    directory = Directory(Own.of((), ()))
    for login in ("ada", "ada-work", "ada-old"):
        directory.observe(mail, login, address)
    assert directory.resolve(mail).confidence == confidence
