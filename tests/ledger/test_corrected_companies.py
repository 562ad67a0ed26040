"""What people say of companies: what they are known by, which are one, which count."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import update

from ledger import companies, corrections, known_by
from ledger.engine import Session
from ledger.naming import CompanyName
from ledger.tables import Actor
from tests.builders import NOW
from tests.ledger.speaking import (
    ACME,
    DANA,
    DAY,
    GLOBEX,
    HOOLI,
    INITECH,
    SPRING,
    TODAY,
    company,
    named,
    person,
    picture,
    say,
    settle,
    stands_for,
    stood,
)

SUMMER = date(2026, 6, 1)
SHOP = "acme.shop.example"


@pytest.mark.parametrize(
    "word",
    [
        ("alias", INITECH, "domain", ACME),
        ("alias", INITECH, "name", "acme"),
        ("alias", INITECH, "name", "acmeltd"),
    ],
)
def test_an_alias_goes_where_a_person_puts_it(session: Session, word: tuple[Any, ...]) -> None:
    """Whoever's evidence names it is weighed again, when it comes and when it goes."""
    kind, value = word[2:]
    spoken_of = CompanyName(
        value if kind == "domain" else None, value, "elsewhere" if kind == "domain" else value
    )
    before = companies.recorded(session, spoken_of)
    for act in (word, ("unalias", kind, value)):
        session.exec(update(Actor).values(stale=False))
        say(session, *act)
        session.expire_all()
        assert person(session, "ada").stale
        assert not person(session, "edsger").stale
        if act is word:
            assert companies.find(session, value)[0].key == INITECH
            for _ in range(2):
                assert companies.obtain(session, spoken_of, NOW).key == INITECH
    assert companies.recorded(session, spoken_of) == before


def test_a_domain_given_away_stays_with_its_record_by_name(session: Session) -> None:
    say(session, "alias", INITECH, "domain", ACME)
    fresh = companies.obtain(session, CompanyName(None, "Fresh", "fresh"), NOW)
    say(session, "unalias", "domain", ACME)
    corrections.alias(session, fresh, "domain", ACME, DANA)
    assert companies.obtain(session, named(ACME), NOW) == fresh
    assert fresh.domain is None  # the other record has it still


def test_a_merge_is_followed_by_what_people_type_and_not_by_evidence(session: Session) -> None:
    acme, globex, initech = (company(session, key) for key in (ACME, GLOBEX, INITECH))
    say(session, "merge", ACME, GLOBEX)
    say(session, "merge", GLOBEX, INITECH)
    assert companies.find(session, "acme") == [initech]
    assert companies.find(session, ".example") == [initech]
    assert companies.find_itself(session, ACME) == [acme]
    assert companies.obtain(session, named(ACME), NOW) == acme
    assert companies.merged(session, initech.id) == sorted([acme.id, globex.id, initech.id])
    assert companies.merged(session, acme.id) == [acme.id]
    say(session, "unmerge", ACME)
    assert companies.find(session, ACME) == [acme]


def test_a_successor_counts_from_its_day_on(session: Session) -> None:
    acme, globex, initech = (company(session, key) for key in (ACME, GLOBEX, INITECH))
    say(session, "succeed", ACME, GLOBEX, SPRING)
    say(session, "succeed", GLOBEX, INITECH, SUMMER)
    for day, counts in ((SPRING - DAY, acme), (SPRING, globex), (SUMMER, initech)):
        assert companies.present(session, acme, day) == counts
    assert companies.root(session, acme) == acme
    assert companies.find(session, ACME) == [acme]
    say(session, "succeed", ACME, None, None)
    assert companies.present(session, acme, TODAY) == acme


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [(None, None, None), (SPRING, None, SPRING), (None, SPRING, SPRING), (SUMMER, SPRING, SUMMER)],
)
def test_nobody_is_told_of_a_merged_company_again(
    session: Session, one: date | None, other: date | None, told: date | None
) -> None:
    acme, globex = company(session, ACME), company(session, GLOBEX)
    acme.announced_for, globex.announced_for = one, other
    number = say(session, "merge", ACME, GLOBEX)
    assert globex.announced_for == told
    corrections.undo(session, number, DANA)
    assert globex.announced_for == other


def test_settings_do_not_overrule_what_was_said_of_a_company(session: Session) -> None:
    say(session, "heed", ACME)
    say(session, "ignore", GLOBEX)
    companies.ignore_own(session, [ACME, INITECH], [GLOBEX])
    session.expire_all()
    ignored = {key: company(session, key).ignored for key in (ACME, GLOBEX, INITECH)}
    assert ignored == {ACME: False, GLOBEX: True, INITECH: True}


@pytest.mark.parametrize("verb", ["verify", "unverify"])
def test_rules_leave_a_word_on_a_company_alone(session: Session, verb: str) -> None:
    say(session, verb, ACME)
    settle(session, "ada", stood(ACME))
    assert company(session, ACME).confirmed is (verb == "verify")


def test_a_company_made_by_a_word_goes_with_it_unless_it_is_used(session: Session) -> None:
    before = picture(session)
    for used in (False, True):
        number = say(session, "link", "ada", HOOLI, None, None)
        if used:
            settle(session, "edsger", stood(HOOLI))
        corrections.undo(session, number, DANA)
        assert (picture(session)["company"] == before["company"]) is not used
        assert bool(companies.find(session, HOOLI)) is used
    assert stands_for(session, "edsger") == HOOLI
    assert companies.obtain(session, named(HOOLI), NOW).key == HOOLI


def test_a_company_without_a_domain_gets_the_one_that_a_person_names(session: Session) -> None:
    fresh = companies.obtain(session, CompanyName(None, "Fresh", "fresh"), NOW)
    before = picture(session)
    number = say(session, "alias", "name:fresh", "domain", SHOP)
    assert (fresh.domain, fresh.key) == (SHOP, SHOP)
    assert companies.obtain(session, named(SHOP)._replace(name_key="shop"), NOW) == fresh
    corrections.undo(session, number, DANA)
    assert picture(session) == before


def test_organisations_are_whose_people_say(session: Session) -> None:
    number = say(session, "alias", ACME, "org", "acme-hq")
    assert known_by.said_of(session, "org") == {"acme-hq": company(session, ACME)}
    assert companies.find(session, " @Acme-HQ ") == [company(session, ACME)]
    corrections.undo(session, number, DANA)
    assert known_by.said_of(session, "org") == {}
