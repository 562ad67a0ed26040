"""Whom and which company a referral means: those that are known, before somebody new is made."""

from dataclasses import replace

import pytest

from bot.answers import Done, Errors, Open
from bot.dql import forms
from bot.dql.receiving import AMOUNT
from bot.naming import company_name
from bot.services import Services
from ledger import companies, referrals
from ledger.tables_desk import Referral
from tests.bot.scene import NOW, ask, asker, did, github, happened, opened, pulls, said

LUMEN = "Lumen Freight"

BLANK = '{"actor": null, "seen": null}'


def values(**typed: str) -> dict[str, str]:
    """A form filled in, but for what is said otherwise."""
    form = {"person": "new:Bea", "contact": "", "company": "", "team": "sales", "why": "wants SSO"}
    return {**form, "origin": "booth", "origin_detail": "", "link": "", **typed}


def only(services: Services) -> Referral:
    with services.ledger.read() as session:
        [one] = referrals.recent(session, 9)
        return one


@pytest.fixture
def freight(here: Services) -> Services:
    """Two companies of which the ledger knows, by their names."""
    with here.ledger.write() as session:
        for name in (LUMEN, "Banner Works"):
            companies.obtain(session, company_name(name), NOW)
    return here


@pytest.mark.parametrize(
    ("typed", "name", "is_new"),
    [
        ("Lumen", LUMEN, False),
        ("lumen freight", LUMEN, False),
        ("Freight", LUMEN, False),
        ("Ann", "Ann", True),  # no word of Banner Works begins so
        ("Lunar Freight", "Lunar Freight", True),
        ("lumen.example", "lumen.example", True),
    ],
)
def test_a_part_of_a_name_is_the_company_that_is_known(
    freight: Services, typed: str, name: str, is_new: bool
) -> None:
    text = said(freight, f'/dql refer Bea sales "asked" from talk company="{typed}"')
    assert f"Bea of {name} is handed to sales" in text
    assert ("is a new company here" in text) == is_new
    with freight.ledger.read() as session:
        assert len(companies.find(session, "Lumen")) == (2 if name.startswith("lumen.") else 1)


def test_several_that_may_be_meant_are_asked_about(freight: Services) -> None:
    said(freight, '/dql refer Bo sales "asked" from talk company="Lumen Labs GmbH"')
    answer = ask(freight, '/dql refer Bea sales "asked" from talk company=lume')
    assert isinstance(answer, Open)
    assert "several companies fit lume" in str(answer.view["blocks"])
    wrong = forms.submit(freight, values(company="lume"), BLANK, asker(), NOW)
    assert isinstance(wrong, Errors)
    assert set(wrong.fields) == {"company"}


@pytest.mark.parametrize(
    ("contact", "company"),
    [("bea@anvil.example", "anvil.example"), ("bea@gmail.com", ""), ("github: bea", "")],
)
def test_a_mail_address_tells_the_company(here: Services, contact: str, company: str) -> None:
    answer = forms.submit(here, values(person="new:Bea", contact=contact), BLANK, asker(), NOW)
    assert isinstance(answer, Done)
    with here.ledger.read() as session:
        found = companies.get(session, only(here).company_id or 0)
        assert (found.key if found else "") == company


@pytest.mark.parametrize("typed", ['"Ada Byte"', "ada byte", "ada", "@ada", "ADA"])
def test_a_whole_name_or_a_handle_is_who_has_it(here: Services, typed: str) -> None:
    ada = replace(github("ada", "1", "anvil.example"), name="Ada Byte")
    happened(here, [*pulls("anvil.example", 8), did(ada)])
    said(here, f'/dql refer {typed} sales "asked about SSO" from talk')
    one = only(here)
    assert (one.person_name, one.person_contact, one.level) == ("Ada Byte", "github: ada", 1)
    assert one.actor_id is not None


def test_a_part_of_a_name_may_be_somebody_else(here: Services) -> None:
    happened(here, [did(github("mira solano", "1")), did(github("adam", "2"))])
    answer = ask(here, '/dql refer Mira sales "asked" from talk')
    assert opened(answer)["person"] == "new:Mira"
    assert "Mira may be Mira Solano: pick the person" in str(answer)
    said(here, '/dql refer Ada sales "asked" from talk')
    assert (only(here).person_name, only(here).actor_id) == ("Ada", None)


@pytest.mark.parametrize(
    ("typed", "is_one"),
    [
        *((text, True) for text in ("12", "12000.5", "1,200", "1 200 000", "12,000,000.50")),
        *((text, False) for text in ("12,5", "1,50", "12,00.5", "1,2000", "1.000,50", "12.000.5")),
    ],
)
def test_a_comma_parts_thousands_alone(typed: str, is_one: bool) -> None:
    assert bool(AMOUNT.fullmatch(typed)) == is_one
