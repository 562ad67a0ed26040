"""Name keys: spellings of one company are equal, two companies are not."""

import pytest
from cleanco.clean import prepare_default_terms
from hypothesis import given
from hypothesis import strategies as st

from identity.names import name_key, plain, short_forms, starts, weak_key


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
        ("Acme Media", "Acme", True),
        ("AcmeLabs", "Acme", True),
        ("AcmeHQ", "acme", True),
        ("Acme Canada", "Acme", True),
        ("Acme North America Inc.", "Acme", True),
        ("Acme Bolts", "Acme", False),
        ("Labs", "Group", False),
        ("Air Canada", "Air India", False),
        ("Data Systems", "Data Labs", False),
        ("China Digital", "China Solutions", False),
        ("Bank of Canada", "Bank of India", False),
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


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("Acme Bolt Works", ["acmebolt", "acme"]),
        ("Acme", []),
        ("GE Fanuc", []),
        ("Air Bolt Works", ["airbolt"]),
        ("", []),
    ],
)
def test_how_a_longer_name_begins(name: str, keys: list[str]) -> None:
    assert starts(name) == keys


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("Northern Alpine Bolt Assembly", ("naba",)),
        ("Bolts of the Far North", ()),
        ("Office for Advanced Bolt Science and Testing", ("oabst", "abst")),
        ("Alpine Générateurs", ("alpgen",)),
        ("Alpine Labs", ()),
        ("US Rockets", ("rockets",)),
        ("U.S. Air", ()),
        ("Acme", ()),
    ],
)
def test_what_a_longer_name_is_cut_to(name: str, forms: tuple[str, ...]) -> None:
    assert short_forms(name) == forms


FORMS = sorted({" ".join(form) for _, form in prepare_default_terms() if "&" not in form})


@pytest.mark.parametrize("form", FORMS)
def test_every_borrowed_legal_form_is_no_part_of_a_name(form: str) -> None:
    assert name_key(f"Emca {form}") == name_key(f"Emca, {form.upper()}.") == "emca"


SIGNS = st.characters(min_codepoint=33, max_codepoint=126)
WORDS = st.one_of(st.text(SIGNS, max_size=8), st.sampled_from(FORMS), st.sampled_from(["the", "&"]))
WIDE = {code: code + 0xFEE0 for code in range(33, 127)}


@given(st.lists(WORDS, max_size=5).map(" ".join))
def test_the_short_ways_of_ascii_lead_where_the_long_ones_do(name: str) -> None:
    wide = name.translate(WIDE)
    assert plain(name) == plain(wide)
    assert name_key(name) == name_key(wide)
    assert weak_key(name) == weak_key(wide)
