"""Which companies are suggested to be one by their names, and which are not."""

import pytest

from identity.look_alikes import look_alikes

WEAK, ALIKE = "differ only in words", "nearly spelled alike"


@pytest.mark.parametrize(
    ("first", "other", "reason"),
    [
        ("Acme", "Acme Labs", WEAK),
        ("acme.example", "Acme Technologies GmbH", WEAK),
        ("acme.example", "acme.test", WEAK),
        ("Kubermatic Systems International", "Kubermatik Systems International", ALIKE),
        ("Lumen Freight Carriers", "Lumen Freight Cariers", ALIKE),
        ("Delphi", "Delphix", ALIKE),
        ("Acme", "Acne", None),
        ("Rocket Works", "Rocket Science", None),
        ("!!!", "???", None),
    ],
)
def test_pairs(first: str, other: str, reason: str | None) -> None:
    found = look_alikes({7: first, 3: other})
    if reason is None:
        assert found == {}
    else:
        [(pair, told)] = found.items()
        assert pair == (3, 7)
        assert reason in told


def test_of_several_each_is_paired_with_the_most_important() -> None:
    names = {5: "acme.example", 2: "Acme Labs", 9: "Acme Group"}
    assert set(look_alikes(names)) == {(2, 5), (9, 5)}


def test_of_many_alike_there_are_never_more_pairs_than_twice_the_names() -> None:
    names = {n: f"Lumen Freight Carriers of Example Bay {n}" for n in range(10, 70)}
    found = look_alikes(names)
    assert {greater for _, greater in found} == {10}
    assert {lesser for lesser, _ in found} == set(range(11, 70))


def test_no_names_no_pairs() -> None:
    assert look_alikes({}) == {}
