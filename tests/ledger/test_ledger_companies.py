"""One record for each company, whichever signal named it first, and never one for two."""

import pytest
from sqlmodel import select

from ledger import companies
from ledger.engine import Ledger, Session
from ledger.naming import CompanyName
from ledger.tables import Company
from tests.builders import NOW

BY_NAME = CompanyName(None, "Acme GmbH", "acme")
BY_DOMAIN = CompanyName("acme.example", "acme.example", "acme")
BY_BOTH = CompanyName("acme.example", "Acme GmbH", "acme")
ELSEWHERE = CompanyName("acme.shop.example", "acme.shop.example", "acme")
RENAMED = CompanyName("acme.example", "Acme Rockets", "acme rockets")


def obtained(session: Session, *named: CompanyName) -> list[int]:
    return [companies.obtain(session, one, NOW).id for one in named]


def keys(session: Session) -> list[str]:
    return sorted(session.exec(select(Company.key)))


@pytest.mark.parametrize(
    ("named", "key"),
    [
        ([BY_NAME, BY_NAME], "name:acme"),
        ([BY_DOMAIN, BY_DOMAIN], "acme.example"),
        ([BY_NAME, BY_DOMAIN, BY_NAME], "acme.example"),
        ([BY_DOMAIN, BY_NAME], "acme.example"),
        ([BY_BOTH, BY_NAME, BY_DOMAIN], "acme.example"),
        ([BY_NAME, BY_BOTH], "acme.example"),
        ([BY_DOMAIN, RENAMED, RENAMED._replace(domain=None), BY_NAME], "acme.example"),
    ],
)
def test_signals_of_one_company_find_one_record(
    ledger: Ledger, named: list[CompanyName], key: str
) -> None:
    with ledger.write() as session:
        assert len(set(obtained(session, *named))) == 1
        assert keys(session) == [key]


@pytest.mark.parametrize("first", [[BY_DOMAIN], [BY_NAME, BY_DOMAIN]])
def test_two_domains_with_one_label_stay_apart(ledger: Ledger, first: list[CompanyName]) -> None:
    with ledger.write() as session:
        *_, one = obtained(session, *first)
        other, again, by_name = obtained(session, ELSEWHERE, ELSEWHERE, BY_NAME)
        assert other == again != one
        assert by_name == one  # the name stays with whoever had it first
        assert keys(session) == ["acme.example", "acme.shop.example"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("acme.example", ["acme.example"]),
        (" ACME.example ", ["acme.example"]),
        ("acme", ["acme.example", "acme.shop.example"]),
        ("GmbH", ["acme.example"]),
        ("name:globex", ["name:globex"]),
        ("globex", ["name:globex"]),
        ("100%", ["name:100% wool"]),
        ("0% w", ["name:100% wool"]),
        ("%", ["name:100% wool"]),
        ("_", []),
        ("initech", []),
        ("", []),
    ],
)
def test_companies_are_found_as_they_are_typed(
    ledger: Ledger, typed: str, found: list[str]
) -> None:
    with ledger.write() as session:
        obtained(
            session,
            BY_BOTH,
            ELSEWHERE,
            CompanyName(None, "Globex", "globex"),
            CompanyName(None, "100% Wool", "100% wool"),
        )
        assert [one.key for one in companies.find(session, typed)] == found


def test_a_company_is_found_by_its_number(ledger: Ledger) -> None:
    with ledger.write() as session:
        one, other = obtained(session, BY_DOMAIN, ELSEWHERE)
        assert companies.get_one(session, one).key == "acme.example"
        assert companies.get(session, 404) is None
        assert companies.by_ids(session, [other, 404]).keys() == {other}


def test_many_are_obtained_as_one_after_another(ledger: Ledger) -> None:
    names = [BY_NAME, BY_DOMAIN, ELSEWHERE, RENAMED, BY_BOTH]
    with ledger.write() as session:
        together = companies.obtain_all(session, names, NOW)
        assert [together[one].id for one in names] == obtained(session, *names)
        assert keys(session) == ["acme.example", "acme.shop.example"]


def test_our_own_companies_are_left_out_and_come_back(ledger: Ledger) -> None:
    def ignored(session: Session) -> list[str]:
        return list(session.exec(select(Company.key).where(Company.ignored)))

    with ledger.write() as session:
        obtained(session, BY_DOMAIN, ELSEWHERE)
        companies.ignore_own(session, ["acme.example"])
        assert ignored(session) == ["acme.example"]
        companies.ignore_own(session, ["acme.shop.example"], ["acme.example"])
        assert ignored(session) == ["acme.shop.example"]
