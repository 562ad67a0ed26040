"""Which evidence a profile's texts give, and that no address is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.github_evidence import Profile, email_domain, link_host, signals_of
from identity.pseudonym import Pseudonyms
from ledger.drafts import Signal, SignalKind

SECRET = Pseudonyms(b"a key for the tests of this file")


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("ada@Acme.Example", "acme.example"),
        (" ada+git@mail.acme.example ", "mail.acme.example"),
        ("ada@acme.example.", "acme.example"),
        ("", ""),
        ("ada", ""),
        ("@acme.example", ""),
        ("ada@localhost", ""),
        ("ada at acme.example", ""),
        ("ada@[192.0.2.1]", ""),
        ("ada@192.0.2.1", ""),
        ("77+ada@users.noreply.github.com", ""),
        ("ada@users.noreply.code.acme.example", ""),
        ("noreply@acme.example", ""),
    ],
)
def test_email_domain(address: str, host: str) -> None:
    assert email_domain(address) == host


@pytest.mark.parametrize(
    ("link", "host"),
    [
        ("https://www.Acme.example/team?x=1", "www.acme.example"),
        ("acme.example", "acme.example"),
        ("acme.example/ada", "acme.example"),
        ("http://acme.example:8080", "acme.example"),
        ("", ""),
        ("not a link", ""),
        ("ftp://acme.example", ""),
        ("mailto:ada@acme.example", ""),
        ("ada@acme.example", ""),
        ("http://[acme", ""),
        ("http://192.0.2.1/", ""),
        ("localhost", ""),
    ],
)
def test_link_host(link: str, host: str) -> None:
    assert link_host(link) == host


def test_a_profile_gives_each_piece_once() -> None:
    profile = Profile(
        "User",
        "ada",
        company="  @acme \n GmbH ",
        email="ada@acme.example",
        link="https://ada.example",
        organisations=("Acme", "acme", "Lantern"),
    )
    assert signals_of(profile, SECRET.address) == (
        Signal(SignalKind.EMAIL_DOMAIN, "acme.example", SECRET.address("ada@acme.example")),
        Signal(SignalKind.COMPANY_TEXT, "@acme GmbH"),
        Signal(SignalKind.BLOG_DOMAIN, "ada.example"),
        Signal(SignalKind.GITHUB_ORG, "acme"),
        Signal(SignalKind.GITHUB_ORG, "lantern"),
    )


def test_no_evidence_holds_what_cannot_be_stored() -> None:
    broken = "Ac\x00me \ud83d"
    profile = Profile("User", "ada", company=broken, email=f"ada@{broken}.example", link=broken)
    assert signals_of(profile, SECRET.address) == (Signal(SignalKind.COMPANY_TEXT, "Ac me \ufffd"),)


def test_an_empty_profile_gives_none() -> None:
    assert signals_of(Profile("User", "ada", company="  "), SECRET.address) == ()


@given(person=st.emails(), link=st.text(max_size=60))
def test_no_text_breaks_it_and_no_address_is_kept(person: str, link: str) -> None:
    for signal in signals_of(Profile("User", "ada", email=person, link=link), SECRET.address):
        assert "@" not in signal.value
        assert signal.value == signal.value.lower()
