"""Name keys: spellings of one company are equal, two companies are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity.names import name_key, plain, weak_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme, Inc.", "ACME"),
        ("Acme Corporation", "acme corp"),
        ("The Acme Company", "Acme"),
        ("Acme GmbH & Co. KG", "Acme"),
        ("Acme Pty Ltd", "acme"),
        ("Acme Co., Ltd.", "Acme"),
        ("Acme L.P.", "Acme"),
        ("Acme Sp. z o.o.", "Acme"),
        ("Acme (formerly Emca)", "Acme"),
        ("Blue Stone", "BlueStone"),
        ("Blue-Stone", "bluestone"),
        ("Stone & Wood", "Stone and Wood"),
        ("Tecnológico Ácme", "tecnologico acme"),
        ("Łódź Øst", "Lodz Ost"),
        ("Ａｃｍｅ", "Acme"),
        ("株式会社アクメ", "アクメ"),
        ("阿克梅有限公司", "阿克梅"),
        ("Acme UG (haftungsbeschränkt)", "Acme"),
    ],
)
def test_spellings_of_one_company(one: str, other: str) -> None:
    assert name_key(one) == name_key(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme", "Acme Media"),
        ("Acme", "Acme Labs"),
        ("Software AG", "Software"),
        ("Stone", "Stones"),
        ("ガ", "カ"),
        ("HP", "HPE"),
        ("OK", "AG"),
    ],
)
def test_two_companies(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Acme Labs", "Acme", True),
        ("Acme Technologies Co., Ltd.", "Acme", True),
        ("Acme Software Group", "Acme Systems", True),
        ("Acme Media", "Acme", False),
        ("Acme Digital", "Acme", False),
        ("Labs", "Group", False),
    ],
)
def test_words_of_no_weight(one: str, other: str, same: bool) -> None:
    assert (weak_key(one) == weak_key(other)) is same


def test_a_name_of_nothing_has_no_key() -> None:
    assert [name_key(text) for text in ("", "…", "!?", "( )")] == [""] * 4


@given(st.text(max_size=60))
def test_keys_are_made_of_letters_and_settle(text: str) -> None:
    key = name_key(text)
    assert all(sign.isalnum() or not sign.isascii() for sign in key)
    assert not any(sign.isspace() for sign in key)
    assert name_key(text.upper().lower()) == name_key(text.upper().lower().swapcase().lower())
    assert weak_key(text) == key[: len(weak_key(text))]
    assert "  " not in plain(text)
