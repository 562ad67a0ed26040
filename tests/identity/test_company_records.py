"""Records: by which names a match finds its company again."""

import pytest

from identity.match import Match, MatchKind
from identity.record import company_name
from ledger.naming import CompanyName, aliases, record_of


def company(domain: str | None, name: str | None, confidence: float = 0.6) -> Match:
    return Match(MatchKind.COMPANY, "said so", confidence, domain, name)


@pytest.mark.parametrize(
    ("match", "named"),
    [
        (
            company("acme.example", None),
            CompanyName("acme.example", "acme.example", "acme", "acme", ("acme", "acmeexample")),
        ),
        (
            company(None, "Acme Labs, Inc."),
            CompanyName(None, "Acme Labs, Inc.", "acmelabs", "acme"),
        ),
        (
            company("acme.example", "Acme Bolts", 0.3),
            CompanyName(
                "acme.example", "Acme Bolts", "acmebolts", "acmebolts", ("acme", "acmeexample")
            ),
        ),
        (
            company(None, "Northern Alpine Bolt Assembly"),
            CompanyName(
                None,
                "Northern Alpine Bolt Assembly",
                "northernalpineboltassembly",
                "northernalpineboltassembly",
                ("naba",),
            ),
        ),
        (
            company("fb.com", None),
            CompanyName(
                "facebook.com",
                "facebook.com",
                "facebook",
                "facebook",
                ("facebook", "facebookcom", "fb", "fbcom"),
            ),
        ),
        (company("acme.example", None, 0.0), None),
        (company(None, "…"), None),
        (Match(MatchKind.STAFF, "ours", 1.0), None),
        (Match(MatchKind.UNKNOWN, "nothing", 0.0), None),
    ],
)
def test_how_a_match_names_its_company(match: Match, named: CompanyName | None) -> None:
    assert company_name(match) == named


def test_the_surest_alias_stands_first() -> None:
    named = CompanyName("acme.example", "Acme Labs", "acmelabs", "acme", ("acme", "acmeexample"))
    assert aliases(named) == (
        ("domain", "acme.example"),
        ("name", "acmelabs"),
        ("name", "acme"),
        ("weak", "acmelabs"),
        ("weak", "acme"),
        ("weak", "acmeexample"),
    )


ACME, EMCA = ("acme.example", 1), (None, 2)
KNOWN = {
    ("domain", "acme.example"): ACME,
    ("name", "acme"): ACME,
    ("weak", "acme"): ACME,
    ("name", "emcabolts"): EMCA,
    ("weak", "emcabolts"): EMCA,
    ("weak", "emca"): EMCA,
}


@pytest.mark.parametrize(
    ("named", "record"),
    [
        (CompanyName("acme.example", "", "x", "x"), ACME),
        (CompanyName(None, "", "acme", "acme"), ACME),
        (CompanyName(None, "", "acmelabs", "acme"), ACME),
        (CompanyName("acme.com", "", "acme", "acme"), None),
        (CompanyName("emca.example", "", "emca", "emca", ("emca",)), EMCA),
        (CompanyName("acme.com", "", "acme", "emca"), None),
        (CompanyName(None, "", "bolts", "bolts"), None),
    ],
)
def test_which_record_a_name_means(
    named: CompanyName, record: tuple[str | None, int] | None
) -> None:
    assert record_of(named, KNOWN, lambda one: one[0]) == record
